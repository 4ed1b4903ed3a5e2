"""Prove that every tally is what its counted votes add up to."""

from typing import Any

from django.core.management.base import BaseCommand

from votes.models.proof import wrong_tallies


class Command(BaseCommand):
    help = "List the tools whose tally differs from a recount of their counted votes; exit code 1 if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = wrong_tallies()
        for slug, tally, recount in wrong:
            self.stdout.write(
                f"{slug}: the tally says {tally.ship} ship, {tally.skip} skip; "
                f"the votes say {recount.ship} ship, {recount.skip} skip"
            )
        if wrong:
            self.stderr.write(f"{len(wrong)} {'tallies are' if len(wrong) > 1 else 'tally is'} wrong")
            raise SystemExit(1)
        self.stdout.write("Every tally is right.")
