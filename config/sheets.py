"""The style sheet of the site: files in static/css, which people read, as the one file that browsers load.

Four files are four requests and compress worse than one: a sixth of their weight. Comments and the space between
words of CSS go, which is a twentieth; every rule stays as it was written.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SHEET = "css/site.css"
SOURCES = settings.BASE_DIR / "static" / "css"
FIRST = ("base", "components", "compare", "pages")  # base.css names the order of the layers
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Around what separates, and behind a colon: before one it may begin a selector.
SPACE = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")


class JoinedSheet(BaseFinder):
    """Finds the joined file for collectstatic and for servers in development, made anew when a source changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(settings.VAR_DIR / "joined")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != SHEET:
            return []
        made = make_sheet(Path(self.storage.path(SHEET)))
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        make_sheet(Path(self.storage.path(SHEET)))
        yield SHEET, self.storage


def make_sheet(target: Path) -> str:
    """Write the joined file, unless it holds exactly that already; its path."""
    text = joined(SOURCES)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return str(target)


def joined(folder: Path) -> str:
    """The sheets of a folder in order, without comments and without the space that only people need."""
    order = {name: place for place, name in enumerate(FIRST)}
    files = sorted(folder.glob("*.css"), key=lambda path: (order.get(path.stem, len(FIRST)), path.stem))
    text = COMMENT.sub("", "".join(path.read_text(encoding="utf-8") for path in files))
    return SPACE.sub(lambda found: found[1] or "", text).replace(";}", "}").strip()
