"""Dates and times as services write them into their lists. Pure."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

ZONE = r"(?P<zone>\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
HALF = r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
CLOCK = rf"(?:[ T,]+(?:at )?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\.\d+)?{HALF})?"
YEAR, DAY, WORD = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})", r"(?P<word>[A-Za-z]{3,9})\.?"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SHAPES = [
    re.compile(rf"{YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{DAY}{CLOCK}{ZONE}"),
    re.compile(rf"{WORD} {DAY}(?:st|nd|rd|th)?,? {YEAR}{CLOCK}{ZONE}"),
    re.compile(rf"{DAY}(?:st|nd|rd|th|\.)?[ -]{WORD},?[ -]{YEAR}{CLOCK}{ZONE}"),
]
NUMBERS = re.compile(rf"(?P<one>\d{{1,2}})(?P<sign>[/.-])(?P<two>\d{{1,2}})(?P=sign){YEAR}{CLOCK}{ZONE}")
EPOCH = re.compile(r"\d{10}|\d{13}")


class AmbiguousDay(ValueError):
    """Nobody can know which number is the day."""


class Order(StrEnum):
    """How a list writes 3/4/2024, which nobody can know."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


def read_moment(text: str, order: Order | None = None) -> datetime:
    """The moment that a text says; naive where it names no zone. Raises ValueError where it says none, or two."""
    text = " ".join(text.split())
    if EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    for shape in SHAPES:
        if found := shape.fullmatch(text):
            month = month_of(found["word"]) if "word" in found.re.groupindex else int(found["month"])
            return moment(found, month, int(found["day"]))
    if found := NUMBERS.fullmatch(text):
        month, day = sides(found, order)
        return moment(found, month, day)
    return parsedate_to_datetime(text)


def sides(found: re.Match[str], order: Order | None) -> tuple[int, int]:
    """(month, day) of two numbers. With dots between them the day stands first, everywhere."""
    one, two = int(found["one"]), int(found["two"])
    if found["sign"] == "." or order is Order.DAY_FIRST:
        return two, one
    if order is Order.MONTH_FIRST:
        return one, two
    raise AmbiguousDay("day and month cannot be told apart: say which stands first, or write 2024-03-04")


def moment(found: re.Match[str], month: int, day: int) -> datetime:
    hour = int(found["hour"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if found["half"][0] in "Pp" else 0)
    at = datetime(int(found["year"]), month, day, hour, int(found["minute"] or 0), int(found["second"] or 0))
    zone = (found["zone"] or "").strip()
    return datetime.fromisoformat(at.isoformat() + in_iso(zone)) if zone else at


def in_iso(zone: str) -> str:
    return "+00:00" if zone in {"Z", "UTC", "GMT"} else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def month_of(word: str) -> int:
    """Raises ValueError where it is none."""
    return MONTHS.index(word[:3].lower()) + 1
