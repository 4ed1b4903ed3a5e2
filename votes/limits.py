"""How often somebody may do something: one atomic counter a window in the database, so every worker counts together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import connection
from django.db.models import F

from votes.identity import keyed
from votes.models import Hit

COUNT = """
    INSERT INTO votes_hit (key, n, ends_at) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET n = votes_hit.n + EXCLUDED.n RETURNING n
"""
# Of a limit that is counted in memory: what a process counts by itself at most, and whom it remembers at most.
STEP = 20
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in each window of `seconds`; 0 allows everything."""

    name: str
    most: int
    seconds: int


def allowed(limit: Limit, who: str, now: datetime) -> bool:
    """Count one more try of `who` (a network, a mailbox; only a keyed hash of it is kept) and say whether it may go on.

    One statement (two concurrent tries never get the same number).
    """
    return not limit.most or count(limit, who, now) <= limit.most


def count(limit: Limit, who: str, now: datetime, times: int = 1) -> int:
    """Count so many tries of `who` in the window that runs; how many there are now."""
    ends_at = datetime.fromtimestamp((window_of(limit, now) + 1) * limit.seconds, UTC)
    key = key_of(limit, who, now)
    kept_until = connection.ops.adapt_datetimefield_value(ends_at + timedelta(seconds=limit.seconds))
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, times, kept_until])
        (tries,) = cursor.fetchone()
    return int(tries)


def take_back(limit: Limit, who: str, now: datetime) -> None:
    """Count one try of `who` less, one that was counted at `now`: it turned out to be no misuse."""
    Hit.objects.filter(key=key_of(limit, who, now), n__gt=0).update(n=F("n") - 1)


def key_of(limit: Limit, who: str, now: datetime) -> str:
    return keyed("limit", f"{limit.name}:{window_of(limit, now)}:{who}")


def window_of(limit: Limit, now: datetime) -> int:
    return int(now.timestamp()) // limit.seconds


class Meter:
    """A limit for reading, where a statement for every request would cost more than the answer.

    Each process counts by itself and tells the database every `STEP` requests of a network, so that one that asks
    rarely costs nothing, and nor does one that is refused. Processes may together let through `STEP` more each than
    the limit says. Who asked is forgotten when the window ends.
    """

    def __init__(self, tell: Callable[[Limit, str, datetime, int], int] = count) -> None:
        self.tell = tell
        self.lock = Lock()
        self.window = (Limit("", 0, 1), 0)
        self.known: dict[str, int] = {}  # as the database last said
        self.untold: dict[str, int] = {}

    def left(self, limit: Limit, who: str, now: datetime) -> int:
        """Count a request of `who`; how many more the window holds. Below zero: this one was too many."""
        with self.lock:
            self.turn(limit, now)
            known, untold = self.known.get(who, 0), self.untold.get(who, 0) + 1
            telling = known <= limit.most and (untold >= step_of(limit) or known + untold > limit.most)
            self.untold[who] = 0 if telling else untold
        if telling:
            known, untold = self.tell(limit, who, now, untold), 0
            with self.lock:
                self.known[who] = max(known, self.known.get(who, 0))
        return limit.most - known - untold

    def turn(self, limit: Limit, now: datetime) -> None:
        """Begin anew with another window, and where more ask than can be remembered."""
        window = (limit, window_of(limit, now))
        if window != self.window or len(self.untold) > REMEMBERED:
            self.window, self.known, self.untold = window, {}, {}


def step_of(limit: Limit) -> int:
    return max(1, min(STEP, limit.most // STEP))


def retry_after(limit: Limit, now: datetime) -> int:
    """Seconds until the next window begins: what a 429 says."""
    return limit.seconds - int(now.timestamp()) % limit.seconds
