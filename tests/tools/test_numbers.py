"""Numbers, digit by digit: read where they can be meant in one way, printed without loss. No database."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.numbers import MAX_DIGITS, WrongValue, check_number, exact, grouped, plain, read_number
from tools.values import Decoder


@st.composite
def decimals(draw: st.DrawFn) -> Decimal:
    """Every number that can be on record: up to 15 significant digits, far before or behind the point."""
    digits = draw(st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1))
    places = draw(st.integers(-28, 14))
    return Decimal(digits).scaleb(places) if digits and Decimal(digits).adjusted() + places >= -30 else Decimal(digits)


@given(decimals())
def test_every_digit_is_kept_from_file_to_page_and_back(number):
    kept = check_number(number)
    assert exact(kept) == number
    for text in (plain(kept), grouped(kept)):
        assert "e" not in text.lower()
        assert Decimal(text.replace(",", "")) == number
        assert read_number(text) == kept
    assert json.loads(json.dumps(kept), cls=Decoder) == kept


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e30, max_value=1e30))
def test_what_binary_arithmetic_left_behind_the_digits_is_not_printed(number):
    text = plain(number)
    assert len(text.replace("-", "").replace(".", "").strip("0")) <= MAX_DIGITS
    assert Decimal(text) == Decimal(f"{number:.15g}")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1e-06, "0.000001"),
        (1e22, "10,000,000,000,000,000,000,000"),
        (2.5e16, "25,000,000,000,000,000"),
        (128000, "128,000"),
        (1234567.125, "1,234,567.125"),
        (-0.5, "-0.5"),
        (2.0, "2"),
        (Decimal("5.10"), "5.1"),
    ],
)
def test_numbers_are_printed_with_all_digits_and_no_exponent(number, text):
    assert grouped(number) == text


def test_numbers_of_old_rows_are_read_without_what_binary_arithmetic_left_in_them():
    assert json.loads('{"amount": 0.30000000000000004}', cls=Decoder) == {"amount": 0.3}
    assert str(json.loads("[1e-06, 20.0, 7]", cls=Decoder)) == "[1e-06, 20, 7]"


@pytest.mark.parametrize(
    "value",
    [
        0.1 + 0.2, Decimal("0.1000000000000000055511151231257827"), 1234567890123456, 10**400, Decimal("1e400"),
        Decimal("1e-400"), 1e30, float("nan"), float("inf"), Decimal("NaN"), True, "5", None, [],
    ],
)  # fmt: skip
def test_what_cannot_be_kept_to_the_digit_is_refused(value):
    with pytest.raises(WrongValue):
        check_number(value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("128,000", 128000),
        ("1,234,567.5", 1234567.5),
        ("1 000 000", 1000000),
        ("1\u00a0000\u202f000", 1000000),
        ("128k", 128000),
        ("128K", 128000),
        ("1.5M", 1500000),
        ("0.0028", 0.0028),
        (".5", 0.5),
        ("0.500", 0.5),
        ("1.125", 1.125),
        ("1234.500", 1234.5),
        ("1,234.500", 1234.5),
        ("-7", -7),
        ("007", 7),
        ("0", 0),
        ("-0", 0),
    ],
)
def test_a_number_is_read_where_it_can_be_meant_in_one_way(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1,5", "1.5 with a dot"),
        ("0,075", "0.075 with a dot"),
        ("12,5", "12.5 with a dot"),
        ("1.500,50", "1,500.50 with a dot"),
        ("1.500.000", "1,500,000"),
        ("1.500", "1500 or 1.5"),
        ("1.500k", "12,500"),
        ("1,5000", "groups of three"),
        ("1,23,456", "groups of three"),
        ("12,", "groups of three"),
        (",5", "groups of three"),
        ("1 5", "plain digits"),
        ("1 0000", "plain digits"),
        ("1e3", "plain digits"),
        ("٣", "plain digits"),
        ("1_000", "plain digits"),
        ("5 tokens", "plain digits"),
        ("five", "plain digits"),
        ("nan", "plain digits"),
        ("inf", "plain digits"),
        ("--1", "plain digits"),
        ("1.5.5", "plain digits"),
        ("-", "plain digits"),
        (".", "plain digits"),
        ("", "plain digits"),
        ("k", "plain digits"),
        ("9" * 16, "15 significant digits"),
        ("9" * 5000, "places"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused_with_the_right_form(text, form):
    with pytest.raises(WrongValue, match=form):
        read_number(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        number = read_number(text)
    except WrongValue:
        return
    assert read_number(plain(number)) == number
