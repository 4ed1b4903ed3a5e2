"""The state of a fact. No database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.states import MEANING, State, state_of

CHECKED = date(2026, 8, 1)


def state_after(days, *, outcome="confirmed", stale_after_days=90):
    return state_of(
        checked_on=CHECKED, outcome=outcome, stale_after_days=stale_after_days, today=CHECKED + timedelta(days=days)
    )


def test_the_five_states_have_their_words():
    assert {state.value for state in State} == {"confirmed", "contradicted", "unreadable", "stale", "never checked"}
    assert set(MEANING) == set(State)


def test_without_a_check_date_nothing_is_confirmed():
    assert state_of(checked_on=None, outcome="confirmed", stale_after_days=90, today=CHECKED) == "never checked"
    assert state_of(checked_on=None, outcome="", stale_after_days=90, today=CHECKED) == "never checked"


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "confirmed"), (89, "confirmed"), (90, "confirmed"), (91, "stale"), (4000, "stale")]
)
def test_a_check_goes_stale_when_more_than_its_days_have_passed(days, expected):
    assert state_after(days) == expected


def test_the_attribute_decides_how_many_days():
    assert state_after(1, stale_after_days=1) == "confirmed"
    assert state_after(2, stale_after_days=1) == "stale"
    assert state_after(91, stale_after_days=180) == "confirmed"


@pytest.mark.parametrize("outcome", ["contradicted", "unreadable"])
@pytest.mark.parametrize("days", [0, 90, 91, 4000])
def test_what_the_checker_recorded_against_a_fact_never_turns_stale(outcome, days):
    assert state_after(days, outcome=outcome) == outcome


@given(
    checked=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    outcome=st.sampled_from(["", "confirmed", "contradicted", "unreadable"]),
    days=st.integers(1, 1000),
    today=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_only_a_fresh_confirming_check_is_called_confirmed(checked, outcome, days, today):
    state = state_of(checked_on=checked, outcome=outcome, stale_after_days=days, today=today)
    if state == "confirmed":
        assert checked is not None
        assert outcome not in {"contradicted", "unreadable"}
        assert (today - checked).days <= days
