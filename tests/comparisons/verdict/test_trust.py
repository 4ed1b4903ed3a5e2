"""One sentence says how far the facts of a table can be trusted; its cells tell exceptions alone. No database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.verdict.table import build
from comparisons.verdict.trust import shown_rows, trust_of
from tests.conftest import make_fact_view, make_profile, scores_panel
from tools.states import State

CHECKED = date(2026, 11, 3)
C, X, U, S, N = State.CONFIRMED, State.CONTRADICTED, State.UNREADABLE, State.STALE, State.NEVER_CHECKED


def fact(number, state, value="Yes", **more):
    checked = None if state is N else CHECKED
    return make_fact_view(f"fact-{number}", value, label=f"Fact {number}", state=state, checked_on=checked, **more)


def pair(*states, values=None):
    """Two tools whose facts stand so: those of the first tool, then those of the second."""
    half = (len(states) + 1) // 2
    panels = scores_panel(90, 80, 70, 60), scores_panel(60, 70, 80, 90)
    sides = []
    for name, panel, own in zip("ab", panels, (states[:half], states[half:]), strict=True):
        sides.append(make_profile(name, panel, facts=[fact(i, state) for i, state in enumerate(own)]))
    return sides


@pytest.mark.parametrize(
    ("states", "line", "rest"),
    [
        ((N, N, N, N), "None of the 4 facts has been checked at its source yet.", "They were recorded on"),
        ((C, C, C, C), "All 4 facts were found true at their source since 3 November 2026.", ""),
        ((C,), "The one fact was found true at its source on 3 November 2026.", ""),
        ((N,), "The one fact has not been checked at its source yet.", "It was recorded on"),
        ((C, C, C, S), "3 of 4 facts were found true at their source since 3 November 2026.",
         "One is stale; the table says which."),
        ((C, C, N, U), "2 of 4 facts were found true at their source since 3 November 2026.",
         "One could not be read and one was never checked; the table says which."),
        ((C, N, N, N), "1 of 4 facts was found true at its source since 3 November 2026.", "The others have not been checked."),
        ((S, S), "None of the 2 facts has been found true.", "2 are stale; the table says which."),
        ((X, C, C, C), "One fact of A is in doubt: Fact 0.",
         "It stands first below, and decides nothing until it is settled. "
         "All 3 other facts were found true at their source since 3 November 2026."),
        ((X, X), "2 facts are in doubt.", "They stand first below, and decide nothing until they are settled."),
    ],
)  # fmt: skip
def test_the_sentence_says_how_the_facts_stand(states, line, rest):
    profiles = pair(*states)
    trust = trust_of(profiles, build(profiles))
    assert trust.line == line
    assert trust.rest.startswith(rest) and bool(trust.rest) == bool(rest)
    assert trust.doubt == (X in states)


def test_without_a_fact_nothing_is_said():
    profiles = [make_profile("a", scores_panel(1, 2, 3, 4)), make_profile("b", scores_panel(1, 2, 3, 4))]
    assert trust_of(profiles, build(profiles)).line == ""


states = st.lists(st.sampled_from(State), min_size=1, max_size=16)


@given(states)
def test_what_most_facts_are_is_said_once_and_every_exception_in_its_cell(found):
    profiles = pair(*found)
    table = build(profiles)
    trust = trust_of(profiles, table)
    told = [
        cell.state
        for row, tells in shown_rows(table, trust, quiet_hidden=False, all_told=False)
        for cell, tell in zip(row.cells, tells, strict=True)
        if tell and not row.pulled
    ]
    assert trust.silent not in told
    for state in (S, C, N):
        spoken = sum(cell.state is state for row in table.rows for cell in row.cells if not row.pulled)
        assert told.count(state) == (0 if state is trust.silent else spoken), state
    whole = shown_rows(table, trust, quiet_hidden=False, all_told=True)
    assert all(
        tell == (cell.state is not None) for row, tells in whole for cell, tell in zip(row.cells, tells, strict=True)
    )


@given(states)
def test_what_is_in_doubt_stands_first_is_never_hidden_and_settles_nothing(found):
    profiles = pair(*found)
    table = build(profiles)
    trust = trust_of(profiles, table)
    shown = [row for row, _ in shown_rows(table, trust, quiet_hidden=True, all_told=False)]
    doubtful = [row for row in table.rows if any(cell.state in {X, U} for cell in row.cells)]
    assert shown[: len(doubtful)] == doubtful
    for row in table.rows:
        if any(cell.state in {X, U, S} for cell in row.cells):
            assert row in shown and not row.quiet
        if any(cell.state is X for cell in row.cells):
            assert not row.settles and not any(cell.leads for cell in row.cells)
