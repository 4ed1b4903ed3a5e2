"""Freezing an issue: what is sent, and to whom, is settled in one transaction and never changes again."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from comparisons.index.turns import be_patient
from newsletter.mail import rendering
from newsletter.mail.letters import mail_domain
from newsletter.models import Delivery, Issue, Subscriber
from tools.models import Edition

Status = Subscriber.Status
INSERT = """
    INSERT INTO newsletter_delivery
        (issue_id, subscriber_id, address, state, message_id, owner, attempts, next_at, code, bounced_soft)
    SELECT {issue}, audience.id, audience.address, 'pending', {message_id}, '', 0, {at}, '', {no}
    FROM ({audience}) audience
"""


class DoesNotAddUp(Exception):
    """Somebody would have been missed or mailed twice: nothing was frozen."""


def candidates(issue: Issue, now: datetime) -> QuerySet[Any, Any]:
    """Every subscriber with `why`: empty for the audience, else the reason why not."""
    interests = Subscriber.interests.through.objects.filter(subscriber=OuterRef("pk"))
    wanted = interests.filter(category__slug__in=issue.content.get("categories", []))
    why = Case(
        When(~Q(status=Status.CONFIRMED), then="status"),
        When(paused_until__gt=timezone.localdate(now), then=Value("paused")),
        When(Exists(interests) & ~Exists(wanted), then=Value("nothing of interest")),
        default=Value(""),
        output_field=CharField(),
    )
    return Subscriber.objects.order_by().annotate(why=why)


def audience(issue: Issue, now: datetime) -> int:
    """How many it would go to if it were frozen now."""
    return candidates(issue, now).filter(why="").count()


def freeze(issue: Issue, now: datetime) -> bool:
    """Render once, write a row for each recipient, check the equation. False where somebody else did it first."""
    html, text = rendering.both(issue)
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        be_patient()
        Edition.bump()
        taken = Issue.objects.filter(pk=issue.pk, state=Issue.State.APPROVED).update(
            state=Issue.State.SENDING,
            html=html,
            text=text,
            content_sha=hashlib.sha256(f"{html}\n{text}".encode()).hexdigest(),
            frozen_at=now,
            armed_host=settings.HOST_ID,
        )
        if not taken:
            return False
        rows = insert(issue, now)
        counts = reasons(issue, now)
        total = Subscriber.objects.count()
        if rows != counts.pop("", 0) or total != rows + sum(counts.values()):
            raise DoesNotAddUp(f"{total} subscribers, {rows} rows, {counts}")
        Issue.objects.filter(pk=issue.pk).update(expected=rows, excluded=counts)
    return True


def insert(issue: Issue, now: datetime) -> int:
    """One row for each recipient, in one statement. Message-IDs are made here, so a second try carries the same."""
    audience = candidates(issue, now).filter(why="").values("id", "address")
    sql, parameters = audience.query.sql_with_params()
    prefix, suffix = f"<{issue.week}.{secrets.token_hex(6)}.", f"@{mail_domain()}>"
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.format(issue="%s", message_id="%s || audience.id || %s", at="%s", no="%s", audience=sql),
            [issue.pk, prefix, suffix, connection.ops.adapt_datetimefield_value(now), False, *parameters],
        )
    return Delivery.objects.filter(issue=issue).count()


def reasons(issue: Issue, now: datetime) -> dict[str, int]:
    """{reason: how many}, with the empty reason for the audience."""
    counts: dict[str, int] = {}
    for why in candidates(issue, now).values_list("why", flat=True).iterator(chunk_size=20_000):
        counts[why] = counts.get(why, 0) + 1
    return counts
