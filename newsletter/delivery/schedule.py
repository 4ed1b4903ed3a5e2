"""What time brings: a draft two days ahead, the freeze when an approved issue is due, and forgetting.

An issue that is more than a day late waits for a person.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Lower

from newsletter.delivery import freezing, replay
from newsletter.issues import calendar, workflow
from newsletter.issues.due import zone
from newsletter.models import Issue, Outgoing, Subscriber
from newsletter.subscribers import departures

DRAFT_AHEAD = timedelta(days=2)
MAIL_KEPT = timedelta(days=8)  # longer than its link lives
UNCONFIRMED_KEPT = timedelta(days=30)


def keep(now: datetime) -> list[str]:
    """Freeze or hold what is due. A line for each."""
    lines = []
    for issue in Issue.objects.filter(state=Issue.State.APPROVED, due_at__lte=now).order_by("week"):
        if now - issue.due_at > calendar.LATE_UP_TO:
            Issue.objects.filter(pk=issue.pk, state=Issue.State.APPROVED).update(state=Issue.State.HELD)
            lines.append(f"{issue} was due more than 24 hours ago: held; approve it again to send it late")
            continue
        replay.keep_out(now)
        if freezing.freeze(issue, now):
            issue.refresh_from_db()
            lines.append(f"{issue} is frozen for {issue.expected} subscribers")
    return lines


def draft_ahead(now: datetime) -> list[str]:
    """Draft the issue that is due next, in time for its editor. Where nothing is new, say so."""
    week, due = calendar.next_due(now, settings.NEWSLETTER_DUE, zone())
    if due - now > DRAFT_AHEAD or Issue.objects.filter(week=week).exists():
        return []
    try:
        issue, _ = workflow.draft(week, now)
    except workflow.NothingNew as nothing:
        return [str(nothing)]
    return [f"{issue} is drafted and waits for its editor: {issue.subject}"]


def forget(now: datetime) -> None:
    """Delete what is no longer needed: mails that are done with, addresses that were never confirmed, and departures
    older than any backup."""
    departures.forget(now)
    done = Outgoing.objects.exclude(state=Outgoing.State.PENDING).exclude(state=Outgoing.State.HANDING)
    done.filter(made_at__lt=now - MAIL_KEPT).delete()
    asked = Subscriber.objects.filter(status=Subscriber.Status.PENDING, asked_at__lt=now - UNCONFIRMED_KEPT)
    asked.exclude(key__in=Outgoing.objects.values(key=Lower("address"))).delete()
