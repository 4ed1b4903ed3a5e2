"""The short forms of a matchup and of a tool's record: what lists, mails and pictures show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from comparisons.params.matchup import canonical
from comparisons.verdict.ended import ended
from comparisons.verdict.head_to_head import bout_of
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import points_of, verdict_of


@dataclass(frozen=True, slots=True)
class MatchupCard:
    """One line about a matchup; `pieces` as in a profile.

    `scores` are None where no persona is common to all, `margin` is empty without a verdict, and `dissent` says who
    disagrees, or which tools were discontinued.
    """

    path: str
    names: tuple[str, ...]
    scores: tuple[int | None, ...] | None
    winner: int | None
    band: str
    margin: str
    dissent: str
    pieces: dict[tuple[object, ...], str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def title(self) -> str:
        return " v ".join(self.names)


def card_of(profiles: Sequence[Profile]) -> MatchupCard:
    """The card of two to four profiles, put in canonical order."""
    sides = sorted(profiles, key=lambda profile: profile.slug)
    bout = bout_of(sides)
    names = tuple(profile.name for profile in sides)
    path = f"/compare/{canonical(profile.slug for profile in sides)}"
    scores = bout.totals if bout.comparable else None
    verdict = verdict_of(sides, bout)
    said = " ".join(filter(None, [verdict.objection, ended(sides)]))
    margin = points_of(bout, bout.lead) if bout.decided else ""
    return MatchupCard(path, names, scores, bout.flagged, verdict.band, margin, said)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """How one tool did against another: Won, Lost or Level, with both totals and what they are out of."""

    result: str
    path: str
    name: str
    totals: tuple[int, int]
    out_of: int


def record_of(profile: Profile, others: Sequence[Profile]) -> tuple[RecordLine, ...]:
    """The tool's results against `others`, where there is a verdict. A dead heat counts as level."""
    lines = []
    for other in others:
        bout = bout_of([profile, other])
        if bout.decided:
            result = "Level" if bout.flagged is None else "Won" if bout.flagged == 0 else "Lost"
            path = f"/compare/{canonical([profile.slug, other.slug])}"
            lines.append(RecordLine(result, path, other.name, (bout.total(0), bout.total(1)), bout.out_of))
    return tuple(lines)


def record_line(record: Sequence[RecordLine]) -> str:
    """`3 won, 1 lost, 1 level`"""
    results = [line.result for line in record]
    return ", ".join(f"{results.count(word)} {word.lower()}" for word in ("Won", "Lost", "Level"))
