"""Apply the rules of counting to all votes again. Run it every few minutes where a delay or a network limit is on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comparisons.visitor import ballots
from tools.models import Tool
from votes.models import Tally


class Command(BaseCommand):
    help = "Recount all votes by the rules in the settings, and freeze tools that a burst of votes has reached."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--tool", help="the slug of one tool")

    def handle(self, *args: Any, **options: Any) -> None:
        tools = Tool.objects.filter(votes__isnull=False).distinct().order_by("pk")
        if options["tool"]:
            tools = Tool.objects.filter(slug=options["tool"])
            if not tools:
                raise CommandError(f"no tool has the slug {options['tool']}")
        now = timezone.now()
        moved = frozen = 0
        rows = list(tools.values_list("pk", "slug"))
        for pk, slug in rows:
            before = Tally.objects.filter(pk=pk).values_list("ship", "skip").first() or (0, 0)
            if ballots.watch(pk, now):
                frozen += 1
                self.stdout.write(f"{slug}: frozen, an unusual burst of votes")
            tally = ballots.recount(pk, now)
            if (tally.ship, tally.skip) != before:
                moved += 1
                self.stdout.write(f"{slug}: {before[0]} ship, {before[1]} skip → {tally.ship} ship, {tally.skip} skip")
        self.stdout.write(f"{len(rows)} recounted, {moved} moved, {frozen} frozen.")
