"""What a reader can ask of a page in its address. Pure: text in, options out, and one text for equal options."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from reviews.personas import ORDER

# What follows the host in an address of ours. Two slashes, or a backslash, would lead to another host.
OWN_ADDRESS = re.compile(r"/(?![/\\])[!-~]{0,1000}")

type Query = dict[str, list[str]]
type Weights = Mapping[str, int]
DEFAULT = 1
MAX_WEIGHT = 3


class BadArgument(ValueError):
    """A known argument has a value that cannot be meant. The page that answers names it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """`?diff=1`, `?w=`, `?as_of=` and `?facts=all` of a compare page."""

    diff: bool = False
    weights: str = ""
    as_of: date | None = None
    all_facts: bool = False

    def query(self, **changes: object) -> str:
        """These options, with changes, as the text behind the path: sorted, defaults left out, empty for none."""
        values = {
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "diff": "1" if self.diff else "",
            "facts": "all" if self.all_facts else "",
            "w": self.weights,
        }
        kept = {name: value for name, value in (values | changes).items() if value}
        return "?" + urlencode(sorted(kept.items()), safe=":,") if kept else ""


def read_compare(query: Query, today: date) -> CompareOptions:
    """The options of a compare page. Raises BadArgument."""
    all_facts = read_choice(query, "facts", ["", "all"], "") == "all"
    return CompareOptions(read_flag(query, "diff"), read_weights(query), read_day(query, today), all_facts)


def read_flag(query: Query, name: str) -> bool:
    value = last(query, name)
    if value in {"", "0"}:
        return False
    if value == "1":
        return True
    raise BadArgument(name, f"expected 1, got {value[:40]!r}")


def read_weights(query: Query) -> str:
    """Weights in their shortest spelling. A form sends `w` once per persona: they are read as one list."""
    try:
        return format_weights(parse_weights(",".join(query.get("w", []))))
    except ValueError as error:
        raise BadArgument("w", str(error)) from error


def read_day(query: Query, today: date) -> date | None:
    """The day of `?as_of=`; today means now. Raises BadArgument for a future or impossible date."""
    value = last(query, "as_of")
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise BadArgument("as_of", f"expected a date such as {today.isoformat()}, got {value[:40]!r}") from None
    if value != day.isoformat() or day.year < 1900:
        raise BadArgument("as_of", f"expected a date such as {today.isoformat()}, got {value[:40]!r}")
    if day > today:
        raise BadArgument("as_of", f"expected a day that has come, got {value}; today is {today.isoformat()}")
    return None if day == today else day


def read_about(query: Query) -> str:
    """The address of `?about=`: of the page that a letter speaks of; empty for none. Raises BadArgument."""
    value = last(query, "about")
    if value and not OWN_ADDRESS.fullmatch(value):
        raise BadArgument("about", "expected the address of a page of this site, from its first slash on")
    return value


def read_choice(query: Query, name: str, choices: Sequence[str], default: str) -> str:
    value = last(query, name).lower() or default
    if value not in choices:
        raise BadArgument(name, f"expected one of {', '.join(filter(None, choices))}, got {value[:40]!r}")
    return value


def last(query: Query, name: str) -> str:
    values = query.get(name, [])
    return values[-1].strip() if values else ""


def parse_weights(text: str) -> dict[str, int]:
    """`builder:3,founder:0` as {persona: weight}, with 1 for those not named. Raises ValueError with what was expected.

    A persona named twice takes the last word, so that a form that repeats `w` and a link by hand both work.
    """
    weights = dict.fromkeys(ORDER, DEFAULT)
    for part in filter(None, (part.strip() for part in text.lower().split(","))):
        persona, _, number = part.partition(":")
        if persona.strip() not in weights:
            raise ValueError(f"expected one of {', '.join(ORDER)}, got {persona.strip()[:40]!r}")
        if number.strip() not in {str(weight) for weight in range(MAX_WEIGHT + 1)}:
            raise ValueError(
                f"expected a weight from 0 to {MAX_WEIGHT} for {persona.strip()}, got {number.strip()[:40]!r}"
            )
        weights[persona.strip()] = int(number)
    if not any(weights.values()):
        raise ValueError("expected at least one weight above 0")
    return weights


def format_weights(weights: Weights) -> str:
    """The shortest text that `parse_weights` reads as `weights`; empty when all have the default."""
    return ",".join(f"{key}:{weights[key]}" for key in ORDER if weights[key] != DEFAULT)
