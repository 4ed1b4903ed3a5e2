"""The tally in numbers and words."""

from datetime import date
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.tally import ENOUGH, NO_VOTES, UNRANKED, Count, say_votes, wilson

counts = st.integers(min_value=0, max_value=10_000)


@pytest.mark.parametrize(
    ("ship", "skip", "percent"),
    [(5, 0, 100), (0, 5, 0), (3, 2, 60), (1, 7, 13), (7, 1, 88), (1, 5, 17), (2, 4, 33), (212, 0, 100), (1, 199, 1)],
)
def test_the_share_is_rounded_half_up(ship, skip, percent):
    count = Count(ship, skip)
    assert count.percent == percent
    assert count.skip_percent == 100 - percent


@pytest.mark.parametrize(("ship", "skip"), [(0, 0), (1, 0), (2, 2), (0, 4)])
def test_under_five_votes_there_is_no_percent_no_call_and_no_rank(ship, skip):
    count = Count(ship, skip)
    assert (count.percent, count.skip_percent, count.call, count.rank) == (None, None, "", UNRANKED)


def test_what_the_decision_table_says():
    assert Count().line == NO_VOTES == "No community votes yet"
    assert Count(1, 0).line == "1 vote"
    assert Count(2, 1).line == "3 votes"
    assert Count(3, 2).line == "60% ship · 5 votes"
    assert Count(900, 334).line == "73% ship · 1,234 votes"


@pytest.mark.parametrize(("ship", "skip", "call"), [(3, 2, "ship"), (2, 3, "skip"), (3, 3, "split")])
def test_the_call_is_what_most_votes_say(ship, skip, call):
    assert Count(ship, skip).call == call


@pytest.mark.parametrize(
    ("part", "whole", "bound"), [(0, 0, 0.0), (5, 5, 0.565509), (50, 100, 0.403830), (1, 10, 0.017875), (0, 10, 0.0)]
)
def test_the_wilson_bound_is_that_of_the_textbook(part, whole, bound):
    assert isclose(wilson(part, whole), bound, abs_tol=2e-6)


@given(counts, counts)
def test_the_bound_lies_below_the_share(ship, skip):
    whole = ship + skip
    assert -1e-12 <= wilson(ship, whole) <= (ship / whole if whole else 0) + 1e-12


@given(st.integers(min_value=5, max_value=500))
def test_more_votes_of_the_same_share_rank_higher(n):
    assert Count(2 * n, 2 * n).rank > Count(n, n).rank


def test_a_few_happy_votes_do_not_beat_many():
    assert Count(5, 0).rank < Count(90, 10).rank
    assert Count(4, 0).rank < Count(0, ENOUGH).rank


def test_votes_in_words():
    assert [say_votes(n) for n in (0, 1, 2, 1000)] == ["0 votes", "1 vote", "2 votes", "1,000 votes"]


def test_a_frozen_count_is_another_count():
    assert Count(1, 1, date(2026, 11, 1)) != Count(1, 1)
