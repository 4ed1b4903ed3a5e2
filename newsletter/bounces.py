"""What reports of failed or unwanted mail mean. Reports come signed by a provider, or as mail to the return path."""

import re
from datetime import datetime
from email.message import EmailMessage, Message
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from newsletter import ledger
from newsletter.addresses import address_key, mailbox_of
from newsletter.consent import suppress, unsubscribe
from newsletter.models import Delivery, Outgoing, Suppression
from newsletter.outcomes import ENHANCED
from newsletter.returns import read_return_path

HARD = {RejectReason.BOUNCED, RejectReason.INVALID}


@receiver(tracking, dispatch_uid="newsletter.bounces")
def reported(sender: object, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """A provider's report about one mail. What it does not know, or what we never sent, changes nothing."""
    delivery = delivery_of(plain(event.message_id), plain(event.recipient))
    if delivery is None:
        return
    if event.event_type == EventType.COMPLAINED:
        complained(delivery, timezone.now())
    elif event.event_type == EventType.UNSUBSCRIBED:
        if delivery.subscriber is not None:
            unsubscribe(delivery.subscriber, timezone.now(), delivery.issue)
    elif event.event_type in {EventType.BOUNCED, EventType.REJECTED}:
        hard = event.reject_reason in HARD and not soft_words(event)
        detail = plain(event.description) or plain(event.mta_response)
        failed(delivery, hard=hard, detail=detail, now=timezone.now())


def plain(value: object) -> str:
    """What a field of a report says, as the database can keep it; empty where it holds no text."""
    return re.sub(r"[\x00\ud800-\udfff]", "", value) if isinstance(value, str) else ""


def soft_words(event: AnymailTrackingEvent) -> bool:
    """Some providers report passing failures as bounces, and tell only in the status code or the name of the type."""
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    match = ENHANCED.search(f"{event.mta_response or ''} {event.description or ''}")
    return str(raw.get("Type", "")) == "SoftBounce" or (match is not None and match[1] == "4")


def delivery_of(message_id: str, recipient: str) -> Delivery | None:
    """The delivery that a report is about: by our Message-ID, and only if it really went to that address."""
    wanted = {message_id[:200], f"<{message_id.strip('<>')[:198]}>"}
    found = Delivery.objects.filter(message_id__in=wanted).select_related("subscriber", "issue").first()
    return found if found is not None and address_key(found.address) == mailbox_of(recipient) else None


@transaction.atomic
def failed(delivery: Delivery, *, hard: bool, detail: str, now: datetime) -> None:
    """A missing mailbox suppresses; so do three passing failures in five issues. A second report adds nothing."""
    fresh = Delivery.objects.filter(pk=delivery.pk, bounced_at=None).update(bounced_at=now)
    if hard:
        suppress(delivery.address, Suppression.Reason.BOUNCE, now, detail, delivery.issue)
    elif fresh:
        ledger.failed_softly(delivery.pk, now)


def complained(delivery: Delivery, now: datetime) -> None:
    suppress(delivery.address, Suppression.Reason.COMPLAINT, now, "reported as spam", delivery.issue)


def take_message(message: EmailMessage, now: datetime) -> str:
    """Read a mail that came to a return path (RFC 3464). Says what was done, for the log."""
    names = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
    addresses = [str(value) for name in names for value in message.get_all(name, [])]
    genuine = next(filter(None, map(read_return_path, addresses)), None)
    if genuine is None:
        return "ignored: not to a return path of ours"
    action, status = report_in(message)
    if action != "failed" or not status:  # what is delayed may still arrive, and is reported again if not
        return "ignored: not a report of a failure"
    kind, number = genuine
    hard = action == "failed" and status.startswith("5.1.")
    return bounced_mail(kind, number, hard=hard, policy=status[:3] in {"5.7", "4.7"}, detail=status, now=now)


def bounced_mail(kind: str, number: int, *, hard: bool, policy: bool, detail: str, now: datetime) -> str:
    if kind == "m":
        mail = Outgoing.objects.filter(pk=number).first()
        if mail is not None and hard:
            suppress(mail.address, Suppression.Reason.BOUNCE, now, detail)
        return f"{'hard' if hard else 'soft'} bounce of other mail {number}" if mail else "ignored: unknown mail"
    delivery = Delivery.objects.filter(pk=number).select_related("issue").first()
    if delivery is None:
        return "ignored: unknown delivery"
    if policy:
        ledger.pause(delivery.issue, f"A mail server objects: {detail}")
        return f"policy rejection of {delivery}"
    failed(delivery, hard=hard, detail=detail, now=now)
    return f"{'hard' if hard else 'soft'} bounce of {delivery}"


def report_in(message: EmailMessage) -> tuple[str, str]:
    """(action, status) of the first failure that a delivery report names."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message) and block.get("Action"):
                    return str(block["Action"]).strip().lower(), str(block.get("Status", "")).split(" ")[0].strip()
    return "", ""
