"""A tool's panel: what follows from its current reviews. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from reviews.personas import BY_KEY, FULL_PANEL, MAX_SCORE, ORDER, PERSONAS


class Call(StrEnum):
    SHIP = "Ship"
    SKIP = "Skip"
    SPLIT = "Split"
    NONE = "Not reviewed"

    @property
    def slug(self) -> str:
        """The word in addresses and class names: ship, skip, split, none."""
        return "none" if self is Call.NONE else self.value.lower()


def say_score(score: int, verdict: str | None) -> str:
    """`84/100 · ship`"""
    return f"{score}/{MAX_SCORE} · {verdict}"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One current review, as the pages show it. `html` is clean."""

    persona: str
    score: int
    verdict: str
    html: str = ""
    reviewed_on: date | None = None
    author: str = ""
    author_kind: str = ""
    basis: str = ""
    rubric: str = ""

    @property
    def ships(self) -> bool:
        return self.verdict == "ship"

    @property
    def name(self) -> str:
        return BY_KEY[self.persona].name

    @property
    def line(self) -> str:
        """`84/100 · ship`"""
        return say_score(self.score, self.verdict)


@dataclass(frozen=True)
class Panel:
    """The current reviews of one tool in the fixed order of the personas.

    `narrowed`: only those that other tools have too; this one may have more.
    """

    opinions: tuple[Opinion, ...]
    narrowed: bool = False

    def limited_to(self, personas: Collection[str]) -> "Panel":
        """This panel without the reviews of all other personas."""
        kept = tuple(opinion for opinion in self.opinions if opinion.persona in personas)
        return self if len(personas) == FULL_PANEL else Panel(kept, narrowed=True)

    @cached_property
    def ships(self) -> int:
        return sum(opinion.ships for opinion in self.opinions)

    @property
    def skips(self) -> int:
        return len(self.opinions) - self.ships

    @property
    def filed(self) -> int:
        return len(self.opinions)

    @property
    def full(self) -> bool:
        return self.filed == FULL_PANEL

    @cached_property
    def call(self) -> Call:
        return call_of(self.ships, self.skips)

    @cached_property
    def label(self) -> str:
        """`Ship · 3 ship / 1 skip`, with ` · 2 of 4 filed` while reviews are missing, or ` · 2 of 4 counted`."""
        if not self.filed:
            return Call.NONE.value
        missing = "" if self.full else f" · {self.filed} of {FULL_PANEL} {'counted' if self.narrowed else 'filed'}"
        return f"{self.call} · {self.ships} ship / {self.skips} skip{missing}"

    @cached_property
    def percent(self) -> int | None:
        return percent(self.ships, self.filed)

    @property
    def percent_line(self) -> str:
        """`75% panel ship`, or the empty string without reviews."""
        return "" if self.percent is None else f"{self.percent}% panel ship"

    @cached_property
    def points(self) -> int | None:
        """The sum of the four scores, of 400; None until all four are filed."""
        return sum(opinion.score for opinion in self.opinions) if self.full else None

    @property
    def spread(self) -> int | None:
        """How far the panel disagrees: highest minus lowest score. None with fewer than two reviews."""
        scores = [opinion.score for opinion in self.opinions]
        return max(scores) - min(scores) if len(scores) > 1 else None

    @property
    def dissenters(self) -> tuple[Opinion, ...]:
        """The reviews against the call; none when the panel is split or of one mind."""
        call = self.call.slug
        if call not in {"ship", "skip"}:
            return ()
        return tuple(opinion for opinion in self.opinions if opinion.verdict != call)

    @property
    def missing(self) -> tuple[str, ...]:
        """The personas that have not filed, by key."""
        filed = {opinion.persona for opinion in self.opinions}
        return tuple(persona.key for persona in PERSONAS if persona.key not in filed)

    @cached_property
    def reviewed_on(self) -> date | None:
        """The date of the newest review."""
        return max((opinion.reviewed_on for opinion in self.opinions if opinion.reviewed_on), default=None)

    def of(self, persona: str) -> Opinion | None:
        return self.by_persona.get(persona)

    @cached_property
    def by_persona(self) -> dict[str, Opinion]:
        return {opinion.persona: opinion for opinion in self.opinions}


def panel_of(opinions: Iterable[Opinion]) -> Panel:
    return Panel(tuple(sorted(opinions, key=lambda opinion: ORDER[opinion.persona])))


def call_of(ships: int, skips: int) -> Call:
    """More ships: Ship; more skips: Skip; equal: Split; none at all: Not reviewed."""
    if ships == skips:
        return Call.SPLIT if ships else Call.NONE
    return Call.SHIP if ships > skips else Call.SKIP


def percent(part: int, whole: int) -> int | None:
    """100 × part / whole, half up, in integers; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
