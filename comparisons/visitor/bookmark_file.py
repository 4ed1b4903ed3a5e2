"""A list of bookmarks as files: JSON to take along, CSV for spreadsheets, HTML for browsers. Pure."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tools.cells import safe_cell
from tools.wire import parse_json

FORMAT = "versed-bookmarks/1"
BOM = "\ufeff"
MOST_BYTES = 900_000  # a browser's file holds all of its bookmarks, with a picture of each site
MOST_ROWS = 500
MAX_PATH = 300
EXPECTED = "expected a JSON or CSV file, as this page exports it, or a browser's HTML file of bookmarks"


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
    """RFC 4180, with a mark by which spreadsheets know UTF-8; a cell that one would execute gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "url", "saved_on"])
    writer.writerows([safe_cell(row.name), origin + row.path, row.saved_on.isoformat()] for row in rows)
    return BOM + out.getvalue()


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


def read_file(data: bytes, origin: str) -> list[str]:
    """The paths in a file that this page or a browser wrote, oldest first. Raises Unreadable; a path that leads nowhere
    is the caller's to leave out."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"expected at most {MOST_BYTES:,} bytes, got {len(data):,}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(EXPECTED) from None
    if text.lstrip()[:1] in {"{", "["}:
        return read_json(text)
    found = read_html(text) if text.lstrip()[:1] == "<" else read_csv(text)
    paths = [path for path in (own_path(address, origin) for address in found) if path]
    if not paths:
        raise Unreadable(f"no bookmark of {origin} is in it")
    return list(dict.fromkeys(paths))[:MOST_ROWS][::-1]


def own_path(address: str, origin: str) -> str:
    """The path of an address of this site; empty for other sites and for what is no address."""
    try:
        parts, own = urlsplit(address.strip()), urlsplit(origin)
    except ValueError:
        return ""
    ours = parts.scheme in {"http", "https"} and parts.netloc.lower() == own.netloc.lower()
    return parts.path.lower() if ours and parts.path.startswith("/") and len(parts.path) <= MAX_PATH else ""


class Links(HTMLParser):
    """Where the links of a page lead, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def read_html(text: str) -> list[str]:
    """The addresses in a browser's file of bookmarks, in whatever folders."""
    links = Links()
    links.feed(text)
    return links.found


def read_csv(text: str) -> list[str]:
    """The addresses in the column `url`, as `as_csv` wrote them or a spreadsheet saved them again."""
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except (csv.Error, ValueError):
        raise Unreadable(EXPECTED) from None
    names = [name.strip().casefold() for name in head]
    if "url" not in names:
        raise Unreadable(EXPECTED)
    place = names.index("url")
    return [row[place] for row in rows if len(row) > place]


def read_json(text: str) -> list[str]:
    """The paths in a file that `as_json` wrote. Raises Unreadable."""
    try:
        content = parse_json(text.encode())
    except ValueError:
        raise Unreadable(EXPECTED) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Unreadable(f'expected "format": "{FORMAT}"')
    items = content.get("bookmarks")
    if not isinstance(items, list) or len(items) > MOST_ROWS:
        raise Unreadable(f"bookmarks: expected a list of at most {MOST_ROWS}")
    paths = []
    for place, item in enumerate(items):
        path = item.get("path") if isinstance(item, dict) else None
        if not isinstance(path, str) or not path.startswith("/") or len(path) > MAX_PATH or "\0" in path:
            raise Unreadable(f"bookmarks[{place}].path: expected a path such as /tools/example")
        paths.append(path.lower())
    return paths[::-1]
