"""The short forms of a matchup and of a tool's record: what lists, mails and pictures show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from comparisons.headtohead import decide
from comparisons.matchup import canonical
from comparisons.profile import Profile
from comparisons.words import NOT_COMPARABLE, objection, points_word, who_disagrees


@dataclass(frozen=True, slots=True)
class MatchupCard:
    """One line about a matchup. `scores` are None where no persona is common to all; `pieces` as in a profile."""

    path: str
    names: tuple[str, ...]
    scores: tuple[int, ...] | None
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
    bout = decide([profile.panel for profile in sides])
    names = tuple(profile.name for profile in sides)
    path = f"/compare/{canonical(profile.slug for profile in sides)}"
    if not bout.comparable:
        return MatchupCard(path, names, None, None, NOT_COMPARABLE, "", "")
    dissent = who_disagrees(names, bout).line
    return MatchupCard(
        path, names, bout.totals, bout.flagged, str(bout.band), points_word(bout.lead), objection(dissent, bout)
    )


@dataclass(frozen=True, slots=True)
class RecordLine:
    """How one tool did against another: Won, Lost or Level, with both totals."""

    result: str
    path: str
    name: str
    totals: tuple[int, int]


def record_of(profile: Profile, others: Sequence[Profile]) -> tuple[RecordLine, ...]:
    """The tool's results against `others`, where a common persona allows one. A dead heat counts as level."""
    lines = []
    for other in others:
        bout = decide([profile.panel, other.panel])
        if bout.comparable:
            result = "Level" if bout.flagged is None else "Won" if bout.flagged == 0 else "Lost"
            path = f"/compare/{canonical([profile.slug, other.slug])}"
            lines.append(RecordLine(result, path, other.name, (bout.totals[0], bout.totals[1])))
    return tuple(lines)


def record_line(record: Sequence[RecordLine]) -> str:
    """`3 won, 1 lost, 1 level`"""
    results = [line.result for line in record]
    return ", ".join(f"{results.count(word)} {word.lower()}" for word in ("Won", "Lost", "Level"))
