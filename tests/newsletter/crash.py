"""What a process of its own needs: a database with an approved issue, and what the ledger says in the end."""

import json
import sys
from datetime import UTC, datetime

from newsletter.issues import workflow
from newsletter.models import Delivery, Issue, Subscriber, Suppression
from tests.newsletter.build import make_news


def fill(recipients: int) -> None:
    """An issue that is due, and so many confirmed subscribers."""
    now = datetime.now(UTC)
    make_news()
    Subscriber.objects.bulk_create(
        Subscriber(
            address=f"r{n}@example.com", key=f"r{n}@example.com", status="confirmed", asked_at=now, confirmed_at=now
        )
        for n in range(recipients)
    )
    issue, _ = workflow.draft("2026-w48", datetime(2026, 11, 23, 12, tzinfo=UTC))
    Issue.objects.filter(pk=issue.pk).update(due_at=now)
    issue.refresh_from_db()
    workflow.approve(issue, now)


def ledger() -> None:
    rows = list(Delivery.objects.values_list("state", "message_id"))
    issue = Issue.objects.get()
    found = {"rows": rows, "issue": issue.state, "because": issue.paused_because,
             "suppressed": Subscriber.objects.filter(status="suppressed").count() + Suppression.objects.count()}  # fmt: skip
    json.dump(found, sys.stdout)
