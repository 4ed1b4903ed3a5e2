"""The decision record: what it says can be found on the page, and what is not known is said too."""

from datetime import date, timedelta

import pytest

from comparisons.formats.decision_record import AGAIN_AFTER, decision, review_again
from comparisons.params.options import CompareOptions
from comparisons.reading.comparison import compared
from tests.conftest import make_fact_view, make_profile, scores_panel
from tools.states import State

TODAY = date(2026, 11, 25)
PAGE = "https://example.com/compare/a-vs-b"


def record(*profiles, weights="", as_of=None):
    comparison = compared(profiles, CompareOptions(weights=weights, as_of=as_of), None)
    return decision(comparison, address=PAGE, today=TODAY)


def test_a_record_has_the_options_the_result_and_its_dissent():
    text = record(
        make_profile("a", scores_panel(90, 80, 80, 40)), make_profile("b", scores_panel(60, 60, 60, 60)),
        weights="founder:3",
    )  # fmt: skip
    assert text.startswith(f"# Decision: A or B\n\nMade on 25 November 2026 from {PAGE}. Review again by ")
    assert "- Founder: 3\n" in text
    assert "Clear: A 290, B 240 of 400. The Founder disagrees." in text
    assert "Under these weights: A (mean of 100: A 61.7 and B 60.0)." in text
    assert "## Dissent\n\nThe Founder. Takes B, 60–40" in text


@pytest.mark.parametrize("state", State)
def test_a_price_is_said_with_its_state(state):
    fact = make_fact_view("entry-price", "Free", state=state, source="https://example.com/p")
    text = record(
        make_profile("a", scores_panel(70, 70, 70, 70), [fact]), make_profile("b", scores_panel(60, 60, 60, 60))
    )
    assert f"- **A**: What a is. Ship · 4 ship / 0 skip; Free ({state.value})." in text
    assert (f"- A: Entry-price, {state.value}" in text) == (state is not State.CONFIRMED)
    assert "- B: Entry-price, not known" in text
    assert f"Free ({state.value}, recorded 1 November 2026, <https://example.com/p>)" in text


def test_a_line_without_a_stop_gets_one():
    text = record(*(make_profile(slug, tagline="One [line]") for slug in ("a", "b")))
    assert "- **A**: One \\[line\\]. Not reviewed; entry price not known." in text


def test_a_record_of_a_past_day_says_so():
    pair = [make_profile(slug, scores_panel(60, 60, 60, 60)) for slug in ("a", "b")]
    assert "as it stood at the end of 1 May 2026" in record(*pair, as_of=date(2026, 5, 1))
    assert "as it stood" not in record(*pair)


def test_it_is_looked_at_again_when_the_first_fact_goes_stale():
    def with_fact(stale_from):
        return make_profile("a", None, [make_fact_view("x", 1, stale_from=stale_from)])

    assert review_again([with_fact(TODAY + timedelta(days=5)), with_fact(None)], TODAY) == TODAY + timedelta(days=5)
    assert review_again([with_fact(TODAY)], TODAY) == TODAY + AGAIN_AFTER
    assert review_again([with_fact(date(2030, 1, 1))], TODAY) == TODAY + AGAIN_AFTER
