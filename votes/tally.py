"""What the community says of one tool, and where that puts it in a ranking. Pure."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

NO_VOTES = "No community votes yet"
# Fewer votes than this say nothing in percent, and change no order.
ENOUGH = 5
Z = 1.96
UNRANKED = -1


@dataclass(frozen=True, slots=True)
class Count:
    """The counted votes of one tool. `frozen_on`: since then no further vote counts, until somebody has looked."""

    ship: int = 0
    skip: int = 0
    frozen_on: date | None = None

    @property
    def votes(self) -> int:
        return self.ship + self.skip

    @property
    def enough(self) -> bool:
        return self.votes >= ENOUGH

    @property
    def percent(self) -> int | None:
        """The share of ship votes, half up, in integers; None while there are too few votes for one."""
        return (200 * self.ship + self.votes) // (2 * self.votes) if self.enough else None

    @property
    def skip_percent(self) -> int | None:
        return None if self.percent is None else 100 - self.percent

    @property
    def call(self) -> str:
        """`ship`, `skip` or `split`, as most votes say; empty while there are too few."""
        if not self.enough:
            return ""
        return "split" if self.ship == self.skip else "ship" if self.ship > self.skip else "skip"

    @property
    def line(self) -> str:
        """`64% ship · 212 votes`; too few votes are only counted."""
        if not self.votes:
            return NO_VOTES
        number = say_votes(self.votes)
        return number if self.percent is None else f"{self.percent}% ship · {number}"

    @property
    def rank(self) -> int:
        """What rankings go by: the lower bound in millionths, `UNRANKED` while there are too few votes."""
        return round(wilson(self.ship, self.votes) * 1_000_000) if self.enough else UNRANKED


NOTHING = Count()


def say_votes(votes: int) -> str:
    return "1 vote" if votes == 1 else f"{votes:,} votes"


def wilson(part: int, whole: int) -> float:
    """The lower bound of the Wilson score interval of part / whole at 95 % (Wilson 1927); 0.0 of nothing."""
    if not whole:
        return 0.0
    share, square = part / whole, Z * Z
    middle = share + square / (2 * whole)
    spread = Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return (middle - spread) / (1 + square / whole)
