"""Put an existing list in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.subscribers.files import opened
from newsletter.subscribers.import_terms import How
from newsletter.subscribers.importing import import_subscribers
from newsletter.subscribers.moments import Order


class Command(BaseCommand):
    help = (
        "Import a list from another service: columns for the address, the time of consent and who left are found by "
        "their names. Exit code 1: bad lines."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--left", action="store_true", help="everybody in this list left, whatever it says")
        parser.add_argument("--consent", default="", help="how they agreed; kept with each of them. Needed to write")
        parser.add_argument("--dates", choices=[*Order], help="what stands first in 3/4/2024")

    def handle(
        self, *args: Any, file: str, dry_run: bool, left: bool, dates: str | None, consent: str, **options: Any
    ) -> None:
        how = How(Order(dates) if dates else None, left, dry_run, " ".join(consent.split()))
        if how.asks_consent:
            raise CommandError(
                "Say how they agreed, such as --consent 'sign-up form of example.com, double opt-in'; "
                "--dry-run only looks.",
                returncode=2,
            )
        try:
            with Path(file).open("rb") as raw, opened(raw) as stream:
                result = import_subscribers(stream, timezone.now(), how)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        except ValueError as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        for line in result.errors:
            self.stderr.write(line)
        for note in result.notes:
            self.stdout.write(note)
        for outcome, number in result.outcomes:
            self.stdout.write(f"{number:>9,}  {outcome}")
        self.stdout.write("Nothing was written." if dry_run else str(result))
        if result.errors:
            raise CommandError("Some lines were not imported.")
