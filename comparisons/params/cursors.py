"""Cursors: where a page of a list ends, as text for an address. Pure.

Each list has a place of its own kind. What a place cannot be is refused as a cursor that no page gave.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from comparisons.params.options import BadArgument

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """Where a change stands among all: its instant, its kind (which breaks ties), its row."""

    at: datetime
    kind: int
    pk: int


def write_cursor(place: Place) -> str:
    return f"{(place.at - EPOCH) // timedelta(microseconds=1)}.{place.kind}.{place.pk}"


def read_cursor(text: str) -> Place:
    """The place that `write_cursor` wrote. Raises BadArgument."""
    parts = text.split(".")
    if len(parts) != 3:
        raise wrong_cursor()
    micros, kind, pk = map(whole, parts)
    return Place(EPOCH + timedelta(microseconds=micros), kind, pk)


class DayPlace(NamedTuple):
    """Where a review stands among a reviewer's: its day, its row."""

    on: date
    pk: int


def write_day_cursor(place: DayPlace) -> str:
    return f"{place.on.isoformat()}.{place.pk}"


def read_day_cursor(text: str) -> DayPlace:
    """The place that `write_day_cursor` wrote. Raises BadArgument."""
    day, _, pk = text.partition(".")
    try:
        return DayPlace(date.fromisoformat(day), whole(pk))
    except ValueError:
        raise wrong_cursor() from None


def write_parts(*parts: object) -> str:
    """A place whose parts may hold any text but a bar, of which only the last may hold one."""
    text = "|".join(map(str, parts))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_parts(text: str, count: int) -> list[str]:
    """The parts that `write_parts` wrote, so many. Raises BadArgument."""
    try:
        parts = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|", count - 1)
    except ValueError:
        raise wrong_cursor() from None
    if len(parts) != count:
        raise wrong_cursor()
    return parts


def whole(text: str) -> int:
    """A number of at most 16 digits. Raises BadArgument."""
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise wrong_cursor()
    return int(text)


def wrong_cursor() -> BadArgument:
    return BadArgument("after", "expected the cursor of a page of this list; start again without it")
