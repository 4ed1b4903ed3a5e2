"""The logos of a catalogue: pictures beside the file, against those that the site has."""

import logging
from pathlib import Path

from comparisons.catalogue.objects import Problems
from comparisons.catalogue.planning import ToolNow
from comparisons.catalogue.rules import ToolEntry
from tools.causes import cause_of
from tools.logos import MAX_BYTES, Refused, draw, paths

logger = logging.getLogger("comparisons")


class Pictures:
    """Turns the path of a logo into the drawn picture, or into no change.

    A tool has the logo already if the file is the site's own large square (an export), or gives exactly that when drawn
    (the same file again).
    """

    def __init__(self, folder: Path, problems: Problems) -> None:
        self.folder = folder
        self.problems = problems

    def replace_path(self, entry: ToolEntry, now: ToolNow | None) -> None:
        """Replace `entry.given["logo"]`, a path, by a Logo; take it out where nothing changes or it is refused."""
        path = entry.given.get("logo")
        if not path:
            return
        del entry.given["logo"]
        file = self.folder / path
        if not file.is_file():
            self.problems.expected(f"{entry.path}.logo", "the path of a picture beside the catalogue", path)
            return
        try:
            with file.open("rb") as opened:
                content = opened.read(MAX_BYTES)
                there = large_square(now.fields["logo"]) if now else None
                if content == there:
                    return
                logo = draw(opened)
        except (OSError, Refused) as refused:
            wanted = f"a picture that can be shown ({str(refused).rstrip('.')})"
            self.problems.expected(f"{entry.path}.logo", wanted, path)
            return
        if logo.large != there:
            entry.given["logo"] = logo


def large_square(name: str) -> bytes | None:
    """The stored picture of that name, if there is one."""
    try:
        return paths(name)[1].read_bytes() if name else None
    except OSError as error:
        logger.warning("a logo counts as not there: %s", cause_of(error))
        return None
