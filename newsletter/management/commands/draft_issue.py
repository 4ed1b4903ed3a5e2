"""Draft the issue of a week from what changed since the last one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.issues import workflow


class Command(BaseCommand):
    help = "Draft an issue (idempotent). Exit code 2: nothing is new, so there is none."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--week", help="such as 2026-W48; default: the issue that is due next")

    def handle(self, *args: Any, week: str | None, **options: Any) -> None:
        now = timezone.now()
        try:
            issue, new = workflow.draft(week or workflow.week_to_draft(now), now)
        except ValueError as error:
            raise CommandError(f"--week: {error}") from error
        except workflow.NothingNew as nothing:
            raise CommandError(str(nothing), returncode=2) from nothing
        if not new:
            self.stdout.write(f"{issue} is there already: {issue.get_state_display()}.")
            return
        self.stdout.write(f"{issue} is drafted: {issue.subject}")
        self.stdout.write(
            f"{len(issue.content['items'])} items; due {timezone.localtime(issue.due_at):%A %d %B %Y %H:%M}"
        )
