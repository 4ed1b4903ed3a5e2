"""How other sites learn to show a comparison in a frame (oEmbed 1.0). Pure."""

from typing import NamedTuple
from urllib.parse import urlsplit

from comparisons.options import BadArgument, Query, last
from comparisons.pictures.cards import HEIGHT, WIDTH, Face

CARD = (600, 340)


class Asked(NamedTuple):
    """The text of the matchup path, and how large the frame may be."""

    text: str
    width: int
    height: int


def read(query: Query, origin: str) -> Asked:
    """What a reader of oEmbed asks for. Raises BadArgument."""
    if last(query, "format") not in {"", "json"}:
        raise BadArgument("format", "expected json")
    address = last(query, "url")
    path = urlsplit(address[len(origin) :]).path if address.startswith(f"{origin}/compare/") else ""
    if "\0" in path or path.count("/") != 2:
        raise BadArgument("url", f"expected the address of a comparison, such as {origin}/compare/a-vs-b")
    return Asked(
        path.removeprefix("/compare/").lower(), size(query, "maxwidth", CARD[0]), size(query, "maxheight", CARD[1])
    )


def size(query: Query, name: str, most: int) -> int:
    text = last(query, name)
    if not text:
        return most
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 6):
        raise BadArgument(name, f"expected a number of pixels, got {text[:40]!r}")
    return min(most, int(text))


def answer(asked: Asked, face: Face, text: str, origin: str) -> dict[str, str | int]:
    size = f'width="{asked.width}" height="{asked.height}"'
    return {
        "version": "1.0",
        "type": "rich",
        "title": " vs ".join(face.names),
        "html": f'<iframe src="{origin}/embed/{text}" {size} title="Comparison"></iframe>',
        "width": asked.width,
        "height": asked.height,
        "provider_name": face.site,
        "provider_url": origin,
        "cache_age": 3600,
        "thumbnail_url": f"{origin}/og/compare/{text}.png?v={face.mark}",
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
    }
