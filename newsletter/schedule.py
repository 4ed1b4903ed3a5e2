"""What time brings: an approved issue is frozen when it is due; one that is more than a day late waits for a person."""

from datetime import datetime

from newsletter import freezing, weeks
from newsletter.models import Issue


def keep(now: datetime) -> list[str]:
    """Freeze or hold what is due. A line for each."""
    lines = []
    for issue in Issue.objects.filter(state=Issue.State.APPROVED, due_at__lte=now).order_by("week"):
        if now - issue.due_at > weeks.LATE_UP_TO:
            Issue.objects.filter(pk=issue.pk, state=Issue.State.APPROVED).update(state=Issue.State.HELD)
            lines.append(f"{issue} was due more than 24 hours ago: held; approve it again to send it late")
        elif freezing.freeze(issue, now):
            issue.refresh_from_db()
            lines.append(f"{issue} is frozen for {issue.expected} subscribers")
    return lines
