"""Votes: one row a visitor and tool, which states what the visitor wants and what of it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from tools.models import Tool
from votes.models.bucket import Bucket, Voiding
from votes.models.tally import Locked, Tally
from votes.models.visitor import Visitor
from votes.rules import Cast, counts_as, recount

# Sent with every vote, so they are not composed anew.
FIND = "SELECT id, choice, counted, bucket_id FROM votes_vote WHERE tool_id = %s AND visitor_id = %s"
PUT = """
    INSERT INTO votes_vote (tool_id, visitor_id, choice, counted, bucket_id, cast_at) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (tool_id, visitor_id) DO UPDATE SET choice = EXCLUDED.choice, counted = EXCLUDED.counted,
      cast_at = CASE WHEN votes_vote.choice = EXCLUDED.choice THEN votes_vote.cast_at ELSE EXCLUDED.cast_at END
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a vote came to: the visitor's choice as stored (empty: none), and the fresh tally of the tool."""

    choice: str
    counted: str
    tally: Locked
    moved: bool


class VoteQuerySet(models.QuerySet["Vote"]):
    @transaction.atomic(savepoint=False)  # the verb around it has the transaction; a savepoint costs two statements
    def cast(self, *, slug: str, number: str, choice: str, network: str, now: datetime) -> Outcome | None:
        """Set what the visitor of `number` says of a tool: `ship`, `skip`, or nothing. Saying it again changes nothing.

        None where nobody may vote: no such public tool, or a discontinued one. The lock on the tally comes before the
        vote is read, so that two votes on one tool never see the same count.
        """
        rules = settings.VOTE_RULES
        visitor = Visitor.objects.enter(number, now, timezone.localdate(now), now - rules.delay)
        tally = Tally.objects.lock_named(slug, now)
        if tally is None:
            transaction.set_rollback(True)  # a visitor is made by a vote, not by a mistake
            return None
        bucket = Bucket.objects.of_network(network, now).pk if rules.bucket_limit else None
        old = self.row_of(tally.tool_id, visitor.id, bucket)
        vote = replace(old, choice=choice, visitor_since=now if visitor.fresh else None)
        counted = counts_as(vote, rules, now, frozen=tally.frozen)
        moved = tally.shifted(old.counted, counted)
        if (old.choice, old.counted) != (choice, counted):
            self.put(tally.tool_id, visitor.id, choice, counted, old.bucket, now)
        if moved != tally:
            Tally.objects.store(moved)
        return Outcome(choice, counted, moved, moved != tally)

    def row_of(self, tool_id: int, visitor_id: int, bucket: int | None) -> Cast:
        """The vote that a visitor has on a tool, with its place in its network's day; id 0 where there is none yet."""
        with connection.cursor() as cursor:
            cursor.execute(FIND, [tool_id, visitor_id])
            pk, choice, counted, own = cursor.fetchone() or (0, "", "", bucket)
        if own is None:
            return Cast(pk, choice, counted)
        earlier = self.filter(tool=tool_id, bucket=own)
        place = (earlier.filter(pk__lt=pk) if pk else earlier).count()
        voided = Voiding.objects.filter(bucket=own, lifted_at=None).exists()
        return Cast(pk, choice, counted, None, own, place, voided)

    def put(self, tool_id: int, visitor_id: int, choice: str, counted: str, bucket: int | None, now: datetime) -> None:
        moment = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            cursor.execute(PUT, [tool_id, visitor_id, choice, counted, bucket, moment])

    @transaction.atomic
    def recount(self, tool_id: int, now: datetime) -> Tally:
        """Apply the rules to all votes of a tool again and bring its tally to what then counts.

        A frozen tally stays where it is. Everything happens under its lock.
        """
        tally = Tally.objects.lock(tool_id)
        if tally.frozen_at is not None:
            return tally
        votes = self.as_cast(tool_id)
        fresh = recount(votes, settings.VOTE_RULES, now)
        for choice in ("ship", "skip", ""):
            changed = [vote.id for vote in votes if fresh[vote.id] == choice and vote.counted != choice]
            for start in range(0, len(changed), 500):
                self.filter(pk__in=changed[start : start + 500]).update(counted=choice)
        tally.ship, tally.skip = (sum(counted == choice for counted in fresh.values()) for choice in ("ship", "skip"))
        tally.save(update_fields=["ship", "skip"])
        return tally

    def as_cast(self, tool_id: int) -> Sequence[Cast]:
        """All votes of a tool as the rules see them, oldest first."""
        voided = set(Voiding.objects.filter(lifted_at=None).values_list("bucket", flat=True))
        columns = ("pk", "choice", "counted", "visitor__created_at", "bucket")
        places: dict[int, int] = {}
        votes = []
        for pk, choice, counted, since, bucket in self.filter(tool=tool_id).order_by("pk").values_list(*columns):
            place = places.get(bucket, 0)
            places[bucket] = place + 1
            votes.append(Cast(pk, choice, counted, since, bucket, place, bucket in voided))
        return votes

    def waiting(self) -> "VoteQuerySet":
        """The votes that are stored and do not count now."""
        return self.filter(WAITING)


WAITING = ~Q(choice="") & Q(counted="")


class Vote(models.Model):
    """What one visitor says of one tool. `choice` empty: said nothing any more; the row stays. `counted` is what of it
    is in the tally, and empty while it waits. Without a visitor it is the vote of somebody long gone."""

    class Choice(models.TextChoices):
        NONE = "", "none"
        SHIP = "ship", "Ship"
        SKIP = "skip", "Skip"

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="votes")
    visitor = models.ForeignKey(Visitor, models.SET_NULL, null=True, related_name="votes")
    choice = models.CharField(max_length=4, choices=Choice.choices, blank=True)
    counted = models.CharField(max_length=4, choices=Choice.choices, blank=True)
    bucket = models.ForeignKey(Bucket, models.SET_NULL, null=True, related_name="votes")
    cast_at = models.DateTimeField()

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tool", "visitor"], name="vote_once_a_tool"),
            models.CheckConstraint(
                condition=Q(choice__in=["", "ship", "skip"]) & Q(counted__in=["", "ship", "skip"]),
                name="vote_is_ship_or_skip",
                violation_error_message="A vote is ship, skip or nothing.",
            ),
        ]
        indexes = [
            models.Index(fields=["tool", "counted"]),
            models.Index(fields=["tool", "cast_at"]),
            models.Index(fields=["id"], condition=WAITING, name="vote_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.tool}: {self.get_choice_display()}"

    def take_back(self) -> Tally | None:
        """Delete this vote, out of the tally too: inside a transaction. The tally if it moved."""
        tally = Tally.objects.lock(self.tool_id)
        counted: Any = Vote.objects.values_list("counted", flat=True).get(pk=self.pk)  # read again under the lock
        self.delete()
        if not counted:
            return None
        setattr(tally, counted, getattr(tally, counted) - 1)
        tally.save(update_fields=[counted])
        return tally
