"""What follows from a tool's current reviews. No database."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.panel import Opinion, Panel, call_of, panel_of, percent
from tests.conftest import make_panel

FULL = ((84, "ship"), (78, "ship"), (81, "ship"), (55, "skip"))
opinions = st.tuples(st.integers(0, 100), st.sampled_from(["ship", "skip"]))
panels = st.lists(st.none() | opinions, min_size=4, max_size=4).map(lambda given: make_panel(*given))


@pytest.mark.parametrize(
    ("ships", "skips", "word"),
    [
        (4, 0, "Ship"),
        (3, 1, "Ship"),
        (2, 1, "Ship"),
        (1, 0, "Ship"),
        (2, 2, "Split"),
        (1, 1, "Split"),
        (1, 3, "Skip"),
        (0, 1, "Skip"),
        (0, 4, "Skip"),
        (0, 0, "Not reviewed"),
    ],
)
def test_the_call_follows_the_majority(ships, skips, word):
    assert call_of(ships, skips) == word


def test_a_full_panel_says_its_call_and_its_counts():
    assert make_panel(*FULL).label == "Ship · 3 ship / 1 skip"


def test_a_partial_panel_says_how_many_have_filed():
    assert make_panel((84, "ship"), None, None, (55, "skip")).label == "Split · 1 ship / 1 skip · 2 of 4 filed"
    assert make_panel(None, (10, "skip")).label == "Skip · 0 ship / 1 skip · 1 of 4 filed"


def test_an_empty_panel_is_not_reviewed_and_has_no_numbers():
    panel = Panel(())
    assert panel.label == "Not reviewed"
    assert (panel.percent, panel.percent_line, panel.points, panel.spread) == (None, "", None, None)
    assert panel.dissenters == ()


def test_percent_line_reads_as_the_spec_says():
    assert make_panel(*FULL).percent_line == "75% panel ship"


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 3, 33), (2, 3, 67), (1, 2, 50), (0, 4, 0), (4, 4, 100), (1, 8, 13), (3, 8, 38), (1, 200, 1), (0, 0, None)],
)
def test_percent_is_rounded_half_up(part, whole, expected):
    assert percent(part, whole) == expected


@given(st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_percent_is_never_more_than_half_off_and_halves_go_up(pair):
    part, whole = pair
    doubled_error = 2 * (percent(part, whole) * whole - 100 * part)
    assert -whole < doubled_error <= whole


def test_points_are_the_sum_of_four_scores_and_need_all_four():
    assert make_panel(*FULL).points == 298
    assert make_panel(*FULL[:3]).points is None
    assert make_panel((0, "skip"), (0, "skip"), (0, "skip"), (0, "skip")).points == 0


def test_spread_is_highest_minus_lowest_score():
    assert make_panel(*FULL).spread == 29
    assert make_panel((70, "ship"), (70, "ship")).spread == 0
    assert make_panel((70, "ship")).spread is None


def test_dissenters_are_the_reviews_against_the_call():
    assert [opinion.name for opinion in make_panel(*FULL).dissenters] == ["Founder"]
    assert [o.name for o in make_panel((9, "skip"), (9, "ship"), (9, "skip"), (9, "skip")).dissenters] == ["Skeptic"]


def test_a_split_panel_and_a_panel_of_one_mind_have_no_dissenter():
    assert make_panel((9, "skip"), (9, "ship")).dissenters == ()
    assert make_panel((9, "ship"), (9, "ship"), (9, "ship"), (9, "ship")).dissenters == ()


def test_an_opinion_reads_as_score_and_verdict():
    assert Opinion("builder", 84, "ship").line == "84/100 · ship"


def test_opinions_stand_in_the_order_of_the_personas_whatever_the_order_of_filing():
    filed = [Opinion(key, 50, "ship") for key in ("builder", "skeptic", "futurist", "founder")]
    for order in itertools.permutations(filed):
        assert panel_of(order).opinions == tuple(filed)


def test_missing_names_the_personas_that_have_not_filed():
    assert make_panel(None, (1, "skip"), None, (2, "ship")).missing == ("builder", "futurist")


@given(panels)
def test_every_panel_is_consistent_with_its_own_numbers(panel):
    assert panel.ships + panel.skips == panel.filed
    assert (panel.points is not None) == (panel.filed == 4)
    assert panel.label.endswith(f"· {panel.filed} of 4 filed") == (0 < panel.filed < 4)
    if panel.filed:
        assert f"{panel.ships} ship / {panel.skips} skip" in panel.label
        skip_percent = 100 - panel.percent
        assert 0 <= skip_percent <= 100
    assert all((o.verdict == "skip") == (panel.call == "Ship") for o in panel.dissenters)
