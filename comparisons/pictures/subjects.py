"""What the pictures that a shared link shows say: of a comparison, and of one tool. From the same words and numbers as
the pages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b

from django.conf import settings

from comparisons.moment import Moment
from comparisons.pictures.fonts import draws
from comparisons.reading.comparison import judged_of
from comparisons.verdict.ended import ended
from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.judging import Judged
from comparisons.verdict.profile import Head, Profile
from comparisons.verdict.sentences import base, say_calls
from comparisons.verdict.tool_sentence import tool_sentence
from reviews.panel import Call
from reviews.personas import MAX_POINTS, PERSONAS

WIDTH, HEIGHT = 1200, 630
DRAWING = 2  # goes up with every change of how pictures are drawn: their addresses change with it
NONE = "–"


class Marked:
    """What is drawn, with the mark that stands in its address, so that a picture never changes under it."""

    __slots__ = ()

    @property
    def mark(self) -> str:
        return blake2b(f"{DRAWING} {asdict(self)}".encode(), digest_size=6).hexdigest()  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Face(Marked):
    """What the picture of a comparison shows. `deciding` are the words on tape; `drawn_as` see below."""

    names: tuple[str, ...]
    points: tuple[int | None, ...]
    out_of: int
    band: str
    deciding: str
    line: str
    site: str
    drawn_as: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """The picture for those who do not see it."""
        if not any(point is not None for point in self.points):
            return f"{', '.join(self.names)}. {self.band}. {self.line}".strip()
        scores = ", ".join(f"{n} {NONE if p is None else p}" for n, p in zip(self.names, self.points, strict=True))
        return f"{scores} of {self.out_of}. {self.band}. {self.line}"


@dataclass(frozen=True, slots=True)
class Ballot(Marked):
    """What the picture of one tool shows: (persona, score, verdict) per cell, None where nobody has filed."""

    name: str
    cells: tuple[tuple[str, int | None, str], ...]
    sentence: str
    line: str
    site: str
    drawn_as: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        return f"{self.name}. {self.line}. {self.sentence.replace('*', '')}"


@dataclass(frozen=True, slots=True)
class Sheet(Marked):
    """What the picture of any other page shows: a title, up to four rows of words and a number, a line below.

    Without rows the line is large, and its words between asterisks stand on tape.
    """

    over: str
    title: str
    rows: tuple[tuple[str, str], ...]
    line: str
    site: str
    drawn_as: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        rows = ", ".join(" ".join(filter(None, row)) for row in self.rows)
        parts = [part.replace("*", "") for part in (self.title, rows, self.line) if part]
        return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts)


type Shown = Face | Ballot | Sheet


def drawn_as(profiles: Iterable[Profile]) -> tuple[tuple[str, str], ...]:
    """(name, slug) of the tools whose names no font can draw: a picture calls them by their address."""
    return tuple((profile.name, profile.slug) for profile in profiles if not draws(profile.name))


def as_drawn(text: str, shown: Shown) -> str:
    for name, slug in shown.drawn_as:
        text = text.replace(name, slug)
    return text


def face_of(judged: Judged, site: str) -> Face:
    """The numbers are those that decide, so that all of them are over the same reviewers and out of the same number.

    A discontinued tool has none here: a picture of two numbers is read as a result.
    """
    profiles, bout, verdict = judged.profiles, judged.bout, judged.verdict
    over = base(bout)
    said = [ended(profiles), called(profiles, bout), verdict.objection, f"Points {over}." if over else ""]
    return Face(
        names=tuple(profile.name for profile in profiles),
        points=tuple(total if place in bout.living else None for place, total in enumerate(bout.totals)),
        out_of=bout.out_of or MAX_POINTS,
        band=str(verdict.band),
        deciding=deciding_words(judged.headline) if bout.decided else "",
        line=" ".join(filter(None, said)),
        site=site,
        drawn_as=drawn_as(profiles),
    )


def deciding_words(headline: str) -> str:
    """The words on tape as a sentence of their own: `*and both are skips.*` is `Both are skips.`"""
    marked = re.search(r"\*([^*]+)\*", headline)
    words = marked.group(1).removeprefix("and ") if marked else ""
    return words[:1].upper() + words[1:]


def called(profiles: Sequence[Profile], bout: HeadToHead) -> str:
    """`Both ship.`, `Cursor ships, Aider is split.`: of the tools that were not discontinued, if there are two."""
    if len(bout.living) < 2:
        return ""
    calls = [panel.call for panel in bout.panels]
    living = {calls[place] for place in bout.living}
    everyone = "Both" if len(calls) == 2 else "All"
    if living == {Call.SHIP} and len(bout.living) == len(calls):
        return f"{everyone} ship."
    if living == {Call.SKIP} and len(bout.living) == len(calls):
        return f"{everyone} are skips."
    said = say_calls([profile.name for profile in profiles], calls, bout.living)
    return f"{said}." if said else ""


def ballot_of(profile: Profile, site: str) -> Ballot:
    panel = profile.panel
    cells = []
    for persona in PERSONAS:
        opinion = panel.of(persona.key)
        cells.append((persona.name, opinion.score if opinion else None, opinion.verdict if opinion else "pending"))
    points = "" if panel.points is None else f" · {panel.points} of {MAX_POINTS} points"
    gone = "Discontinued · " if profile.discontinued else ""
    line = f"{gone}{panel.label}{points}"
    return Ballot(profile.name, tuple(cells), tool_sentence(profile), line, site, drawn_as([profile]))


def face_of_tools(heads: Sequence[Head], moment: Moment) -> Face:
    """What the picture of a matchup shows."""
    return face_of(judged_of(heads, moment), settings.SITE_NAME)
