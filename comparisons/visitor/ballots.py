"""What the community does, with all that the site derives from it, each in one transaction.

Votes belong to the app `votes`; the places that tools have in lists belong here. Nothing else may move a tally.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from comparisons.models import Standing
from votes.models import Bucket, Tally, Visitor, Vote
from votes.models.burst import hour_of
from votes.models.vote import Outcome
from votes.rules import is_a_burst
from votes.tally import Count


@transaction.atomic
def cast(*, slug: str, number: str, choice: str, network: str, now: datetime) -> Outcome | None:
    """Store what a visitor says of a tool; None where nobody may vote. At most six statements."""
    outcome = Vote.objects.cast(slug=slug, number=number, choice=choice, network=network, now=now)
    if outcome is not None and outcome.moved:
        Standing.objects.take(outcome.tally.tool_id, Count(outcome.tally.ship, outcome.tally.skip))
    return outcome


@transaction.atomic
def recount(tool_id: int, now: datetime) -> Tally:
    """Apply the rules to all votes of a tool again."""
    return taken(Vote.objects.recount(tool_id, now))


@transaction.atomic
def watch(tool_id: int, now: datetime) -> bool:
    """Freeze the tally of a tool whose last hour is no accident; whether it did."""
    if Tally.objects.lock(tool_id).frozen_at is not None or not is_a_burst(hour_of(tool_id, now), settings.VOTE_RULES):
        return False
    freeze(tool_id, now, "an unusual burst of votes")
    return True


@transaction.atomic
def freeze(tool_id: int, now: datetime, because: str) -> None:
    """Let no further vote on a tool count; freezing twice keeps the first reason."""
    tally = Tally.objects.lock(tool_id)
    if tally.frozen_at is None:
        tally.freeze(now, because)


@transaction.atomic
def thaw(tool_id: int, now: datetime) -> Tally:
    """Let a frozen tally move again, and count what waited by the rules."""
    Tally.objects.lock(tool_id).thaw()
    return recount(tool_id, now)


@transaction.atomic
def void(bucket: Bucket, *, by: Any, because: str, now: datetime) -> None:
    """Let none of the votes of a network and day count."""
    bucket.void(by=by, because=because, now=now)
    recount_all(tools_of(bucket), now)


@transaction.atomic
def restore(bucket: Bucket, *, by: Any, now: datetime) -> None:
    bucket.restore(by=by, now=now)
    recount_all(tools_of(bucket), now)


@transaction.atomic
def erase(visitor: Visitor) -> None:
    """Delete everything that is kept about a visitor."""
    for tally in Visitor.objects.erase(visitor):
        taken(tally)


def retire(now: datetime, unseen_for: timedelta) -> int:
    """Forget who was not seen for so long, a thousand at a time; how many."""
    retired = 0
    while gone := Visitor.objects.retire((now - unseen_for).date()):
        retired += gone
    return retired


def recount_all(tool_ids: Iterable[int], now: datetime) -> None:
    """Recount several tools, always in the same order: two such runs cannot wait for each other."""
    for tool_id in sorted(tool_ids):
        recount(tool_id, now)


def tools_of(bucket: Bucket) -> set[int]:
    return set(Vote.objects.filter(bucket=bucket).values_list("tool", flat=True))


def taken(tally: Tally) -> Tally:
    """The tally, after the list of tools took it over."""
    Standing.objects.take(tally.pk, tally.count)
    return tally
