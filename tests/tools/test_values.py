"""Values of facts: reading, saying, comparing (SPEC §6 and §7). No database."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.values import (
    WrongValue,
    check_value,
    comparable,
    magnitude,
    price_flag,
    read_typed,
    say,
    say_date,
    typed,
)

PRICE = {"amount": 20, "currency": "USD", "per": "month"}
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100).filter(str.strip)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, width=32)
periods = st.sampled_from(["month", "year", "seat per month", "million tokens"])
prices = st.sampled_from(["Free", "Contact sales"]) | st.builds(
    lambda amount, currency, per: {"amount": amount, "currency": currency, "per": per},
    st.integers(1, 10**8) | st.floats(0.01, 1e6),
    st.sampled_from(["USD", "EUR", "GBP", "JPY", "CHF"]),
    periods,
)
# Whatever JSON can hold.
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Free (open weights)"),
        ("number", 128000),
        ("number", 0.5),
        ("number", -3),
        ("yes-no", True),
        ("yes-no", False),
        ("price", "Free"),
        ("price", "Contact sales"),
        ("price", PRICE),
        ("price", {"amount": 0.2, "currency": "EUR", "per": "million tokens"}),
    ],
)
def test_a_value_of_its_kind_is_accepted_as_it_is(kind, value):
    assert check_value(kind, value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", ""),
        ("text", "  "),
        ("text", 5),
        ("text", None),
        ("text", "x" * 201),
        ("number", "5"),
        ("number", True),
        ("number", None),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", 10**400),
        ("yes-no", 1),
        ("yes-no", "yes"),
        ("yes-no", None),
        ("price", "free"),
        ("price", 20),
        ("price", None),
        ("price", {}),
        ("price", []),
        ("price", {"amount": 20, "currency": "USD"}),
        ("price", PRICE | {"note": "x"}),
        ("price", PRICE | {"amount": 0}),
        ("price", PRICE | {"amount": -1}),
        ("price", PRICE | {"amount": True}),
        ("price", PRICE | {"amount": "20"}),
        ("price", PRICE | {"amount": float("nan")}),
        ("price", PRICE | {"currency": "usd"}),
        ("price", PRICE | {"currency": "US"}),
        ("price", PRICE | {"currency": 5}),
        ("price", PRICE | {"per": ""}),
        ("price", PRICE | {"per": None}),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_was_expected(kind, value):
    with pytest.raises(WrongValue) as refusal:
        check_value(kind, value)
    assert str(refusal.value)


@given(st.sampled_from(["text", "number", "yes-no", "price"]), anything)
def test_checking_refuses_or_accepts_but_never_breaks(kind, value):
    try:
        kept = check_value(kind, value)
    except WrongValue:
        return
    assert say(kept)
    assert check_value(kind, kept) == kept


@given(
    st.tuples(st.just("text"), texts)
    | st.tuples(st.just("number"), numbers)
    | st.tuples(st.just("yes-no"), st.booleans())
    | st.tuples(st.just("price"), prices)
)
def test_what_an_editor_sees_typed_is_read_back_as_the_same_value(pair):
    kind, value = pair
    kept = check_value(kind, value)
    assert read_typed(kind, typed(kept)) == kept


@given(st.sampled_from(["text", "number", "yes-no", "price"]), st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(kind, text):
    with contextlib.suppress(WrongValue):
        read_typed(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "128,000", 128000),
        ("number", " 7.5 ", 7.5),
        ("yes-no", "Yes", True),
        ("yes-no", "NO", False),
        ("price", "free", "Free"),
        ("price", "contact sales", "Contact sales"),
        ("price", "20 USD per month", PRICE),
        ("price", "0.2 EUR per million tokens", {"amount": 0.2, "currency": "EUR", "per": "million tokens"}),
    ],
)
def test_an_editor_types_values_in_plain_words(kind, text, value):
    assert read_typed(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "many"),
        ("number", "inf"),
        ("number", "nan"),
        ("yes-no", "maybe"),
        ("price", "20"),
        ("price", "cheap"),
    ],
)
def test_an_editor_is_told_what_a_kind_expects(kind, text):
    with pytest.raises(WrongValue):
        read_typed(kind, text)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (True, "", "Yes"),
        (False, "", "No"),
        (128000, "tokens", "128,000 tokens"),
        (0.5, "", "0.5"),
        ("MIT", "", "MIT"),
        ("Free", "", "Free"),
        (PRICE, "", "$20 per month"),
        ({"amount": 19.5, "currency": "EUR", "per": "month"}, "", "€19.50 per month"),
        ({"amount": 1200.0, "currency": "CHF", "per": "year"}, "", "1,200 CHF per year"),
    ],
)
def test_values_are_said_in_words(value, unit, words):
    assert say(value, unit) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MIT", " mit "),
        ("STRASSE", "straße"),
        (1, 1.0),
        (PRICE, PRICE | {"amount": 20.0}),
        (PRICE, PRICE | {"per": "Month"}),
        ("Free", "free"),
    ],
)
def test_values_are_equal_after_trimming_and_case_folding_or_by_number(one, other):
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MIT", "Apache 2.0"),
        (1, 2),
        (True, False),
        ("Free", "Contact sales"),
        ("Free", PRICE),
        (PRICE, PRICE | {"currency": "EUR"}),
        (PRICE, PRICE | {"per": "year"}),
        (PRICE, PRICE | {"amount": 21}),
    ],
)
def test_different_values_are_different(one, other):
    assert comparable(one) != comparable(other)


def test_only_numbers_and_prices_have_a_size():
    assert magnitude(True) is None
    assert magnitude("big") is None
    assert magnitude("Contact sales") is None
    assert magnitude(5) == ("", 5.0)
    assert magnitude(PRICE) == ("USD per month", 20.0)


def test_free_is_less_than_any_price_of_any_currency():
    unit, size = magnitude("Free")
    assert (unit, size) == ("any", 0.0)


@pytest.mark.parametrize(
    ("entry", "flag"), [("Free", "Free"), (PRICE, "Paid"), ("Contact sales", "Paid"), (None, None)]
)
def test_free_or_paid_derives_from_the_entry_price_alone(entry, flag):
    assert price_flag(entry) == flag


def test_dates_are_written_one_way():
    assert say_date(date(2026, 11, 3)) == "3 November 2026"
