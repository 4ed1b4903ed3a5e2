"""Prove that the rows which lists sort by say what the reviews say."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from comparisons.catalogue.state import be_patient
from comparisons.models import Standing


class Command(BaseCommand):
    help = "List the tools whose standing is missing or wrong; exit code 1 if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            be_patient()
            wrong = Standing.objects.wrong()
        for slug in wrong:
            self.stdout.write(slug)
        if wrong:
            self.stderr.write(f"{len(wrong)} standing{'s are' if len(wrong) > 1 else ' is'} wrong")
            raise SystemExit(1)
        self.stdout.write("Every standing is right.")
