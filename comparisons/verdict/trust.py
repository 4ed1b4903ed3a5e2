"""How far the facts of a table can be trusted: one sentence above it, and in its cells exceptions alone. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from comparisons.verdict.profile import FactView, Profile
from comparisons.verdict.sentences import and_join
from comparisons.verdict.table import Cell, Row, Table
from tools.states import State
from tools.values import say_date

# What most facts of a table may be, so that no cell repeats it; of equally many, the one that stands first here.
ORDINARY = (State.CONFIRMED, State.NEVER_CHECKED)


@dataclass(frozen=True, slots=True)
class Trust:
    """`line` says how the facts stand, `rest` what is an exception; both are empty without a fact. `doubt`: a source
    contradicts one of them. `silent` is the state that the sentence tells, and that no cell repeats."""

    line: str = ""
    rest: str = ""
    doubt: bool = False
    silent: State | None = None

    def speaks(self, state: State) -> bool:
        """Whether a cell whose fact stands so says it."""
        return state is not self.silent


class ShownRow(NamedTuple):
    """A row as a page shows it: which of its cells say how their facts stand."""

    row: Row
    told: tuple[bool, ...]


def shown_rows(table: Table, trust: Trust, *, quiet_hidden: bool, all_told: bool) -> list[ShownRow]:
    """The rows in the order of the page: doubtful ones first, then what differs, then what is the same for all."""
    rows = [row for row in table.loudest_first if not (quiet_hidden and row.quiet)]
    return [ShownRow(row, tuple(tells(cell, row, trust, all_told=all_told) for cell in row.cells)) for row in rows]


def tells(cell: Cell, row: Row, trust: Trust, *, all_told: bool) -> bool:
    return cell.state is not None and (all_told or row.pulled or trust.speaks(cell.state))


def trust_of(profiles: Sequence[Profile], table: Table) -> Trust:
    facts = [
        (profile, profile.facts[row.key]) for row in table.rows for profile in profiles if row.key in profile.facts
    ]
    if not facts:
        return Trust()
    doubted = [(profile, fact) for profile, fact in facts if fact.state is State.CONTRADICTED]
    others = [fact for _, fact in facts if fact.state is not State.CONTRADICTED]
    silent = ordinary(others)
    if not doubted:
        rest = exceptions(others, silent) or recorded(others)
        return Trust(standing(others, "fact"), rest, silent=silent)
    if len(doubted) == 1:
        ((profile, fact),) = doubted
        line = f"One fact of {profile.name} is in doubt: {fact.label}."
        rest = "It stands first below, and decides nothing until it is settled."
    else:
        line = f"{len(doubted)} facts are in doubt."
        rest = "They stand first below, and decide nothing until they are settled."
    if others:
        rest = f"{rest} {standing(others, 'other fact')} {exceptions(others, silent)}".strip()
    return Trust(line, rest, doubt=True, silent=silent)


def ordinary(facts: Sequence[FactView]) -> State | None:
    """The state that no cell repeats: that of most facts, among those that are nothing to point out."""
    counts = Counter(fact.state for fact in facts)
    most = max(ORDINARY, key=lambda state: counts[state])
    return most if counts[most] else None


def standing(facts: Sequence[FactView], noun: str) -> str:
    """How many of them were found true, and since when; or that none was."""
    number = len(facts)
    true = [fact for fact in facts if fact.state is State.CONFIRMED]
    days = [fact.checked_on for fact in true if fact.checked_on]
    if not true:
        unchecked = all(fact.state is State.NEVER_CHECKED for fact in facts)
        not_yet = "been checked at its source yet" if unchecked else "been found true"
        return f"None of the {number} {noun}s has {not_yet}." if number > 1 else f"The one {noun} has not {not_yet}."
    since = say_date(min(days))
    if number == 1:
        return f"The one {noun} was found true at its source on {since}."
    if len(true) == number:
        return f"All {number} {noun}s were found true at their source since {since}."
    found = "was found true at its source" if len(true) == 1 else "were found true at their source"
    return f"{len(true)} of {number} {noun}s {found} since {since}."


def exceptions(facts: Sequence[FactView], silent: State | None) -> str:
    """What the sentence before has left out: the states that cells tell, and the many that were never checked."""
    counts = Counter(fact.state for fact in facts)
    told = []
    if counts[State.STALE]:
        told.append(having(counts[State.STALE], "is stale", "are stale"))
    if counts[State.UNREADABLE]:
        told.append(having(counts[State.UNREADABLE], "could not be read", "could not be read"))
    never = counts[State.NEVER_CHECKED]
    if never and silent is not State.NEVER_CHECKED:
        told.append(having(never, "was never checked", "were never checked"))
    said = f"{and_join(told).capitalize()}; the table says which." if told else ""
    if never and silent is State.NEVER_CHECKED and counts[State.CONFIRMED]:
        said = f"{said} The others have not been checked.".strip()
    return said


def recorded(facts: Sequence[FactView]) -> str:
    """Of facts that nobody checked: when they were written down."""
    if any(fact.state is not State.NEVER_CHECKED for fact in facts):
        return ""
    first, last = (say_date(end(fact.recorded_on for fact in facts)) for end in (min, max))
    subject = "It was" if len(facts) == 1 else "They were"
    return f"{subject} recorded on {first}." if first == last else f"{subject} recorded between {first} and {last}."


def having(number: int, one: str, many: str) -> str:
    return f"one {one}" if number == 1 else f"{number} {many}"
