"""What happens to an issue before it is sent: drafted, edited, checked, approved. Commands and buttons call these."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from newsletter.issues import calendar
from newsletter.issues.digest import digest, subject_of
from newsletter.issues.due import zone
from newsletter.issues.week import tallies_now, week_between
from newsletter.models import Delivery, Issue, Outgoing
from newsletter.subscribers import sign_up
from tools.models import Edition

State = Issue.State
FIRST = timedelta(days=7)
APPROVABLE = {State.DRAFT, State.HELD}


class NothingNew(Exception):
    """No issue: nothing changed since the last one."""


class CannotDo(Exception):
    """The issue is not in a state that allows it. The message says what it is in."""


@transaction.atomic
def draft(week: str, now: datetime) -> tuple[Issue, bool]:
    """(the issue of this week, whether it was made now). Raises NothingNew, and ValueError for no week."""
    week = calendar.parse_week(week)
    found = Issue.objects.filter(week=week).first()
    if found is not None:
        return found, False
    # A draft whose day passed reached nobody: its news belong to this issue.
    missed = Q(state=State.DRAFT, due_at__lt=now - calendar.LATE_UP_TO)
    earlier = Issue.objects.filter(week__lt=week).order_by("-week")
    previous, oldest = earlier.exclude(missed).first(), earlier.last()
    due = calendar.due_at(week, settings.NEWSLETTER_DUE, zone())
    since = previous.until if previous else oldest.since if oldest else min(now, due) - FIRST
    content = digest(week_between(since, now, previous.content.get("tallies", {}) if previous else {}))
    if content is None:
        raise NothingNew(f"Nothing is new since {since:%d %B %Y}: no issue for {week.upper()}.")
    subject, preheader = subject_of(content)
    number = (Issue.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made, new = Issue.objects.get_or_create(
        week=week,
        defaults={
            "number": number, "zone": settings.TIME_ZONE, "due_at": due, "since": since, "until": now,
            "subject": subject, "preheader": preheader, "content": content | {"tallies": tallies_now()},
        },
    )  # fmt: skip
    return made, new


def week_to_draft(now: datetime) -> str:
    """The week whose issue is due next."""
    return calendar.next_due(now, settings.NEWSLETTER_DUE, zone())[0]


def leaves_at(issue: Issue, now: datetime) -> datetime:
    """When it goes out if it is approved now: when it is due, or at once if that was long ago."""
    return issue.due_at if now - issue.due_at <= calendar.LATE_UP_TO else now


def approve(issue: Issue, now: datetime, by: int | None = None) -> None:
    """Let it go when it is due. One that was held is approved for now. Raises CannotDo."""
    at = leaves_at(issue, now)
    change(issue, APPROVABLE, state=State.APPROVED, due_at=at, approved_at=now, approved_by_id=by)


def back_to_draft(issue: Issue) -> None:
    change(issue, {State.APPROVED, State.HELD}, state=State.DRAFT, approved_at=None, approved_by=None)


def pause(issue: Issue, because: str = "by an editor") -> None:
    change(issue, {State.SENDING}, state=State.PAUSED, paused_because=because)


def resume(issue: Issue) -> None:
    change(issue, {State.PAUSED}, state=State.SENDING, paused_because="")


@transaction.atomic
def stop(issue: Issue) -> None:
    """For good: what still waits is skipped, so that the accounting adds up; only what is in hand may still arrive."""
    change(issue, {State.SENDING, State.PAUSED}, state=State.STOPPED)
    issue.deliveries.filter(state=Delivery.State.PENDING).update(state=Delivery.State.SKIPPED)


def change(issue: Issue, allowed: set[State], **fields: object) -> None:
    """Move an issue from one of the `allowed` states, or raise CannotDo: two people at once cannot both."""
    if not Issue.objects.filter(pk=issue.pk, state__in=allowed).update(**fields):
        issue.refresh_from_db()
        raise CannotDo(f"{issue} is {issue.get_state_display()}; that cannot be done now.")
    issue.refresh_from_db()


@transaction.atomic
def edit(issue: Issue) -> None:
    """Store what an editor changed on a draft."""
    issue.save()
    Edition.bump()


def send_test(issue: Issue, address: str, now: datetime) -> None:
    """Send it to one person as it stands, marked as a test."""
    sign_up.put(Outgoing.Kind.TEST, address, now, issue=issue.pk)
