"""The tale of the tape as numbers. No database."""

import statistics
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.verdict.head_to_head import bout_of
from comparisons.verdict.tape import CROWDED_WITHIN, median_of, seam, strips_of
from tests.conftest import make_profile, scores_panel

scores = st.lists(st.none() | st.integers(0, 100), min_size=4, max_size=4)


def strips(*rows, gone=()):
    profiles = [make_profile(f"tool-{place}", scores_panel(*row)) for place, row in enumerate(rows)]
    for place in gone:
        profiles[place] = replace(profiles[place], discontinued=True)
    return strips_of(profiles, bout_of(profiles))


def test_there_is_a_strip_for_each_persona_in_their_order():
    assert [strip.persona.key for strip in strips((1,), (2,))] == ["builder", "skeptic", "futurist", "founder"]


def test_a_strip_says_all_it_shows_in_words():
    strip = strips((84,), (85,))[0]
    assert strip.said == "Tool 0 84, Tool 1 85."
    assert (strip.result, strip.beside, strip.leader, strip.gap) == ("+1", "Tool 1", 1, (84, 1))


def test_a_missing_score_is_pending_and_its_review_not_counted():
    strip = strips((84,), (None,))[0]
    assert strip.said == "Tool 0 84, Tool 1 pending."
    assert (strip.result, strip.leader, strip.gap) == ("Not counted", None, None)
    assert [mark.score for mark in strip.marks] == [84]


def test_nothing_leads_where_one_of_two_was_discontinued():
    strip = strips((84,), (70,), gone=[0])[0]
    assert (strip.result, strip.beside, strip.leader, strip.gap) == ("No verdict", "", None, None)


def test_of_three_the_two_that_are_left_are_measured():
    strip = strips((99,), (70,), (60,), gone=[0])[0]
    assert (strip.result, strip.beside, strip.leader) == ("+10", "Tool 1", 1)
    assert strips((None,), (70,), (60,), gone=[0])[0].result == "+10"


def test_level_scores_have_no_gap():
    strip = strips((70,), (70,))[0]
    assert (strip.result, strip.beside, strip.gap) == ("Level", "70 each", None)


def test_two_tops_of_three_share_the_lead():
    strip = strips((70,), (70,), (10,))[0]
    assert (strip.result, strip.beside, strip.leader) == ("Level", "Shared lead", None)


@given(st.lists(scores, min_size=2, max_size=4))
def test_markers_stand_at_the_scores_of_their_tools(rows):
    for persona, strip in enumerate(strips(*rows)):
        expected = [("abcd"[place], row[persona]) for place, row in enumerate(rows) if row[persona] is not None]
        assert [(mark.letter, mark.score) for mark in strip.marks] == expected
        if strip.gap:
            start, width = strip.gap
            assert start + width == max(score for _, score in expected)


def test_a_label_moves_aside_where_the_stem_of_an_upper_lane_would_cross_it():
    def moved(upper, own):
        return strips((upper,), (own,))[0].marks[1].label_left

    assert moved(50 + CROWDED_WITHIN, 50)
    assert not moved(50 + CROWDED_WITHIN + 1, 50)
    assert not moved(50, 50)
    assert not moved(49, 50)


@pytest.mark.parametrize(
    ("totals", "expected"),
    [([300, 300], ""), ([298, 295], ""), ([325, 272], "s54"), ([272, 325], "s46"), ([400, 0], "s60"), ([0, 400], "s40"),
     ([0, 0], ""), ([1, 2, 3], "")],
)  # fmt: skip
def test_the_seam_stands_at_the_share_of_the_points_within_bounds(totals, expected):
    assert seam(totals) == expected


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_style_sheet_has_every_seam(one, other):
    assert seam([one, other]) in {"", *(f"s{share}" for share in range(40, 61, 2))}


@given(st.lists(st.integers(0, 100), max_size=30))
def test_the_median_is_the_lower_middle(numbers):
    expected = statistics.median_low(numbers) if numbers else None
    assert median_of(dict(Counter(numbers))) == expected
