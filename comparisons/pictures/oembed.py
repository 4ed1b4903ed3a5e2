"""How other sites learn to show a comparison in a frame (oEmbed 1.0)."""

from typing import NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from comparisons.params.options import BadArgument, Query, last
from comparisons.pictures.snippets import frame
from comparisons.pictures.subjects import HEIGHT, WIDTH, Face

CARD = (600, 340)


class Asked(NamedTuple):
    """The text of the matchup path, how large the frame may be, and the form of the answer."""

    text: str
    width: int
    height: int
    form: str = "json"


def read(query: Query, origin: str) -> Asked:
    """What a reader of oEmbed asks for. Raises BadArgument."""
    form = last(query, "format") or "json"
    if form not in {"json", "xml"}:
        raise BadArgument("format", "expected json or xml")
    address = last(query, "url")
    path = urlsplit(address[len(origin) :]).path if address.startswith(f"{origin}/compare/") else ""
    if "\0" in path or path.count("/") != 2:
        raise BadArgument("url", f"expected the address of a comparison, such as {origin}/compare/a-vs-b")
    return Asked(
        path.removeprefix("/compare/").lower(),
        size(query, "maxwidth", CARD[0]),
        size(query, "maxheight", CARD[1]),
        form,
    )


def size(query: Query, name: str, most: int) -> int:
    text = last(query, name)
    if not text:
        return most
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 6):
        raise BadArgument(name, f"expected a number of pixels, got {text[:40]!r}")
    return min(most, int(text))


def answer(asked: Asked, face: Face, text: str, origin: str) -> dict[str, str | int]:
    return {
        "version": "1.0",
        "type": "rich",
        "title": " vs ".join(face.names),
        "html": frame(face.names, text, origin, asked.width, asked.height),
        "width": asked.width,
        "height": asked.height,
        "provider_name": face.site,
        "provider_url": origin,
        "cache_age": 3600,
        "thumbnail_url": f"{origin}/og/compare/{text}.png?v={face.mark}",
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
    }


def as_xml(answer: dict[str, str | int]) -> str:
    parts = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
    return f'<?xml version="1.0" encoding="utf-8"?><oembed>{parts}</oembed>'
