"""The decision table. No database."""

from dataclasses import replace
from datetime import date

import pytest

from comparisons.verdict.table import NOT_APPLICABLE, UNKNOWN, build, tie_breakers
from tests.conftest import make_fact_view, make_panel, make_profile, scores_panel
from tools.states import State
from votes.tally import NO_VOTES

FIXED = ["Panel verdict", "Community", "Pricing", "Best for", "Category"]
USD20 = {"amount": 20, "currency": "USD", "per": "month"}


def row_of(table, label):
    (row,) = [row for row in table.rows if row.label == label]
    return row


def number(key, value, better="higher", **fields):
    return make_fact_view(key, value, kind="number", better=better, **fields)


def price(value, **fields):
    return make_fact_view("entry-price", value, kind="price", better="lower", label="Entry price", **fields)


def one_row(*facts, label, **fields):
    """The row of one attribute for as many tools as facts; None is a tool without it."""
    profiles = [make_profile(f"t{place}", facts=[fact] if fact else [], **fields) for place, fact in enumerate(facts)]
    return row_of(build(profiles), label)


def leads(row):
    return [cell.leads for cell in row.cells]


def test_the_five_fixed_rows_come_first_in_their_order():
    labels = [row.label for row in build([make_profile("a"), make_profile("b")]).rows]
    assert labels[:5] == FIXED


@pytest.mark.parametrize("tools", [2, 3, 4])
def test_the_fixed_rows_exist_for_tools_about_which_nothing_is_known(tools):
    table = build([make_profile(f"t{place}") for place in range(tools)])
    for label in FIXED:
        assert len(row_of(table, label).cells) == tools


def test_attributes_follow_in_their_position_then_by_label():
    facts = [
        make_fact_view("z", "1", position=5, label="Zeta"),
        make_fact_view("b", "1", position=9, label="Beta"),
        make_fact_view("a", "1", position=9, label="Alpha"),
    ]
    labels = [row.label for row in build([make_profile("t1", facts=facts), make_profile("t2")]).rows]
    assert labels[-3:] == ["Zeta", "Alpha", "Beta"]


def test_pricing_stands_once_in_its_fixed_place():
    facts = [make_fact_view("pricing", "Free", label="Pricing")]
    labels = [row.label for row in build([make_profile("a", facts=facts), make_profile("b")]).rows]
    assert labels.count("Pricing") == 1
    assert labels[2] == "Pricing"


def test_the_fixed_rows_say_what_the_profile_says():
    panel = make_panel((84, "ship"), (78, "ship"), (81, "ship"), (55, "skip"))
    one = make_profile("a", panel, best_for="First line\nSecond", tagline="The tagline", category_name="Coders")
    two = make_profile("b", best_for="", tagline="The tagline of b", category_name="Coders")
    table = build([one, two])
    assert [cell.text for cell in row_of(table, "Panel verdict").cells] == ["Ship · 3 ship / 1 skip", "Not reviewed"]
    assert [cell.text for cell in row_of(table, "Community").cells] == [NO_VOTES, NO_VOTES]
    assert [cell.text for cell in row_of(table, "Best for").cells] == ["First line", "The tagline of b"]
    assert [cell.text for cell in row_of(table, "Category").cells] == ["Coders", "Coders"]


def test_no_votes_has_words_of_its_own():
    assert NO_VOTES == "No community votes yet"


@pytest.mark.parametrize(
    ("one", "other"),
    [("MIT", " mit "), ("STRASSE", "straße"), (128000, 128000.0), (True, True), (USD20, USD20 | {"amount": 20.0})],
)
def test_cells_are_equal_after_trimming_and_case_folding_or_by_number(one, other):
    assert one_row(make_fact_view("x", one), make_fact_view("x", other), label="X").same


@pytest.mark.parametrize(("one", "other"), [("MIT", "Apache"), (1, 2), (True, False), (USD20, "Free")])
def test_cells_that_differ_differ(one, other):
    assert not one_row(make_fact_view("x", one), make_fact_view("x", other), label="X").same


def test_unknown_never_equals_unknown():
    row = row_of(build([make_profile("a"), make_profile("b")]), "Pricing")
    assert [cell.text for cell in row.cells] == [UNKNOWN, UNKNOWN]
    assert not row.same


def test_unknown_never_equals_a_value():
    assert not one_row(make_fact_view("x", "MIT"), None, label="X").same
    assert not one_row(make_fact_view("x", "MIT"), make_fact_view("x", "MIT"), None, label="X").same


def test_an_attribute_of_another_category_is_not_applicable():
    fact = make_fact_view("context", 5, attribute_category_id=1)
    table = build([make_profile("a", facts=[fact], category_id=1), make_profile("b", category_id=2)])
    row = row_of(table, "Context")
    assert [cell.text for cell in row.cells] == ["5", NOT_APPLICABLE]
    assert not row.same


def test_an_attribute_of_the_own_category_is_only_not_known():
    fact = make_fact_view("context", 5, attribute_category_id=1)
    table = build([make_profile("a", facts=[fact], category_id=1), make_profile("b", category_id=1)])
    assert row_of(table, "Context").cells[1].text == UNKNOWN


def test_a_global_attribute_is_applicable_everywhere():
    table = build(
        [make_profile("a", facts=[make_fact_view("x", "y")], category_id=1), make_profile("b", category_id=2)]
    )
    assert row_of(table, "X").cells[1].text == UNKNOWN


def test_no_lead_is_marked_where_the_attribute_does_not_say_which_way_is_better():
    assert leads(one_row(number("x", 9, better=""), number("x", 1, better=""), label="X")) == [False, False]


@pytest.mark.parametrize(("better", "expected"), [("higher", [False, True, False]), ("lower", [True, False, False])])
def test_a_lead_is_marked_the_way_that_is_better(better, expected):
    row = one_row(number("x", 1, better), number("x", 9, better), number("x", 5, better), label="X")
    assert leads(row) == expected


def test_equal_bests_have_no_lead():
    assert leads(one_row(number("x", 9), number("x", 9), number("x", 5), label="X")) == [False, False, False]


def test_no_lead_is_marked_while_a_value_is_unknown():
    assert leads(one_row(number("x", 9), number("x", 5), None, label="X")) == [False, False, False]


def test_a_lower_price_leads_only_in_the_same_money_and_period():
    assert leads(one_row(price(USD20), price(USD20 | {"amount": 30}), label="Entry price")) == [True, False]
    assert leads(one_row(price(USD20), price(USD20 | {"currency": "EUR"}), label="Entry price")) == [False, False]
    assert leads(one_row(price(USD20), price(USD20 | {"per": "year"}), label="Entry price")) == [False, False]


def test_free_leads_any_price_and_contact_sales_leads_none():
    assert leads(one_row(price("Free"), price(USD20), label="Entry price")) == [True, False]
    assert leads(one_row(price(USD20), price("Contact sales"), label="Entry price")) == [False, False]
    assert leads(one_row(price("Free"), price("Free"), label="Entry price")) == [False, False]


def test_a_cell_carries_the_state_the_source_and_the_date_of_its_fact():
    fact = make_fact_view(
        "x", "MIT", state=State.CONFIRMED, source="https://example.com/l", quote="MIT License",
        checked_on=date(2026, 11, 1),
    )  # fmt: skip
    cell = one_row(fact, None, label="X").cells[0]
    assert (cell.text, cell.state, cell.source, cell.quote) == (
        "MIT",
        "confirmed",
        "https://example.com/l",
        "MIT License",
    )
    assert cell.checked_on == date(2026, 11, 1)


def test_what_is_unknown_has_no_state():
    assert one_row(make_fact_view("x", "MIT"), None, label="X").cells[1].state is None


def test_differing_rows_come_first_and_keep_their_order():
    profiles = [
        make_profile("a", facts=[make_fact_view("m", "x", position=1), make_fact_view("n", "1", position=2)]),
        make_profile("b", facts=[make_fact_view("m", "x", position=1), make_fact_view("n", "2", position=2)]),
    ]
    table = build(profiles)
    data = [row.label for row in table.rows]
    shown = [row.label for row in table.loudest_first]
    differing = [row.label for row in table.differing]
    assert shown[: len(differing)] == differing == [label for label in data if label in differing]
    assert shown[len(differing) :] == [label for label in data if label not in differing]
    assert "N" in differing
    assert "M" not in differing


def test_panels_and_points_are_over_the_reviewers_that_all_have():
    table = build([make_profile("a", scores_panel(90, 90, 90, 90)), make_profile("b", scores_panel(9))])
    points, panel = row_of(table, "Panel points"), row_of(table, "Panel verdict")
    assert [cell.text for cell in points.cells] == ["90 of 100", "9 of 100"]
    assert leads(points) == [True, False]
    assert [cell.text for cell in panel.cells] == [
        "Ship · 1 ship / 0 skip · 1 of 4 counted", "Skip · 0 ship / 1 skip · 1 of 4 counted",
    ]  # fmt: skip


def test_without_a_common_reviewer_no_points_are_said():
    table = build([make_profile("a", scores_panel(90, 90, None, None)), make_profile("b", scores_panel(None, None, 9))])
    points, panel = row_of(table, "Panel points"), row_of(table, "Panel verdict")
    assert [(cell.text, cell.known) for cell in points.cells] == [("No common reviews", False)] * 2
    assert [cell.text for cell in panel.cells] == [
        "Ship · 2 ship / 0 skip · 2 of 4 filed", "Skip · 0 ship / 1 skip · 1 of 4 filed",
    ]  # fmt: skip


def gone(profile):
    return replace(profile, discontinued=True, head=profile.head._replace(discontinued_on=date(2026, 5, 3)))


def test_a_discontinued_tool_leads_no_row_and_is_recommended_in_none():
    best = gone(make_profile("a", scores_panel(90, 90, 90, 90), [number("x", 9), price("Free")], best_for="All"))
    others = [
        make_profile(slug, scores_panel(50, 50, 50, score), [number("x", size), price(USD20 | {"amount": size})])
        for slug, score, size in (("b", 50, 5), ("c", 40, 3))
    ]
    two, three = build([best, others[0]]), build([best, *others])
    assert not any(cell.leads for row in two.rows for cell in row.cells)
    assert [leads(row_of(three, label)) for label in ("Panel points", "X", "Entry price")] == [
        [False, True, False], [False, True, False], [False, False, True],
    ]  # fmt: skip
    assert row_of(three, "X").cells[1].note == "Leads by 2"
    assert [row_of(two, label).cells[0].text for label in ("Panel verdict", "Best for")] == [
        "Discontinued on 3 May 2026", "What a is.",
    ]  # fmt: skip


def test_a_discontinued_tool_breaks_no_tie():
    facts = {"a": "MIT", "b": "Apache", "c": "Apache"}
    a, b, c = (
        make_profile(slug, scores_panel(70, 70, 70, 70), [make_fact_view("licence", says, label="Licence")])
        for slug, says in facts.items()
    )
    assert tie_breakers([a, b, c], build([a, b, c])) == ["Pricing", "Licence"]
    assert tie_breakers([gone(a), b, c], build([gone(a), b, c])) == ["Pricing"]
