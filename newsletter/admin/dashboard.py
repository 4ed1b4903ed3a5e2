"""How the list grows, and how the last issues fared: numbers and the bars of a chart."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from newsletter.delivery import ledger
from newsletter.models import Arming, Delivery, Event, Issue, Outgoing, Subscriber

WEEKS = 12
ISSUES = 6
HEIGHT = 80
What = Event.What


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: how many came and went, and the heights of both in a chart of `HEIGHT`."""

    label: str
    came: int
    left: int
    up: int
    down: int


def dashboard_of(now: datetime) -> dict[str, Any]:
    statuses = dict(Subscriber.objects.order_by().values_list("status").annotate(n=Count("pk")))
    armed = Arming.current()
    return {
        "statuses": [(label, statuses.get(value, 0)) for value, label in Subscriber.Status.choices],
        "bars": bars(now),
        "issues": [row_of(issue) for issue in Issue.objects.exclude(frozen_at=None).order_by("-week")[:ISSUES]],
        "uncertain": Delivery.objects.filter(state=Delivery.State.UNCERTAIN).count(),
        "waiting": Outgoing.objects.filter(state=Outgoing.State.PENDING).count(),
        "armed": armed,
        "armed_here": armed is None or armed.host == settings.HOST_ID,
    }


def bars(now: datetime) -> list[Bar]:
    """The last weeks, oldest first."""
    came = Q(what__in=[What.CONFIRMED, What.IMPORTED, What.RETURNED])
    left = Q(what__in=[What.UNSUBSCRIBED, What.BOUNCED, What.COMPLAINED, What.DELETED])
    rows = (
        Event.objects.filter(at__gt=now - timedelta(weeks=WEEKS)).order_by()
        .annotate(week=TruncWeek("at")).values("week")
        .annotate(came=Count("pk", filter=came), left=Count("pk", filter=left)).order_by("week")
    )  # fmt: skip
    found = [(row["week"], row["came"], row["left"]) for row in rows]
    most = max([1, *(max(came, left) for _, came, left in found)])
    return [
        Bar(f"{week:%d %b}", came, left, HEIGHT * came // most, HEIGHT * left // most) for week, came, left in found
    ]


def row_of(issue: Issue) -> dict[str, Any]:
    events = Event.objects.filter(issue=issue).order_by().values_list("what").annotate(n=Count("pk"))
    counts = dict(events)
    return {
        "issue": issue,
        "report": str(ledger.report(issue)),
        "left": counts.get(What.UNSUBSCRIBED, 0),
        "bounced": counts.get(What.BOUNCED, 0),
        "complained": counts.get(What.COMPLAINED, 0),
    }
