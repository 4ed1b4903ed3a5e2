"""When an issue is due: ISO weeks in the site's time zone, safe across clock changes. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = re.compile(r"([1-9]\d{3})-w(\d{2})", re.ASCII)
LATE_UP_TO = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Due:
    """A weekday (0 is Monday) and a local time of day."""

    weekday: int
    at: time


def parse_due(text: str) -> Due:
    """`fri 09:00` as a Due. Raises ValueError."""
    day, _, clock = text.strip().lower().partition(" ")
    if day[:3] not in DAYS or not re.fullmatch(r"\d{2}:\d{2}", clock):
        raise ValueError(f"expected a day and a time, something like fri 09:00, got {text!r}")
    return Due(DAYS.index(day[:3]), time.fromisoformat(clock))


def week_of(day: date) -> str:
    """`2026-w48`: the ISO week of a local day, as addresses spell it."""
    year, week, _ = day.isocalendar()
    return f"{year}-w{week:02}"


def parse_week(text: str) -> str:
    """A week as somebody types it (`2026-W48`) in the spelling of addresses. Raises ValueError."""
    match = WEEK.fullmatch(text.strip().lower())
    if not match:
        raise ValueError(f"expected a week, something like 2026-W48, got {text!r}")
    date.fromisocalendar(int(match[1]), int(match[2]), 1)
    return match[0]


def due_at(week: str, due: Due, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the issue of this week is due.

    A local time that the spring change skips comes as much later as the clock jumped; of a doubled one the first
    counts.
    """
    year, number = (int(part) for part in week.split("-w"))
    local = datetime.combine(date.fromisocalendar(year, number, due.weekday + 1), due.at, zone)
    return local.astimezone(UTC)


def next_due(now: datetime, due: Due, zone: ZoneInfo) -> tuple[str, datetime]:
    """(week, instant) of the first issue that is due at `now` or later."""
    day = now.astimezone(zone).date()
    for ahead in (0, 7, 14):
        week = week_of(day + timedelta(days=ahead))
        at = due_at(week, due, zone)
        if at >= now:
            return week, at
    raise AssertionError("every week has a due time")
