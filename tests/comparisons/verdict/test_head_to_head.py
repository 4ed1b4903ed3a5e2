"""Who leads, by how much, who disagrees. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.verdict.head_to_head import band_of, decide
from reviews.panel import Panel
from tests.conftest import make_panel, scores_panel

scores = st.lists(st.none() | st.integers(0, 100), min_size=4, max_size=4)
panels = st.lists(scores.map(lambda given: scores_panel(*given)), min_size=2, max_size=4)

FULL_PANEL_BANDS = [
    (0, "Dead heat"), (8, "Dead heat"), (9, "Edge"), (24, "Edge"), (25, "Clear"), (60, "Clear"), (61, "Rout"),
    (400, "Rout"),
]  # fmt: skip
PER_PERSONA_BANDS = [
    (0, "Dead heat"), (2, "Dead heat"), (3, "Edge"), (6, "Edge"), (7, "Clear"), (15, "Clear"), (16, "Rout"),
]  # fmt: skip


@pytest.mark.parametrize(("lead", "band"), FULL_PANEL_BANDS)
def test_the_bands_of_full_panels_end_at_8_24_and_60(lead, band):
    assert band_of(lead, 4) == band


@pytest.mark.parametrize("personas", [1, 2, 3, 4])
@pytest.mark.parametrize(("per_persona", "band"), PER_PERSONA_BANDS)
def test_the_limits_are_per_common_persona(personas, per_persona, band):
    if band in {"Dead heat"} or per_persona in {6, 15}:  # an upper limit, inclusive
        assert band_of(per_persona * personas, personas) == band
    else:  # one point above the limit below
        assert band_of((per_persona - 1) * personas + 1, personas) == band


@pytest.mark.parametrize(
    ("common", "dead_heat", "edge", "clear"), [(4, 8, 24, 60), (3, 6, 18, 45), (2, 4, 12, 30), (1, 2, 6, 15)]
)
def test_a_matchup_lies_in_the_band_of_its_lead_to_the_point(common, dead_heat, edge, clear):
    def band_at(lead):
        first, second = [90] * common, [90] * common
        for place in range(lead):
            second[place % common] -= 1
        return decide([scores_panel(*first), scores_panel(*second)]).band

    assert [band_at(lead) for lead in (dead_heat, dead_heat + 1)] == ["Dead heat", "Edge"]
    assert [band_at(lead) for lead in (edge, edge + 1)] == ["Edge", "Clear"]
    assert [band_at(lead) for lead in (clear, clear + 1)] == ["Clear", "Rout"]


def test_the_designs_main_event():
    bout = decide([scores_panel(84, 78, 81, 55), scores_panel(85, 78, 80, 52)])
    assert bout.totals == (298, 295)
    assert (bout.lead, bout.out_of, bout.band) == (3, 400, "Dead heat")
    assert bout.leader == 0
    assert bout.flagged is None
    assert [card.persona.name for card in bout.dissent] == ["Builder"]
    assert [card.persona.name for card in bout.level] == ["Skeptic"]


def test_only_personas_that_every_tool_has_filed_are_compared():
    bout = decide([scores_panel(80, 80, None, 80), scores_panel(70, None, 70, 70)])
    assert [card.persona.key for card in bout.cards] == ["builder", "founder"]
    assert bout.totals == (160, 140)
    assert bout.out_of == 200


def test_without_a_common_persona_nothing_is_compared():
    bout = decide([scores_panel(80, 80, None, None), scores_panel(None, None, 70, 70)])
    assert not bout.comparable
    assert bout.band is None
    assert bout.flagged is None
    assert not decide([Panel(()), Panel(())]).comparable


def test_an_exact_tie_has_no_leader_and_no_dissent():
    bout = decide([scores_panel(80, 60), scores_panel(60, 80)])
    assert (bout.lead, bout.leader, bout.flagged, bout.band) == (0, None, None, "Dead heat")
    assert bout.dissent == ()


@pytest.mark.parametrize("place", [0, 1])
def test_beyond_a_dead_heat_the_leader_is_flagged_wherever_it_stands(place):
    sides = [scores_panel(70, 70, 70, 70), scores_panel(73, 72, 72, 72)]
    bout = decide(sides if place else sides[::-1])
    assert (bout.lead, bout.band, bout.flagged) == (9, "Edge", place)


@pytest.mark.parametrize("tools", [3, 4])
def test_with_more_tools_the_first_is_measured_against_the_second(tools):
    sides = [scores_panel(10, 10), scores_panel(90, 90), scores_panel(80, 80), scores_panel(10, 10)][:tools]
    bout = decide(sides)
    assert bout.ranking[:2] == (1, 2)
    assert (bout.lead, bout.leader, bout.flagged) == (20, 1, 1)


def test_a_shared_first_place_of_three_has_no_leader():
    bout = decide([scores_panel(90), scores_panel(90), scores_panel(10)])
    assert (bout.leader, bout.flagged, bout.lead) == (None, None, 0)


def test_equal_tops_make_a_card_level():
    bout = decide([scores_panel(80, 90, 90), scores_panel(80, 90, 50), scores_panel(70, 90, 40)])
    builder, skeptic, futurist = bout.cards
    assert (builder.tops, builder.winner, builder.gap) == ((0, 1), None, 0)
    assert (skeptic.tops, skeptic.winner) == ((0, 1, 2), None)
    assert (futurist.tops, futurist.winner, futurist.gap) == ((0,), 0, 40)
    assert bout.level == (builder, skeptic)


def test_all_cards_for_one_tool_is_unanimous():
    assert decide([scores_panel(80, 80, 80, 80), scores_panel(79, 79, 79, 79)]).unanimous


def test_one_level_card_is_enough_not_to_be_unanimous():
    bout = decide([scores_panel(80, 80, 80, 80), scores_panel(79, 79, 79, 80)])
    assert not bout.unanimous
    assert bout.dissent == ()


def test_two_level_cards_are_not_unanimous_for_nobody():
    assert not decide([scores_panel(80, 80), scores_panel(80, 80)]).unanimous


def test_who_scores_the_leader_jointly_first_does_not_disagree():
    bout = decide([scores_panel(90, 70, 50), scores_panel(50, 70, 60), scores_panel(50, 60, 10)])
    assert bout.leader == 0
    assert [card.persona.key for card in bout.dissent] == ["futurist"]


def test_verdicts_do_not_decide_points():
    bout = decide([make_panel((90, "skip")), make_panel((50, "ship"))])
    assert bout.flagged == 0
    assert not bout.cards[0].all_skip
    assert decide([make_panel((90, "skip")), make_panel((50, "skip"))]).cards[0].all_skip


@given(panels)
def test_the_answer_follows_from_the_scores_alone(sides):
    bout = decide(sides)
    common = set.intersection(*({o.persona for o in panel.opinions} for panel in sides))
    totals = [sum(o.score for o in panel.opinions if o.persona in common) for panel in sides]
    assert {card.persona.key for card in bout.cards} == common
    assert list(bout.totals) == (totals if common else [None] * len(sides))
    first, second = sorted(totals, reverse=True)[:2]
    assert bout.lead == first - second
    assert bout.leader == (totals.index(first) if first != second else None)
    if common:
        per_persona = (first - second) / len(common)
        expected = (
            "Dead heat"
            if per_persona <= 2
            else "Edge"
            if per_persona <= 6
            else "Clear"
            if per_persona <= 15
            else "Rout"
        )
        assert bout.band == expected
        assert (bout.flagged is None) == (expected == "Dead heat")
    if bout.leader is not None:
        top = {k: max(p.of(k).score for p in sides) for k in common}
        assert {c.persona.key for c in bout.dissent} == {k for k in common if sides[bout.leader].of(k).score < top[k]}


@given(panels, st.randoms())
def test_the_order_of_the_tools_does_not_change_the_answer(sides, random):
    places = list(range(len(sides)))
    random.shuffle(places)
    one, other = decide(sides), decide([sides[place] for place in places])
    assert one.band == other.band
    assert one.lead == other.lead
    assert one.unanimous == other.unanimous
    assert one.leader == (None if other.leader is None else places[other.leader])
