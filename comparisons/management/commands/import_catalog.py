"""Read a catalogue file into the site: all of it, or nothing and every error on a line of its own."""

import gc
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from comparisons.catalogue.importer import Changed, run
from comparisons.catalogue.objects import Problems
from comparisons.catalogue.reader import BrokenFile, Catalogue
from comparisons.catalogue.walking import Counts, Invalid

EVERY = 5_000
QUIET_SECONDS = 2.0


class Command(BaseCommand):
    help = "Import a catalogue file. Exit code 1 and no change if anything in it is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check, and say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        problems = Problems(self.complain)
        try:
            with path.open("rb") as file, rare_collections():
                if not file.seekable():
                    raise BrokenFile("expected a regular file")
                counts = run(
                    Catalogue(file, path.parent),
                    now=timezone.now(),
                    problems=problems,
                    progress=self.progress(),
                    dry_run=options["dry_run"],
                )
        except OSError as error:
            self.give_up(f"{path}: cannot be read: {error.strerror}")
        except BrokenFile as error:
            self.give_up(f"{path}: {error}")
        except Invalid:
            self.give_up(f"{path}: {problems.count} error{'s' * (problems.count > 1)}, nothing was changed")
        except Changed:
            self.give_up("The site changed during the check. Nothing was imported; run it again.")
        except DatabaseError as error:
            self.give_up(f"The database refused, nothing was changed: {str(error).splitlines()[0]}")
        self.stdout.write(summary(counts, options["dry_run"]))

    def complain(self, line: str) -> None:
        self.stderr.write(line)

    def give_up(self, line: str) -> None:
        self.complain(line)
        raise SystemExit(1)

    def progress(self) -> Any:
        """Tells of long work: always on a terminal, else once it has taken a while."""
        began = time.monotonic()

        def tell(phase: str, tools: int) -> None:
            if tools % EVERY == 0 and (sys.stderr.isatty() or time.monotonic() - began > QUIET_SECONDS):
                self.complain(f"{tools:,} tools {phase}")

        return tell


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for cycles less often: an import makes millions of objects without any. A tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def summary(counts: Counts, dry_run: bool) -> str:
    """What changed, in one line.

    >>> summary({("tools", "added"): 2, ("facts", "superseded"): 1}, False)
    'Imported: tools 2 added; facts 1 superseded.'
    """
    if not counts:
        return "Nothing to change."
    by_what: dict[str, list[str]] = {}
    for (what, done), number in counts.items():
        by_what.setdefault(what, []).append(f"{number:,} {done}")
    said = "; ".join(f"{what} {', '.join(parts)}" for what, parts in by_what.items())
    return f"{'Would import' if dry_run else 'Imported'}: {said}."
