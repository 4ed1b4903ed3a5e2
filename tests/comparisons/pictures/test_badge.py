"""When a verdict on another site is out of date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comparisons.pictures.badge import FRESH_FOR, why_stale
from comparisons.verdict.profile import Profile
from reviews.panel import Panel
from tests.conftest import TODAY, make_fact_view, make_profile, scores_panel
from tools.states import State

REVIEWED = date(2026, 1, 1)


def reviewed(*facts, on=TODAY) -> Profile:
    panel = scores_panel(80, 70, 60, 50)
    opinions = [replace(opinion, reviewed_on=on) for opinion in panel.opinions]
    return make_profile("a", Panel(tuple(opinions)), facts)


def test_the_newest_review_keeps_a_verdict_fresh_for_so_long():
    last = REVIEWED + FRESH_FOR
    assert why_stale(reviewed(on=REVIEWED), last) == ""
    assert why_stale(reviewed(on=REVIEWED), last + timedelta(days=1)) == "last reviewed 1 January 2026"
    one_newer = reviewed(on=REVIEWED)
    first, *others = one_newer.panel.opinions
    panel = Panel((replace(first, reviewed_on=last), *others))
    assert why_stale(replace(one_newer, panel=panel), last + timedelta(days=1)) == ""


def test_a_product_that_is_gone_is_out_of_date():
    assert why_stale(replace(reviewed(), discontinued=True), TODAY) == "discontinued"


@pytest.mark.parametrize(
    ("key", "state", "said"),
    [
        ("pricing", State.STALE, "pricing stale"),
        ("licence", State.CONTRADICTED, "licence contradicted"),
        ("entry-price", State.STALE, "entry-price stale"),
        ("pricing", State.CONFIRMED, ""),
        ("pricing", State.NEVER_CHECKED, ""),  # it cannot have grown old
        ("pricing", State.UNREADABLE, ""),  # a source that is down for a day says nothing about the product
        ("context", State.STALE, ""),  # no fact that every tool has
    ],
)
def test_a_key_fact_that_nobody_vouches_for_any_more_makes_it_out_of_date(key, state, said):
    assert why_stale(reviewed(make_fact_view(key, "Free", state=state)), TODAY) == said


def test_a_tool_without_reviews_and_facts_has_nothing_that_could_grow_old():
    assert why_stale(make_profile("a"), TODAY) == ""
