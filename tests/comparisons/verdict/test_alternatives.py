"""Why a tool is an alternative: only what the pages would say too."""

import pytest

from comparisons.verdict.alternatives import alternatives
from tests.conftest import make_fact_view, make_profile, scores_panel
from tools.states import State

PRICE = {"amount": 20, "currency": "USD", "per": "month"}


def only(own, rival):
    (found,) = alternatives(own, [rival])
    return found


def profile(slug, *scores, price=None, state=State.CONFIRMED, licence=None):
    facts = [make_fact_view("entry-price", price, kind="price", better="lower", state=state)] if price else []
    facts += [make_fact_view("licence", licence, state=state)] if licence else []
    return make_profile(slug, scores_panel(*scores), facts)


@pytest.mark.parametrize(
    ("more", "said"), [(2, ()), (3, ("12 points more, 292 to 280", "the Builder puts B 3 points ahead"))]
)
def test_a_dead_heat_is_no_reason_to_change(more, said):
    found = only(profile("a", *[70] * 4), profile("b", *[70 + more] * 4))
    assert (found.gains, found.losses) == (said, ())
    back = only(profile("b", *[70 + more] * 4), profile("a", *[70] * 4))
    assert (back.gains, back.losses) == ((), said)


def test_reasons_are_the_weightiest_first_and_few():
    own = profile("a", 40, 40, 40, 60, price=PRICE, licence="Proprietary")
    found = only(own, profile("b", 80, 80, 80, 50, price="Free", licence="MIT"))
    assert found.gains == ("110 points more, 290 to 180", "the panel ships B", "free, against $20 per month")
    assert found.losses == ("the Founder puts A 10 points ahead",)


def test_a_contradicted_fact_is_no_reason():
    own = profile("a", 70, 70, 70, 70, price=PRICE, licence="Proprietary", state=State.CONTRADICTED)
    found = only(own, profile("b", 70, 70, 70, 70, price="Free", licence="MIT"))
    assert found.gains == ()
    sound = only(profile("a", 70, 70, 70, 70, price=PRICE), profile("b", 70, 70, 70, 70, price="Free"))
    assert sound.gains == ("free, against $20 per month",)


@pytest.mark.parametrize(
    ("own", "rival", "doubts"),
    [
        (State.CONFIRMED, State.CONFIRMED, ""),
        (State.STALE, State.STALE, " (stale)"),
        (State.STALE, State.NEVER_CHECKED, " (never checked, stale)"),
        (State.CONFIRMED, State.UNREADABLE, " (unreadable)"),
    ],
)
def test_a_reason_says_how_far_to_trust_its_facts(own, rival, doubts):
    paid = profile("a", 70, 70, 70, 70, price=PRICE, state=own)
    free = profile("b", 70, 70, 70, 70, price="Free", state=rival)
    assert only(paid, free).gains == (f"free, against $20 per month{doubts}",)
