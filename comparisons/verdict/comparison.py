"""A comparison as plain data, put together once: what every form of it is made from. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comparisons.params.matchup import canonical
from comparisons.verdict.judging import Judged
from comparisons.verdict.profile import Profile
from comparisons.verdict.table import Table
from comparisons.verdict.weights import Weighted


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a compare page is made of, gathered once."""

    judged: Judged
    table: Table
    weighted: Weighted | None
    weighed: bool
    as_of: date | None
    why_not_indexed: str | None

    @property
    def indexed(self) -> bool:
        return self.why_not_indexed is None

    @property
    def profiles(self) -> Sequence[Profile]:
        return self.judged.profiles

    @property
    def slugs(self) -> list[str]:
        return [profile.slug for profile in self.profiles]

    @property
    def path(self) -> str:
        return f"/compare/{canonical(self.slugs)}"

    @property
    def title(self) -> str:
        return " vs ".join(profile.name for profile in self.profiles)
