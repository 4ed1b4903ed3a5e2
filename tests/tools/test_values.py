"""Values of facts: reading, saying, comparing. No database."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.test_numbers import decimals
from tools.numbers import WrongValue, check_number
from tools.price_units import UNITS
from tools.values import (
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
numbers = decimals().map(check_number)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)
periods = st.sampled_from(UNITS)
prices = st.sampled_from(["Free", "Contact sales"]) | st.builds(
    lambda amount, currency, per: {"amount": amount, "currency": currency, "per": per},
    decimals().filter(lambda amount: 0 <= amount < 10**9).map(check_number),
    st.sampled_from(["USD", "EUR", "GBP", "JPY", "CHF", "PER"]),
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
        ("price", PRICE | {"amount": -1}),
        ("price", PRICE | {"amount": True}),
        ("price", PRICE | {"amount": "20"}),
        ("price", PRICE | {"amount": float("nan")}),
        ("price", PRICE | {"currency": "usd"}),
        ("price", PRICE | {"currency": "US"}),
        ("price", PRICE | {"currency": "A1B"}),
        ("price", PRICE | {"currency": 5}),
        ("price", PRICE | {"amount": 0.1 + 0.2}),
        ("price", PRICE | {"amount": 10**9}),
        ("price", PRICE | {"per": ""}),
        ("price", PRICE | {"per": "fortnight"}),
        ("price", PRICE | {"per": "month", "other": True}),
        ("price", PRICE | {"per": "fortnight", "other": False}),
        ("price", PRICE | {"per": "x" * 31, "other": True}),
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


units = st.sampled_from(["", "tokens", "GB", "%", "k", "M", "k tokens", "1,000 tokens", "000"]) | words
facts = (
    st.tuples(st.just("text"), texts, units)
    | st.tuples(st.just("number"), numbers.map(abs), units)
    | st.tuples(st.just("number"), numbers, st.just(""))
    | st.tuples(st.just("yes-no"), st.booleans(), units)
    | st.tuples(st.just("price"), prices, units)
)


@given(facts)
def test_every_kind_reads_back_what_it_prints(fact):
    kind, value, unit = fact
    kept = check_value(kind, value, unit)
    assert read_typed(kind, say(kept, unit), unit) == kept
    assert read_typed(kind, typed(kept), unit) == kept


@given(prices, prices)
def test_two_prices_are_never_printed_alike(one, other):
    one, other = check_value("price", one), check_value("price", other)
    assert (say(one) == say(other)) == (one == other)


@given(st.sampled_from(["text", "number", "yes-no", "price"]), st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(kind, text):
    with contextlib.suppress(WrongValue):
        read_typed(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "128,000", 128000),
        ("number", " 7.5 ", 7.5),
        ("number", "128,000 tokens", 128000),
        ("number", "128k Tokens", 128000),
        ("number", "128tokens", 128),
        ("yes-no", "Yes", True),
        ("yes-no", "NO", False),
        ("price", "free", "Free"),
        ("price", "contact sales", "Contact sales"),
        ("price", "20 USD per month", PRICE),
        ("price", "$20 per month", PRICE),
        ("price", "$ 20/month", PRICE),
        ("price", "20 usd per month", PRICE),
        ("price", "USD 20 per month", PRICE),
        ("price", "20$ / month", PRICE),
        ("price", "$20 USD per month", PRICE),
        ("price", "$20.00 per month", PRICE),
        ("price", "€1,500 per seat and month", {"amount": 1500, "currency": "EUR", "per": "seat and month"}),
        ("price", "1 500 MXN per month", {"amount": 1500, "currency": "MXN", "per": "month"}),
        ("price", "2k EUR/seat/month", {"amount": 2000, "currency": "EUR", "per": "seat and month"}),
        ("price", "$0 per month", PRICE | {"amount": 0}),
        ("price", "$20 a month", PRICE),
        ("price", "$20 monthly", PRICE),
        ("price", "$20/mo", PRICE),
        ("price", "$99 once", PRICE | {"amount": 99, "per": "once"}),
        ("price", "99 USD one-time", PRICE | {"amount": 99, "per": "once"}),
        ("price", "$20 per user per month", PRICE | {"per": "seat and month"}),
        ("price", "$0.40 / 1M tokens", PRICE | {"amount": 0.4, "per": "million tokens"}),
        ("price", "$5 per 1,000 requests", PRICE | {"amount": 5, "per": "1,000 requests"}),
        ("price", "1.125 USD per million tokens", {"amount": 1.125, "currency": "USD", "per": "million tokens"}),
        ("price", "0.2 EUR per million tokens", {"amount": 0.2, "currency": "EUR", "per": "million tokens"}),
    ],
)
def test_an_editor_types_values_in_plain_words(kind, text, value):
    assert read_typed(kind, text, "tokens") == value


@pytest.mark.parametrize(
    ("kind", "text", "form"),
    [
        ("number", "many", "plain digits"),
        ("number", "inf", "plain digits"),
        ("number", "nan", "plain digits"),
        ("number", "1,5", "1.5 with a dot"),
        ("number", "-5 tokens", "such as 5 tokens"),
        ("number", "-5", "such as 5 tokens"),
        ("number", "5 token", "plain digits"),
        ("yes-no", "maybe", "yes or no"),
        ("price", "20", "per month"),
        ("price", "cheap", "per month"),
        ("price", "$20", "per month"),
        ("price", "20 per month", "per month"),
        ("price", "$20 CAD per month", "per month"),
        ("price", "20 USD per ", "per month"),
        ("price", "1,5 EUR per month", "1.5 with a dot"),
        ("price", "1,5 EUR", "1.5 with a dot"),
        ("price", "1.500 EUR per month", "1500 or 1.5"),
        ("price", "€1.500,00/month", "1,500.00 with a dot"),
        ("price", "1e3 USD per month", "plain digits"),
        ("price", "٣ USD per month", "plain digits"),
        ("price", "-5 USD per month", "from 0 up"),
        ("price", "$20 per fortnight", "one of: once; month; year"),
    ],
)
def test_an_editor_is_told_the_right_form(kind, text, form):
    with pytest.raises(WrongValue, match=form):
        read_typed(kind, text, "tokens")


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
        ({"amount": 0.0028, "currency": "USD", "per": "million tokens"}, "", "$0.0028 per million tokens"),
        ({"amount": 0.075, "currency": "USD", "per": "million tokens"}, "", "$0.075 per million tokens"),
        ({"amount": 0.07, "currency": "USD", "per": "million tokens"}, "", "$0.07 per million tokens"),
        ({"amount": 1e-06, "currency": "USD", "per": "token", "other": True}, "", "$0.000001 per token"),
        ({"amount": 0, "currency": "USD", "per": "month"}, "", "$0 per month"),
        ({"amount": 99, "currency": "USD", "per": "once"}, "", "$99 once"),
        ({"amount": 1234.5, "currency": "GBP", "per": "year"}, "", "£1,234.50 per year"),
        (0.1 + 0.2, "", "0.3"),
        (1e-06, "s", "0.000001 s"),
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
