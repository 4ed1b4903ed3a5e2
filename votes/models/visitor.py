"""Anonymous identities."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, models, transaction

from votes.identity import key_of
from votes.models.tally import Tally

# Asked at every vote, so it is one statement, and not composed anew.
ENTER = """
    INSERT INTO votes_visitor (key, created_at, seen_on) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET seen_on = EXCLUDED.seen_on RETURNING id, created_at > %s
"""


class Entered(NamedTuple):
    """A visitor who writes. `fresh`: was made after the moment asked about."""

    id: int
    fresh: bool


class VisitorQuerySet(models.QuerySet["Visitor"]):
    def enter(self, number: str, now: datetime, today: date, fresh_since: datetime) -> Entered:
        """The visitor of this number, made now if it never wrote before, marked as seen today: one statement."""
        adapt = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            day = connection.ops.adapt_datefield_value(today)
            cursor.execute(ENTER, [key_of(number), adapt(now), day, adapt(fresh_since)])
            pk, fresh = cursor.fetchone()
        return Entered(pk, bool(fresh))

    def of(self, number: str | None) -> "Visitor | None":
        """The visitor of a number that a cookie brought, or None; reading makes nobody."""
        return self.filter(key=key_of(number)).first() if number else None

    @transaction.atomic
    def erase(self, visitor: "Visitor") -> list[Tally]:
        """Delete all that is kept about a visitor, its counted votes included. The tallies that moved."""
        self.select_for_update().get(pk=visitor.pk)  # first, as a vote takes its locks: or the two wait for each other
        tallies = [vote.take_back() for vote in visitor.votes.order_by("tool_id")]
        visitor.delete()
        return [tally for tally in tallies if tally is not None]

    @transaction.atomic
    def retire(self, unseen_since: date) -> int:
        """Forget who was not seen since a day: their votes stay in the counts and belong to nobody, the rest goes."""
        unseen = self.filter(seen_on__lt=unseen_since).select_for_update(skip_locked=True)
        gone = list(unseen.values_list("pk", flat=True)[:1000])
        self.filter(pk__in=gone).delete()
        return len(gone)


class Visitor(models.Model):
    """Somebody who voted or saved something from one browser. Nothing here says who."""

    key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    seen_on = models.DateField(db_index=True)

    objects = VisitorQuerySet.as_manager()

    def __str__(self) -> str:
        return f"visitor {self.pk}"
