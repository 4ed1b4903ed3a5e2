"""What a first visit transfers: the page, and every style sheet, font and icon that it names."""

import re
from dataclasses import dataclass

from bench.server import fetch

ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))"')
IN_CSS = re.compile(rb'url\("?([^)"]+\.woff2)"?\)')


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes: the page uncompressed, the page as sent, and everything as sent. `files` counts requests."""

    page: int
    page_sent: int
    all_sent: int
    files: int


def first_visit(path: str, encoding: str) -> Weight:
    """The weight of a first visit to `path` by a browser that takes `encoding`."""
    plain, _ = fetch(path, Accept_Encoding="identity")
    sent, _ = fetch(path, Accept_Encoding=encoding)
    wanted = {match.decode() for match in ASSET.findall(plain)}
    for sheet in [name for name in wanted if name.endswith(".css")]:
        text, _ = fetch(sheet, Accept_Encoding="identity")
        folder = sheet.rsplit("/", 1)[0]
        wanted |= {join(folder, match.decode()) for match in IN_CSS.findall(text)}
    total = sum(len(fetch(name, Accept_Encoding=encoding)[0]) for name in wanted)
    return Weight(len(plain), len(sent), len(sent) + total, len(wanted) + 1)


def join(folder: str, name: str) -> str:
    """A path in a style sheet, as the browser resolves it."""
    while name.startswith("../"):
        folder, name = folder.rsplit("/", 1)[0], name[3:]
    return name if name.startswith("/") else f"{folder}/{name}"
