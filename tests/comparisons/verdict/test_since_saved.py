"""The note beside a bookmark: what happened since it was saved."""

from datetime import UTC, datetime, timedelta

import pytest

from comparisons.verdict.head_to_head import decide
from comparisons.verdict.since_saved import Spell, changed, matchup_note, panel_at, tool_note
from reviews.panel import Opinion
from tests.conftest import make_panel, scores_panel

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FULL = scores_panel(80, 80, 80, 80)


@pytest.mark.parametrize(
    ("then", "now", "facts", "note"),
    [
        (FULL, FULL, [], "Verdict unchanged."),
        (FULL, scores_panel(84, 80, 80, 80), [], "Up 4 points since."),
        (FULL, scores_panel(79, 80, 80, 80), [], "Down 1 point since."),
        (FULL, scores_panel(80, 80, 20, 20), [], "Was Ship, now Split. Down 120 points since."),
        (FULL, FULL, ["Pricing"], "Verdict unchanged. Pricing changed."),
        (FULL, FULL, ["Pricing", "Licence"], "Verdict unchanged. 2 facts changed."),
        (
            scores_panel(80, 80, None, None),
            FULL,
            [],
            "4 of 4 reviews filed, 2 when you saved it.",
        ),
        (make_panel(), scores_panel(80), [], "Was Not reviewed, now Ship. 1 of 4 reviews filed, 0 when you saved it."),
    ],
)
def test_what_is_said_of_a_tool(then, now, facts, note):
    assert tool_note(then, now, facts) == note
    assert changed(note) is (note != "Verdict unchanged.")


def bout(*totals):
    return decide([scores_panel(*[total // 4] * 4) for total in totals])


@pytest.mark.parametrize(
    ("then", "now", "note"),
    [
        (bout(280, 200), bout(280, 200), "Verdict unchanged."),
        (bout(280, 200), bout(284, 200), "The margin was 80 points, now it is 84 points."),
        (bout(280, 200), bout(280, 240), "Was Rout, now Clear."),
        (bout(280, 200), bout(200, 280), "Ferrite led then, Tern leads now."),
        (bout(280, 280), bout(200, 280), "Nobody led then, Tern leads now."),
        (bout(280, 200), bout(280, 280), "Ferrite led then, nobody leads now."),
    ],
)
def test_what_is_said_of_a_matchup(then, now, note):
    assert matchup_note(["Ferrite", "Tern"], then, now, []) == note


def test_the_panel_of_an_instant_is_made_of_what_stood_then():
    old, new = Opinion("builder", 50, "ship"), Opinion("builder", 70, "ship")
    spells = [Spell(old, NOW, NOW + timedelta(days=2)), Spell(new, NOW + timedelta(days=2), None)]
    scores = [
        [opinion.score for opinion in panel_at(spells, NOW + timedelta(days=days)).opinions]
        for days in (-1, 0, 1, 2, 3)
    ]
    assert scores == [[], [50], [50], [70], [70]]
