"""Put an existing list in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.subscribers.importing import import_subscribers


class Command(BaseCommand):
    help = (
        "Import FILE.csv with the columns email,confirmed_at, and status or unsubscribed_at if it names who left. "
        "Exit code 1: bad lines."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            with Path(file).open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                result = import_subscribers(stream, timezone.now())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        except ValueError as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        for line in result.errors:
            self.stderr.write(line)
        for note in result.notes:
            self.stdout.write(note)
        self.stdout.write(str(result))
        if result.errors:
            raise CommandError("Some lines were not imported.")
