"""The decision table: profiles in, rows out. Data, JSON and Markdown keep the order; only the HTML sorts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from comparisons.verdict.ended import ended_line
from comparisons.verdict.head_to_head import HeadToHead, bout_of
from comparisons.verdict.profile import FactView, Profile
from tools.numbers import grouped
from tools.states import State
from tools.values import comparable, magnitude

UNKNOWN = "Not known"
NOT_APPLICABLE = "Not applicable"
NOT_COUNTED = "No common reviews"


class Cell(NamedTuple):
    """What one tool has in a row. `state` is None for what is derived and so needs no source."""

    text: str
    known: bool = True
    state: State | None = None
    source: str = ""
    quote: str = ""
    checked_on: date | None = None
    leads: bool = False
    note: str = ""


class Row(NamedTuple):
    """One line of the table; `same` when every tool has the same known value.

    `settles` says whether a difference here may break a tie of points: not where the tie is the row's own, nor where it
    holds words about one tool.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    same: bool
    settles: bool = True

    @property
    def pulled(self) -> bool:
        """Whether a source says otherwise, or could not be read: the row stands first, and says so."""
        return any(cell.state in {State.CONTRADICTED, State.UNREADABLE} for cell in self.cells)

    @property
    def doubt(self) -> str:
        """Why it is pulled up; empty where it is not."""
        if any(cell.state is State.CONTRADICTED for cell in self.cells):
            return "A source says otherwise"
        return "A source could not be read" if self.pulled else ""

    @property
    def quiet(self) -> bool:
        """Whether the row may be folded into `Same`, or hidden: nothing in it differs, or is an exception."""
        return self.same and not self.pulled and all(cell.state is not State.STALE for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]

    @property
    def loudest_first(self) -> tuple[Row, ...]:
        return tuple(sorted(self.rows, key=lambda row: (not row.pulled, row.quiet)))

    @property
    def differing(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.same)


def build(profiles: Sequence[Profile]) -> Table:
    """The decision table of two to four profiles, in their order. Its panels are over the common personas."""
    bout = bout_of(profiles)
    rows = [
        derived("panel", "Panel verdict", labels_of(profiles, bout), settles=False),
        derived("community", "Community", [profile.tally.line for profile in profiles], settles=False),
        fact_row("pricing", "Pricing", profiles),
        derived("best-for", "Best for", [best_for(profile) for profile in profiles], settles=False),
        derived("category", "Category", [profile.head.category_name for profile in profiles], settles=False),
        points_row(bout),
    ]
    rows += [fact_row(key, label, profiles) for key, label in shared_attributes(profiles)]
    return Table(tuple(rows))


def tie_breakers(profiles: Sequence[Profile], table: Table) -> list[str]:
    """The labels of the rows on which the tools that one can choose differ, and which may so break a tie of points."""
    living = [profile for profile in profiles if not profile.discontinued]
    among = build(living) if 1 < len(living) < len(profiles) else table
    return [row.label for row in among.differing if row.settles]


def derived(key: str, label: str, texts: Sequence[str], *, settles: bool = True) -> Row:
    same = len({text.strip().casefold() for text in texts}) == 1
    return Row(key, label, tuple(Cell(text) for text in texts), same, settles)


def labels_of(profiles: Sequence[Profile], bout: HeadToHead) -> list[str]:
    """What the panel says of each tool; of one that was discontinued, only that."""
    return [ended_line(p) if p.discontinued else panel.label for p, panel in zip(profiles, bout.panels, strict=True)]


def best_for(profile: Profile) -> str:
    """Nobody is told to take what was discontinued."""
    return profile.head.tagline if profile.discontinued else (*profile.best_for, profile.head.tagline)[0]


def points_row(bout: HeadToHead) -> Row:
    """The panels' points over the personas that all of the tools have."""
    totals = bout.totals
    cells = [Cell(NOT_COUNTED, known=False) if total is None else Cell(f"{total} of {bout.out_of}") for total in totals]
    sizes = [None if total is None else ("points", Decimal(total)) for total in totals]
    return Row(
        "points",
        "Panel points",
        mark_lead(cells, sizes, bout.living, higher=True),
        same=None not in totals and len(set(totals)) == 1,
        settles=False,
    )


def shared_attributes(profiles: Sequence[Profile]) -> list[tuple[str, str]]:
    """(key, label) of every attribute that a tool here has a fact about, in table order, without pricing."""
    facts = {key: fact for profile in profiles for key, fact in profile.facts.items() if key != "pricing"}
    return [(fact.key, fact.label) for fact in sorted(facts.values(), key=lambda fact: (fact.position, fact.label))]


def fact_row(key: str, label: str, profiles: Sequence[Profile]) -> Row:
    facts = [profile.facts.get(key) for profile in profiles]
    one = next((fact for fact in facts if fact), None)
    cells = [cell_of(fact, one, profile) for fact, profile in zip(facts, profiles, strict=True)]
    values = [comparable(fact.value) if fact else None for fact in facts]
    same = all(facts) and all(value == values[0] for value in values)
    settles = all(cell.state is not State.CONTRADICTED for cell in cells)  # until it is settled, it settles nothing
    if one is not None and one.better and settles:
        sizes = [magnitude(fact.value) if fact else None for fact in facts]
        living = [place for place, profile in enumerate(profiles) if not profile.discontinued]
        return Row(key, label, mark_lead(cells, sizes, living, higher=one.better == "higher"), same)
    return Row(key, label, tuple(cells), same, settles)


def cell_of(fact: FactView | None, example: FactView | None, profile: Profile) -> Cell:
    if fact is None:
        foreign = example is not None and example.attribute_category_id not in (None, profile.head.category_id)
        return Cell(NOT_APPLICABLE if foreign else UNKNOWN, known=False)
    return Cell(fact.text, True, fact.state, fact.source, fact.quote, fact.checked_on)


def mark_lead(
    cells: Sequence[Cell], sizes: Sequence[tuple[str, Decimal] | None], living: Sequence[int], *, higher: bool
) -> tuple[Cell, ...]:
    """Mark the one cell that leads among the tools that one can still choose.

    Nothing is marked unless there are two of them, and all have a size in the same unit.
    """
    judged = [sizes[place] for place in living]
    units = {size[0] for size in judged if size and size[0] != "any"}
    if None in judged or len(judged) < 2 or len(units) > 1:
        return tuple(cells)
    numbers = [size[1] for size in judged if size]
    best = max(numbers) if higher else min(numbers)
    if numbers.count(best) != 1:
        return tuple(cells)
    place = living[numbers.index(best)]
    next_best = sorted(numbers, reverse=higher)[1]
    note = f"Leads by {grouped(abs(best - next_best))}" if higher else "Lowest"
    return tuple(cell._replace(leads=True, note=note) if at == place else cell for at, cell in enumerate(cells))
