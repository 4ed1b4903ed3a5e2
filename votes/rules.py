"""Which votes count. The same rules judge a vote when it is cast and all of them again when they are recounted. Pure.

Every vote is stored. A vote that does not count now may count later: it waits, and says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt


class Why(StrEnum):
    """Why a vote does not count."""

    NONE = ""
    FROZEN = "the count of its tool is frozen"
    VOIDED = "an editor voided the votes of its network and day"
    FRESH = "its visitor is new"
    CROWDED = "many votes came from its network that day"


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds, from the settings. Zero switches the delay or the network limit off.

    `like` is how many standard errors a waiting group may differ from the votes of others, `others` how many of those
    are needed to tell. The rest says when a burst of votes is no accident: see `is_a_burst`.
    """

    delay: timedelta = timedelta(0)
    bucket_limit: int = 0
    like: float = 1.96
    others: int = 20
    burst_votes: int = 30
    burst_deviations: float = 6.0
    burst_fresh: float = 0.8
    burst_onesided: float = 0.9
    history_hours: int = 168
    history_votes: int = 50


@dataclass(frozen=True, slots=True)
class Cast:
    """One stored vote, as the rules see it. `place` is its rank among the votes of its tool from its network that day,
    from 0; `choice` is what the visitor says, `counted` what of it counts up to now (both may be empty)."""

    id: int
    choice: str
    counted: str = ""
    visitor_since: datetime | None = None
    bucket: int | None = None
    place: int = 0
    voided: bool = False


def why_waiting(vote: Cast, rules: Rules, now: datetime) -> Why:
    """Why a vote may not count at `now`, before anybody compared it with others."""
    if vote.voided:
        return Why.VOIDED
    if rules.delay and vote.visitor_since is not None and vote.visitor_since + rules.delay > now:
        return Why.FRESH
    if rules.bucket_limit and vote.bucket is not None and vote.place >= rules.bucket_limit:
        return Why.CROWDED
    return Why.NONE


def counts_as(vote: Cast, rules: Rules, now: datetime, *, frozen: bool = False) -> str:
    """What of a vote counts right after it was cast: its choice, or nothing.

    Who counts already may change their mind; a frozen count moves for nobody.
    """
    if frozen:
        return vote.counted
    if not vote.choice or vote.voided:
        return ""
    return vote.choice if vote.counted or not why_waiting(vote, rules, now) else ""


def recount(votes: Sequence[Cast], rules: Rules, now: datetime) -> dict[int, str]:
    """{vote: what of it counts} of all votes of one tool, by the rules alone; crowded groups that vote like the others
    are released."""
    why = {vote.id: why_waiting(vote, rules, now) for vote in votes}
    released = released_buckets(votes, why, rules)
    return {
        vote.id: vote.choice
        if why[vote.id] is Why.NONE or (why[vote.id] is Why.CROWDED and vote.bucket in released)
        else ""
        for vote in votes
    }


def released_buckets(votes: Sequence[Cast], why: dict[int, Why], rules: Rules) -> set[int | None]:
    """The crowded networks whose votes look like those of everybody else: an office is not locked out."""
    crowded = {vote.bucket for vote in votes if why[vote.id] is Why.CROWDED}
    found = set()
    for bucket in crowded:
        own = [vote for vote in votes if vote.bucket == bucket and vote.choice and not vote.voided]
        others = [vote for vote in votes if vote.bucket != bucket and vote.choice and why[vote.id] is Why.NONE]
        if len(others) >= rules.others and looks_alike(own, others, rules.like):
            found.add(bucket)
    return found


def looks_alike(some: Iterable[Cast], others: Iterable[Cast], like: float) -> bool:
    """Whether two groups could be drawn from one: the two-proportion z-test on their shares of ship."""
    first, second = [vote.choice == "ship" for vote in some], [vote.choice == "ship" for vote in others]
    if not first or not second:
        return False
    one, other, n, m = sum(first), sum(second), len(first), len(second)
    pooled = (one + other) / (n + m)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return error == 0 or abs(one / n - other / m) / error <= like


@dataclass(frozen=True, slots=True)
class Hour:
    """The votes that one tool got in the last hour, and how many came in each hour before, the silent ones included."""

    ship: int
    skip: int
    fresh: int
    before: tuple[int, ...]

    @property
    def votes(self) -> int:
        return self.ship + self.skip


def is_a_burst(hour: Hour, rules: Rules) -> bool:
    """Whether an hour is so unlike the hours before, so new and so one-sided that somebody should look at it.

    A tool without a history is never judged: its first good day would look like a fraud.
    """
    if len(hour.before) < rules.history_hours or sum(hour.before) < rules.history_votes:
        return False
    if hour.votes < rules.burst_votes:
        return False
    mean = sum(hour.before) / len(hour.before)
    deviation = sqrt(sum((count - mean) ** 2 for count in hour.before) / len(hour.before))
    unusual = (hour.votes - mean) / max(deviation, 1.0) >= rules.burst_deviations
    onesided = max(hour.ship, hour.skip) / hour.votes >= rules.burst_onesided
    return unusual and onesided and hour.fresh / hour.votes >= rules.burst_fresh
