"""A list of bookmarks as files: JSON to take along, CSV for spreadsheets, HTML for browsers. Pure."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape

from tools.cells import safe_cell
from tools.wire import parse_json

FORMAT = "versed-bookmarks/1"
MOST_BYTES = 200_000
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """One bookmark in a file: its address on this site, the name that readers know it by, the day it was saved."""

    path: str
    name: str
    saved_on: date


class Unreadable(ValueError):
    """The file is not a list of bookmarks; says what was expected."""


def as_json(rows: Sequence[Saved], origin: str) -> str:
    items = [{"path": row.path, "url": origin + row.path, "name": row.name, "saved_on": row.saved_on.isoformat()}
             for row in rows]  # fmt: skip
    return json.dumps({"format": FORMAT, "bookmarks": items}, ensure_ascii=False, indent=2) + "\n"


def as_csv(rows: Sequence[Saved], origin: str) -> str:
    """RFC 4180; a cell that a spreadsheet would execute gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "url", "saved_on"])
    writer.writerows([safe_cell(row.name), origin + row.path, row.saved_on.isoformat()] for row in rows)
    return out.getvalue()


def as_html(rows: Sequence[Saved], origin: str) -> str:
    """The Netscape bookmark file that every browser imports."""
    lines = [
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">',
        "<TITLE>Bookmarks</TITLE>",
        "<H1>Bookmarks</H1>",
        "<DL><p>",
    ]
    for row in rows:
        added = int(datetime(row.saved_on.year, row.saved_on.month, row.saved_on.day, tzinfo=UTC).timestamp())
        lines.append(f'    <DT><A HREF="{escape(origin + row.path)}" ADD_DATE="{added}">{escape(row.name)}</A>')
    return "\n".join([*lines, "</DL><p>", ""])


def read_json(data: bytes) -> list[str]:
    """The paths in a file that `as_json` wrote, oldest first. Raises Unreadable; a path that leads nowhere is the
    caller's to leave out."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"expected at most {MOST_BYTES:,} bytes, got {len(data):,}")
    try:
        content = parse_json(data)
    except ValueError:
        raise Unreadable("expected a JSON file, as this page exports it") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Unreadable(f'expected "format": "{FORMAT}"')
    items = content.get("bookmarks")
    if not isinstance(items, list) or len(items) > MOST_ROWS:
        raise Unreadable(f"bookmarks: expected a list of at most {MOST_ROWS}")
    paths = []
    for place, item in enumerate(items):
        path = item.get("path") if isinstance(item, dict) else None
        if not isinstance(path, str) or not path.startswith("/") or len(path) > 300 or "\0" in path:
            raise Unreadable(f"bookmarks[{place}].path: expected a path such as /tools/example")
        paths.append(path.lower())
    return paths[::-1]
