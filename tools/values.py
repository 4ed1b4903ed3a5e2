"""Values of facts: reading them, saying them, comparing them. Pure."""

import math
from datetime import date
from enum import StrEnum
from typing import Any

CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£"}
MAX_TEXT = 200

type Value = str | int | float | bool | dict[str, Any]


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    PRICE = "price"


class WrongValue(ValueError):
    """The message says what was expected, in words that fit behind `expected `."""


def check_value(kind: str, value: object) -> Value:
    """`value` as it is stored for an attribute of `kind`. Raises WrongValue with what was expected."""
    if kind == Kind.TEXT:
        if isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT:
            return value.strip()
        raise WrongValue(f"a text of 1 to {MAX_TEXT} characters")
    if kind == Kind.NUMBER:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
            return value
        raise WrongValue("a number")
    if kind == Kind.YES_NO:
        if isinstance(value, bool):
            return value
        raise WrongValue("true or false")
    return check_price(value)


def check_price(value: object) -> Value:
    if value in ("Free", "Contact sales"):
        return str(value)
    if isinstance(value, dict) and set(value) == {"amount", "currency", "per"}:
        amount, currency, per = value["amount"], value["currency"], value["per"]
        good_amount = isinstance(amount, int | float) and not isinstance(amount, bool) and 0 < amount < 1e9
        good_currency = isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isupper()
        if good_amount and good_currency and isinstance(per, str) and 0 < len(per.strip()) <= 30:
            return {"amount": amount, "currency": currency, "per": per.strip()}
    raise WrongValue('"Free", "Contact sales" or {"amount": 20, "currency": "USD", "per": "month"}')


def read_typed(kind: str, text: str) -> Value:
    """What an editor typed, as a value. Raises WrongValue.

    >>> read_typed("price", "20 USD per month")
    {'amount': 20, 'currency': 'USD', 'per': 'month'}
    """
    text = text.strip()
    if kind == Kind.NUMBER:
        return read_number(text)
    if kind == Kind.YES_NO:
        if text.lower() not in {"yes", "no"}:
            raise WrongValue("yes or no")
        return text.lower() == "yes"
    if kind == Kind.PRICE:
        for word in ("Free", "Contact sales"):
            if text.lower() == word.lower():
                return word
        amount, _, rest = text.partition(" ")
        currency, _, per = rest.partition(" per ")
        try:
            return check_price({"amount": read_number(amount), "currency": currency.strip(), "per": per})
        except WrongValue:
            raise WrongValue("Free, Contact sales, or a price such as 20 USD per month") from None
    return check_value(kind, text)


def read_number(text: str) -> int | float:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        raise WrongValue("a number") from None
    if not math.isfinite(number):
        raise WrongValue("a number")
    return int(number) if number.is_integer() else number


def typed(value: Value) -> str:
    """The text that `read_typed` reads back as `value`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']} per {value['per']}"
    return str(value)


def say(value: Value, unit: str = "") -> str:
    """A value in words for a table cell.

    >>> say({"amount": 20, "currency": "USD", "per": "month"}), say(128000, "tokens"), say(True)
    ('$20 per month', '128,000 tokens', 'Yes')
    """
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return f"{say_money(value['amount'], value['currency'])} per {value['per']}"
    if isinstance(value, int | float):
        return f"{value:,} {unit}".strip()
    return value


def say_money(amount: float, currency: str) -> str:
    number = f"{amount:,}" if isinstance(amount, int) or amount.is_integer() else f"{amount:,.2f}"
    number = number.removesuffix(".0")
    return f"{CURRENCIES[currency]}{number}" if currency in CURRENCIES else f"{number} {currency}"


def comparable(value: Value) -> object:
    """What makes two values equal: numbers by size, text after trimming and case folding, prices by their parts."""
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, dict):
        return (float(value["amount"]), value["currency"], value["per"].casefold())
    return value


def magnitude(value: Value) -> tuple[str, float] | None:
    """(unit, size) of a value that can be higher or lower than another of the same unit, else None.

    Free is zero in every currency; contact sales has no size.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return "", float(value)
    if isinstance(value, dict):
        return f"{value['currency']} per {value['per']}", float(value["amount"])
    return ("any", 0.0) if value == "Free" else None


def price_flag(entry_price: Value | None) -> str | None:
    """`Free`, `Paid` or None (not known), from the fact `entry-price` alone."""
    if entry_price is None:
        return None
    return "Free" if entry_price == "Free" else "Paid"


def say_date(day: date) -> str:
    """A date the way every page writes it.

    >>> say_date(date(2026, 11, 3))
    '3 November 2026'
    """
    return f"{day.day} {day:%B %Y}"
