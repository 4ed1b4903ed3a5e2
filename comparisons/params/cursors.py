"""Cursors: where a page of a list ends, as text for an address. Pure."""

from datetime import UTC, datetime, timedelta

from comparisons.params.options import BadArgument

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_cursor(at: datetime, kind: int, pk: int) -> str:
    return f"{(at - EPOCH) // timedelta(microseconds=1)}.{kind}.{pk}"


def read_cursor(text: str) -> tuple[datetime, int, int]:
    parts = text.split(".")
    if len(parts) != 3:
        raise wrong_cursor("after")
    micros, kind, pk = (whole(part, "after") for part in parts)
    return EPOCH + timedelta(microseconds=micros), kind, pk


def whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise wrong_cursor(name)
    return int(text)


def wrong_cursor(name: str) -> BadArgument:
    return BadArgument(name, "expected the cursor of a page of this list; start again without it")
