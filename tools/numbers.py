"""Numbers of the record, digit by digit: decimals that are read and printed without loss, never binary fractions. Pure.

JSON and the database hold a number as `int | float`. With at most 15 significant digits a float carries exactly the
digits that were recorded; whoever prints, compares or subtracts asks `exact` for them.
"""

import re
from decimal import Decimal

MAX_DIGITS = 15
MAX_PLACES = 30

type Number = int | float

NUMBER = re.compile(
    r"(?P<sign>-?)(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+|[0-9]+)?"
    r"(?P<fraction>\.[0-9]+)?(?P<times>[kKM]?)"
)
TIMES = {"": "", "k": "e3", "K": "e3", "M": "e6"}
# `1.500` may be meant as 1500 or as 1.5; `1.125` is what we print, `0.500` and `1234.500` can be meant in one way only.
TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{2}0")
COMMA_FOR_DOT = re.compile(r"(?P<whole>-?[0-9]{1,3}(?:\.[0-9]{3})+|-?[0-9]+),(?P<fraction>[0-9]+)")
DOTS_FOR_COMMAS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
GROUPS = "commas only stand between groups of three digits, as in 12,500"


class WrongValue(ValueError):
    """The message says what was expected, in words that fit behind `expected `."""


def exact(number: Number | Decimal) -> Decimal:
    """The decimal that was recorded, without what binary arithmetic (0.1 + 0.2) leaves behind the 15th digit."""
    return Decimal(f"{number:.{MAX_DIGITS}g}") if isinstance(number, float) else Decimal(number)


def stored(number: Decimal) -> Number:
    """A decimal as JSON and the database hold it."""
    return int(number) if number == number.to_integral_value() else float(number)


def as_stored(text: str) -> Number:
    """A number with a fraction as some JSON writes it."""
    return stored(exact(float(text)))


def check_number(value: object) -> Number:
    """A number as it is stored. Raises WrongValue for what is none, and for one that cannot be kept to the digit."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise WrongValue("a number")
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise WrongValue("a number")
    if not number:
        return 0
    if not -MAX_PLACES <= number.adjusted() < MAX_PLACES:
        raise WrongValue(f"a number with at most {MAX_PLACES} places before or behind the point")
    if len("".join(map(str, number.as_tuple().digits)).rstrip("0")) > MAX_DIGITS:
        raise WrongValue(f"a number of at most {MAX_DIGITS} significant digits")
    return stored(number)


def plain(number: Number | Decimal) -> str:
    """All digits, without commas and without an exponent: `0.0028`, `128000`."""
    return trimmed(f"{exact(number):f}")


def grouped(number: Number | Decimal) -> str:
    """All digits in groups of three: `128,000`, `0.0028`."""
    return trimmed(f"{exact(number):,f}")


def trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def read_number(text: str) -> Number:
    """What somebody typed, where it can be meant in one way only; else WrongValue with the right form.

    >>> read_number("128k"), read_number("12,500"), read_number("0.0028")
    (128000, 12500, 0.0028)
    """
    text = text.strip()
    found = NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["fraction"]) or TWO_WAYS.fullmatch(text.rstrip("kKM")):
        raise WrongValue(right_form(text))
    digits = re.sub(r"[^0-9]", "", found["whole"] or "0") + (found["fraction"] or "")
    return check_number(Decimal(found["sign"] + digits + TIMES[found["times"]]))


def right_form(text: str) -> str:
    """How a text that is no number here is written, as far as one can tell."""
    if comma := COMMA_FOR_DOT.fullmatch(text):
        whole = comma["whole"].replace(".", ",")
        return f"{whole}.{comma['fraction']} with a dot ({GROUPS})"
    if DOTS_FOR_COMMAS.fullmatch(text):
        return f"{text.replace('.', ',')} ({GROUPS}, and a dot before the decimals)"
    if TWO_WAYS.fullmatch(text):
        return f"{text.replace('.', '')} or {trimmed(text)}, whichever is meant"
    if "," in text:
        return f"a number ({GROUPS})"
    return "a number in plain digits such as 12500, 12,500 or 0.25"
