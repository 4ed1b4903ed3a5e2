"""Numbers that a tool's prose repeats from its facts, and goes on saying when the facts change. Pure."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from tools.values import Kind

NUMBER = r"\d[\d,]*(?:\.\d+)?"
MONEY = re.compile(rf"[$€£¥]\s?({NUMBER})|({NUMBER})\s?(?:cents\b|USD\b|EUR\b|GBP\b)", re.IGNORECASE)
COUNT = re.compile(rf"(?<![\w.$€£¥])({NUMBER})(?![\w%]|\.\d)")
SMALLEST = 10  # "2 plans", "3 models": small counts are words of the language


class Recorded(NamedTuple):
    """A fact as far as prose can repeat it."""

    label: str
    kind: str
    value: Any


class Repeated(NamedTuple):
    """What stands in the prose, and the fact that says it, too."""

    words: str
    label: str

    def __str__(self) -> str:
        return f"“{self.words}” is what the fact “{self.label}” says."


def repeated(text: str, facts: Iterable[Recorded]) -> list[Repeated]:
    """The amounts and counts in the text that a fact records, each once, in the order of the text."""
    known = {(kind, amount): fact.label for fact in facts for kind, amount in amounts_of(fact)}
    found = {}
    for kind, pattern in (("money", MONEY), ("count", COUNT)):
        for match in pattern.finditer(text):
            amount = read_amount(next(filter(None, match.groups())))
            label = known.get((kind, amount))
            if label:
                found[match.start()] = Repeated(match[0].strip(), label)
    return [found[place] for place in sorted(found)]


def amounts_of(fact: Recorded) -> list[tuple[str, Decimal]]:
    """(money or count, amount) of whatever the value of the fact says."""
    if fact.kind == Kind.PRICE and isinstance(fact.value, Mapping):
        ends = (fact.value.get("amount"), fact.value.get("to"))
        return [("money", Decimal(str(end))) for end in ends if isinstance(end, int | float | Decimal)]
    if fact.kind == Kind.NUMBER and not isinstance(fact.value, bool) and isinstance(fact.value, int | float | Decimal):
        amount = Decimal(str(fact.value))
        return [("money", amount), *([("count", amount)] if amount >= SMALLEST else [])]
    if fact.kind == Kind.TEXT and isinstance(fact.value, str):
        return [("money", read_amount(next(filter(None, found.groups())))) for found in MONEY.finditer(fact.value)]
    return []


def read_amount(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
