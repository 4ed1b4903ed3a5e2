"""What a price is for: a closed list, and how people spell it. Pure."""

import re

UNITS = (
    "once", "month", "year", "seat and month", "seat and year", "million tokens", "1,000 requests", "request", "minute",
    "hour", "image", "GB and month", "credit",
)  # fmt: skip
# Each part of a unit with its spellings.
PARTS = {
    "once": "once|one time|one-time|one-off|lifetime|single payment",
    "month": "month|months|monthly|mo|mth",
    "year": "year|years|yearly|yr|annum|annually",
    "seat": "seat|seats|user|users|member|person|developer|editor|team member",
    "million tokens": "million tokens|million token|1 million tokens|1,000,000 tokens|1000000 tokens"
    "|1m tokens|1 m tokens|m tokens|1m token|mtok|mtokens",
    "1,000 requests": "1,000 requests|1000 requests|1k requests|thousand requests|1,000 calls|1000 calls|1k calls",
    "request": "request|requests|call|calls|api call|api calls|query",
    "minute": "minute|minutes|min",
    "hour": "hour|hours|hr|h",
    "image": "image|images|picture",
    "GB": "gb|gigabyte",
    "credit": "credit|credits",
}
PART_OF = {spelling: part for part, spellings in PARTS.items() for spelling in spellings.split("|")}
UNIT_OF = {frozenset(unit.split(" and ")): unit for unit in UNITS}
JOINT = re.compile(r"\s*[/&]\s*|\s+(?:and|per|an?)\s+|,\s+", re.IGNORECASE)
# Between an amount and what it is for: `$20 per month`, `$20/month`, `$20 a month`, `$20 monthly`, `$99 once`.
BEHIND_MONEY = re.compile(
    r"\s*/\s*|\s+(?:per|an?)\s+|\s+(?=(?:once|one[- ]time|one-off|lifetime|monthly|yearly|annually)$)", re.IGNORECASE
)


def read_unit(text: str) -> str:
    """The unit of the list that a text spells; empty where it is none of them.

    >>> read_unit("user/month"), read_unit("1M tokens"), read_unit("fortnight")
    ('seat and month', 'million tokens', '')
    """
    parts = [" ".join(part.split()).casefold() for part in JOINT.split(text.strip())]
    if not all(part in PART_OF for part in parts):
        return ""
    return UNIT_OF.get(frozenset(PART_OF[part] for part in parts), "")


def splits_of(text: str) -> list[tuple[str, str]]:
    """The ways to take a price apart into the money and what it is for, the shortest money first."""
    ways, found = [], BEHIND_MONEY.search(text)
    while found:
        ways.append((text[: found.start()], text[found.end() :]))
        found = BEHIND_MONEY.search(text, found.start() + 1)
    return ways or [(text, "")]


def say_unit(unit: str) -> str:
    """How a unit stands behind an amount."""
    return unit if unit == "once" else f"per {unit}"
