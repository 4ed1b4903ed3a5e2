"""Prove that the rows which lists sort by say what the reviews say, and the census what they say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from comparisons.index.census import census_of
from comparisons.index.turns import be_patient
from comparisons.models import Census, Standing
from tools.models import Edition, Tool


class Command(BaseCommand):
    help = "List the tools whose standing is missing or wrong; exit code 1 if there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="derive the wrong rows anew")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            be_patient()
            wrong = Standing.objects.wrong()
            if options["mend"] and wrong:
                self.mend(wrong)
                self.stdout.write(f"Mended {len(wrong)}.")
                wrong = Standing.objects.wrong()
            miscounted = self.miscounted(mend=options["mend"])
        for slug in wrong:
            self.stdout.write(slug)
        if wrong:
            self.stderr.write(f"{len(wrong)} standing{'s are' if len(wrong) > 1 else ' is'} wrong")
        if miscounted:
            self.stderr.write("The census does not say what the standings say.")
        if wrong or miscounted:
            raise SystemExit(1)
        self.stdout.write("Every standing is right.")

    def miscounted(self, *, mend: bool) -> bool:
        """Whether the census is wrong, after mending it if asked to."""
        right = census_of(Standing.objects.all().iterator())
        if Census.objects.held() == right:
            return False
        if mend:
            Census.objects.recount(right)
            Edition.bump()
            self.stdout.write("Counted the census anew.")
        return not mend

    def mend(self, slugs: list[str]) -> None:
        ids = list(Tool.objects.filter(slug__in=slugs).values_list("pk", flat=True))
        for start in range(0, len(ids), 500):
            Standing.objects.refresh(ids[start : start + 500])
        Edition.bump()
