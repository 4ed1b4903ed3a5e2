"""The reader's own weights. No database."""

import contextlib
import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.params.options import format_weights, parse_weights
from comparisons.verdict.head_to_head import decide
from comparisons.verdict.weights import weigh
from tests.conftest import scores_panel

PERSONAS = ["builder", "skeptic", "futurist", "founder"]
weights = st.fixed_dictionaries({key: st.integers(0, 3) for key in PERSONAS}).filter(lambda given: any(given.values()))
bouts = st.lists(
    st.lists(st.none() | st.integers(0, 100), min_size=4, max_size=4).map(lambda given: scores_panel(*given)),
    min_size=2,
    max_size=4,
).map(decide)
close_bouts = st.lists(
    st.lists(st.integers(70, 74), min_size=4, max_size=4).map(lambda given: scores_panel(*given)),
    min_size=2,
    max_size=4,
).map(decide)
EQUAL = dict.fromkeys(PERSONAS, 1)


def test_what_is_not_named_weighs_one():
    assert parse_weights("") == EQUAL
    assert parse_weights("builder:3,founder:0") == {"builder": 3, "skeptic": 1, "futurist": 1, "founder": 0}


@pytest.mark.parametrize("text", ["founder:0,builder:3", " Builder : 3 , FOUNDER:0 ,", "builder:1,builder:3,founder:0"])
def test_any_order_case_and_spacing_reads_the_same(text):
    assert parse_weights(text) == parse_weights("builder:3,founder:0")


@pytest.mark.parametrize(
    "text",
    [
        "builder", "builder:", "builder:4", "builder:-1", "builder:1.5", "builder:x", "builder:03", "builder:٣",
        "cook:1", ":1", "builder=3", "builder:3;founder:0", "builder:3:1", "builder:1e0", "\x00", "builder:\x003",
    ],
)  # fmt: skip
def test_what_is_no_weight_is_refused_with_what_was_expected(text):
    with pytest.raises(ValueError, match="expected"):
        parse_weights(text)


def test_all_zero_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        parse_weights(",".join(f"{key}:0" for key in PERSONAS))


@given(st.text(max_size=60))
def test_any_other_text_is_refused_or_read(text):
    with contextlib.suppress(ValueError):
        assert set(parse_weights(text)) == set(PERSONAS)


@given(weights)
def test_the_written_form_is_read_back_and_leaves_out_the_default(given):
    text = format_weights(given)
    assert parse_weights(text) == given
    assert text.count(":") == sum(weight != 1 for weight in given.values())


def test_equal_weights_need_no_words():
    assert format_weights(EQUAL) == ""
    assert format_weights(EQUAL | {"founder": 0, "builder": 3}) == "builder:3,founder:0"


def test_the_weighted_mean_of_the_main_event():
    bout = decide([scores_panel(84, 78, 81, 55), scores_panel(85, 78, 80, 52)])
    result = weigh(bout, EQUAL | {"builder": 3, "founder": 0})
    assert result.means == (Fraction(3 * 84 + 78 + 81, 5), Fraction(3 * 85 + 78 + 80, 5))
    assert (result.shown(0), result.shown(1)) == ("82.2", "82.6")
    assert result.leader == 1


@pytest.mark.parametrize(("scores", "shown"), [((74, 74, 74, 75), "74.3"), ((0, 0, 0, 0), "0.0"), ((100,) * 4, "100.0"),
                                               ((1, 0, 0, 0), "0.3"), ((2, 1), "1.5"), ((1, 0, 0), "0.3")])  # fmt: skip
def test_means_are_shown_with_one_decimal_half_up(scores, shown):
    bout = decide([scores_panel(*scores), scores_panel(*scores)])
    assert weigh(bout, EQUAL).shown(0) == shown


@given(bouts, weights)
def test_means_are_exact_over_the_common_personas(bout, given):
    result = weigh(bout, given)
    total = sum(given[card.persona.key] for card in bout.cards)
    if not total:
        assert result is None
        return
    for place, mean in enumerate(result.means):
        assert mean * total == sum(given[card.persona.key] * card.scores[place] for card in bout.cards)
    best = max(result.means)
    assert result.leader == (result.means.index(best) if list(result.means).count(best) == 1 else None)


def means_by_hand(bout, given):
    total = sum(given[card.persona.key] for card in bout.cards)
    if not total:
        return None
    return [
        Fraction(sum(given[card.persona.key] * card.scores[place] for card in bout.cards), total)
        for place in range(len(bout.totals))
    ]


def flips_by_hand(bout, given, leader):
    """Every change of one weight after which another tool strictly leads: (size, place of the persona, key, after)."""
    for place, key in enumerate(PERSONAS):
        for after in range(4):
            means = means_by_hand(bout, given | {key: after})
            if after == given[key] or means is None:
                continue
            top = [at for at, mean in enumerate(means) if mean == max(means)]
            if len(top) == 1 and top[0] != leader:
                yield abs(after - given[key]), place, key, after, top[0]


@given(st.one_of(bouts, close_bouts), weights)
def test_the_named_flip_is_the_smallest_and_ties_go_by_the_order_of_the_personas(bout, given):
    result = weigh(bout, given)
    if result is None:
        return
    expected = min(flips_by_hand(bout, given, result.leader), default=None)
    if expected is None:
        assert result.flip is None
        return
    size, _, key, _, _ = expected
    flip = result.flip
    assert (abs(flip.after - flip.before), flip.persona.key) == (size, key)
    assert flip.before == given[key]
    after = means_by_hand(bout, given | {key: flip.after})
    assert flip.leader != result.leader
    assert all(after[flip.leader] > mean for at, mean in enumerate(after) if at != flip.leader)


def test_there_is_no_flip_where_one_tool_is_above_on_every_card():
    bout = decide([scores_panel(80, 80, 80, 80), scores_panel(70, 70, 70, 70)])
    assert weigh(bout, EQUAL).flip is None


def test_a_tie_of_sizes_goes_to_the_first_persona():
    # Level: raising any persona that prefers one of them makes it lead. The Builder comes first.
    bout = decide([scores_panel(80, 70, 80, 70), scores_panel(70, 80, 70, 80)])
    flip = weigh(bout, EQUAL).flip
    assert (flip.persona.key, abs(flip.after - flip.before)) == ("builder", 1)


def test_weights_of_personas_that_are_not_common_change_nothing():
    bout = decide([scores_panel(80, None, 70, None), scores_panel(70, 90, 80, None)])
    for skeptic, founder in itertools.product(range(4), repeat=2):
        assert weigh(bout, EQUAL | {"skeptic": skeptic, "founder": founder}).means == (75, 75)


def test_zero_for_every_common_persona_gives_no_result():
    bout = decide([scores_panel(80, None), scores_panel(70, 60)])
    assert weigh(bout, EQUAL | {"builder": 0}) is None
