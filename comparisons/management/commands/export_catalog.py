"""Write the current state of the site as a catalogue file (docs/catalogue.md)."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from comparisons.catalogue import exporter, output
from tools.logos import paths


class Command(BaseCommand):
    help = "Write the catalogue to FILE, logos in a folder beside it; without FILE to standard output, without logos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["file"]
        try:
            with exporter.snapshot():
                if path is None:
                    output.write(lambda text: self.stdout.write(text, ending=""), exporter.sections(None))
                else:
                    with output.replacing(path) as file:
                        output.write(file.write, exporter.sections(Logos(path.parent, self.stderr.write)))
        except BrokenPipeError:
            sys.stderr.close()  # the reader has seen enough; Python would complain about it at the end
            raise SystemExit(1) from None
        except OSError as error:
            self.stderr.write(f"{path}: cannot be written: {error.strerror}")
            raise SystemExit(1) from None


class Logos:
    """Copies logos to the folder `logos` beside the catalogue."""

    def __init__(self, folder: Path, complain: Any) -> None:
        self.folder = folder
        self.complain = complain

    def __call__(self, slug: str, name: str) -> str | None:
        """The path of the copy below the folder; None if the site has lost the picture."""
        try:
            content = paths(name)[1].read_bytes()
        except FileNotFoundError:
            self.complain(f"{slug}: the file of its logo is missing, the export says nothing about it")
            return None
        copy = self.folder / "logos" / f"{slug}.webp"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(content)
        return f"logos/{slug}.webp"
