"""Values of facts: reading them, saying them, comparing them. Pure."""

import json
import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tools.numbers import Number, WrongValue, as_stored, check_number, exact, grouped, plain, read_number
from tools.price_units import UNITS, read_unit, say_unit, splits_of

CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£"}
SIGNS = {sign: currency for currency, sign in CURRENCIES.items()}
MAX_TEXT = 200
MAX_PER = 30
MAX_AMOUNT = 1_000_000_000
EXAMPLE = "Free, Contact sales, or a price such as $20 per month"
# What a price is given in, before or behind its amount: `$20`, `20 USD`, `EUR 20`.
MONEY = re.compile(
    r"(?P<before>[$€£]|[A-Za-z]{3}(?=\s))?\s*(?P<amount>[^$€£A-Za-z]+(?:[eE][-+]?[0-9]+)?[kKM]?)\s*"
    r"(?P<behind>[$€£]|[A-Za-z]{3})?"
)

type Value = str | int | float | bool | dict[str, Any]


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    PRICE = "price"


class Decoder(json.JSONDecoder):
    """Reads stored values: numbers with the digits that were recorded, without what binary arithmetic left in them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": as_stored})


def check_value(kind: str, value: object, unit: str = "") -> Value:
    """`value` as it is stored for an attribute of `kind`. Raises WrongValue with what was expected."""
    if kind == Kind.TEXT:
        if isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT:
            return value.strip()
        raise WrongValue(f"a text of 1 to {MAX_TEXT} characters")
    if kind == Kind.NUMBER:
        return check_amount(check_number(value), unit)
    if kind == Kind.YES_NO:
        if isinstance(value, bool):
            return value
        raise WrongValue("true or false")
    return check_price(value)


def check_amount(number: Number, unit: str) -> Number:
    """Of what is counted in a unit there is never less than nothing."""
    if unit and number < 0:
        raise WrongValue(f"a number that is not below zero, such as {say(-number, unit)}")
    return number


def check_price(value: object) -> Value:
    """A price as it is stored. Zero is `$0`; only the word says that something is free."""
    if value in ("Free", "Contact sales"):
        return str(value)
    if not isinstance(value, dict) or set(value) - {"other"} != {"amount", "currency", "per"}:
        raise WrongValue('"Free", "Contact sales" or {"amount": 20, "currency": "USD", "per": "month"}')
    try:
        amount = check_number(value["amount"])
    except WrongValue as wrong:
        raise WrongValue(f"{wrong} as the amount") from None
    currency = value["currency"]
    if not 0 <= amount < MAX_AMOUNT:
        raise WrongValue(f"an amount from 0 up, below {grouped(MAX_AMOUNT)}")
    if not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency):
        raise WrongValue("a currency of three capital letters such as USD")
    return {"amount": amount, "currency": currency} | check_unit(value)


def check_unit(price: dict[str, Any]) -> dict[str, Any]:
    """What a price is for, of the closed list; or words of a time before the list, which say `other`. Raises
    WrongValue."""
    per = price["per"]
    text = per.strip() if isinstance(per, str) else ""
    unit = read_unit(text)
    if "other" in price:
        if price["other"] is True and 0 < len(text) <= MAX_PER and not unit:
            return {"per": text, "other": True}
        raise WrongValue(f'"other": true beside words of 1 to {MAX_PER} characters that are not in the list')
    if not unit:
        raise WrongValue(f"what the price is per, one of: {'; '.join(UNITS)}")
    return {"per": unit}


def read_typed(kind: str, text: str, unit: str = "") -> Value:
    """What an editor typed, or what `say` printed, as a value. Raises WrongValue.

    >>> read_typed("price", "$20 per month")
    {'amount': 20, 'currency': 'USD', 'per': 'month'}
    """
    text = text.strip()
    if kind == Kind.NUMBER:
        return check_amount(read_number(without_unit(text, unit.strip())), unit)
    if kind == Kind.YES_NO:
        if text.lower() not in {"yes", "no"}:
            raise WrongValue("yes or no")
        return text.lower() == "yes"
    if kind == Kind.PRICE:
        return read_price(text)
    return check_value(kind, text)


def without_unit(text: str, unit: str) -> str:
    """`128,000` of `128,000 tokens`."""
    number, tail = text[: len(text) - len(unit)], text[len(text) - len(unit) :]
    apart = number[-1:].isspace() or (number[-1:].isdigit() and not unit[:1].isdigit())
    return number if unit and apart and tail.casefold() == unit.casefold() else text


def read_price(text: str) -> Value:
    """`$20 per month`, `€20/month`, `20 usd per month`. Raises WrongValue."""
    for word in ("Free", "Contact sales"):
        if text.casefold() == word.casefold():
            return word
    for money, per in splits_of(text):
        found = MONEY.fullmatch(money.strip())
        currency = currency_of(found) if found else ""
        if found and currency and per.strip():
            return check_price({"amount": read_number(found["amount"]), "currency": currency, "per": per})
    raise WrongValue(form_of_price(text))


def currency_of(money: re.Match[str]) -> str:
    """The one that stands before or behind the amount; empty without one, and of two that differ."""
    given = {SIGNS.get(name, name.upper()) for name in (money["before"], money["behind"]) if name}
    return given.pop() if len(given) == 1 else ""


def form_of_price(text: str) -> str:
    """What is wrong with a price that is none: its number, or else its form."""
    found = MONEY.fullmatch(splits_of(text)[0][0].strip())
    if found:
        read_number(found["amount"])
    return EXAMPLE


def typed(value: Value) -> str:
    """The text that `read_typed` reads back as `value`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return f"{plain(value['amount'])} {value['currency']} {say_unit(value['per'])}"
    return value if isinstance(value, str) else plain(value)


def say(value: Value, unit: str = "") -> str:
    """A value in words for a table cell. `read_typed` reads it back.

    >>> say({"amount": 20, "currency": "USD", "per": "month"}), say(128000, "tokens"), say(True)
    ('$20 per month', '128,000 tokens', 'Yes')
    """
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return f"{say_money(value['amount'], value['currency'])} {say_unit(value['per'])}"
    if isinstance(value, int | float):
        return f"{grouped(value)} {unit}".strip()
    return value


def say_money(amount: Number, currency: str) -> str:
    """Every recorded digit; cents only pad.

    >>> say_money(19.9, "USD"), say_money(0.0028, "EUR"), say_money(1200, "CHF")
    ('$19.90', '€0.0028', '1,200 CHF')
    """
    digits = grouped(amount)
    if digits[-2:-1] == ".":
        digits += "0"
    return f"{CURRENCIES[currency]}{digits}" if currency in CURRENCIES else f"{digits} {currency}"


def comparable(value: Value) -> object:
    """What makes two values equal: numbers by size, text after trimming and case folding, prices by their parts."""
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, dict):
        return exact(value["amount"]), value["currency"], value["per"].casefold()
    return value if isinstance(value, bool) else exact(value)


def magnitude(value: Value) -> tuple[str, Decimal] | None:
    """(unit, size) of a value that can be higher or lower than another of the same unit, else None.

    Free is zero in every currency; contact sales has no size, nor has a price for what nobody knows.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return "", exact(value)
    if isinstance(value, dict):
        return None if "other" in value else (f"{value['currency']} per {value['per']}", exact(value["amount"]))
    return ("any", Decimal(0)) if value == "Free" else None


def price_flag(entry_price: Value | None) -> str | None:
    """`Free`, `Paid` or None (not known), from the fact `entry-price` alone. `$0` says neither."""
    if entry_price is None or (isinstance(entry_price, dict) and not entry_price["amount"]):
        return None
    return "Free" if entry_price == "Free" else "Paid"


def say_date(day: date) -> str:
    """A date the way every page writes it.

    >>> say_date(date(2026, 11, 3))
    '3 November 2026'
    """
    return f"{day.day} {day:%B %Y}"
