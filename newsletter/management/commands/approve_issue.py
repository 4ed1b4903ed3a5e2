"""Approve an issue: it goes out when it is due."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.delivery.approval import plan_of
from newsletter.issues import workflow
from newsletter.issues.calendar import parse_week
from newsletter.mail import proofreading
from newsletter.models import Issue


class Command(BaseCommand):
    help = "Approve an issue, by its week or number (idempotent)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("issue", help="week, such as 2026-W48, or number")

    def handle(self, *args: Any, issue: str, **options: Any) -> None:
        now = timezone.now()
        found = find(issue)
        if found.state in {Issue.State.APPROVED, Issue.State.SENDING, Issue.State.SENT}:
            self.stdout.write(f"{found}: {found.get_state_display()} already.")
            return
        for problem in proofreading.problems_of(found, now):
            self.stdout.write(f"{'ERROR' if problem.blocks else 'note'}: {problem.text}")
            if problem.blocks:
                raise CommandError("Not approved.")
        plan = plan_of(found, now)
        try:
            workflow.approve(found, now)
        except workflow.CannotDo as error:
            raise CommandError(str(error)) from error
        due = f"{timezone.localtime(found.due_at):%A %d %B %Y %H:%M}"
        self.stdout.write(f"{found} is approved; due {due}; it goes to {plan.to} {plan.when}.")


def find(text: str) -> Issue:
    if text.isdecimal() and len(text) < 10:
        found = Issue.objects.filter(number=int(text)).first()
    else:
        try:
            found = Issue.objects.filter(week=parse_week(text)).first()
        except ValueError as error:
            raise CommandError(str(error)) from error
    if found is None:
        raise CommandError(f"There is no issue {text}.", returncode=2)
    return found
