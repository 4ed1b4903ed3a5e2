"""What reports of failed or unwanted mail mean. Reports come signed by a provider, or as mail to the return path."""

import re
from datetime import datetime
from email.message import EmailMessage, Message
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from newsletter.addresses import address_key, mailbox_of
from newsletter.delivery import ledger
from newsletter.delivery.return_path import read_return_path
from newsletter.models import Delivery, Outgoing, Suppression
from newsletter.subscribers.consent import suppress, unsubscribe
from newsletter.transport.blame import ENHANCED, Stage, fate_of, softly
from newsletter.transport.replies import Fate

HARD = {RejectReason.BOUNCED, RejectReason.INVALID}
WORDS = {Fate.NO_MAILBOX: "hard bounce", Fate.POLICY: "policy rejection", Fate.OURS: "rejection of what we sent"}


@receiver(tracking, dispatch_uid="newsletter.delivery.bounces")
def reported(sender: object, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """A provider's report about one mail. What it does not know, or what we never sent, changes nothing."""
    delivery = delivery_of(plain(event.message_id), plain(event.recipient))
    if delivery is None:
        return
    now = timezone.now()
    if event.event_type == EventType.COMPLAINED:
        complained(delivery, now)
    elif event.event_type == EventType.UNSUBSCRIBED:
        if delivery.subscriber is not None:
            unsubscribe(delivery.subscriber, now, delivery.issue)
    elif event.event_type in {EventType.BOUNCED, EventType.REJECTED}:
        detail = plain(event.description) or plain(event.mta_response)
        fate, status = reported_fate(event)
        failed(delivery, fate, status, detail=detail, now=now)


def plain(value: object) -> str:
    """What a field of a report says, as the database can keep it; empty where it holds no text."""
    return re.sub(r"[\x00\ud800-\udfff]", "", value) if isinstance(value, str) else ""


def reported_fate(event: AnymailTrackingEvent) -> tuple[Fate, str]:
    """(what a report says of the mailbox, the status that it names).

    Some providers call everything a bounce, also what may pass and what was our own fault, and tell only in the status
    or in the name of the type.
    """
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    match = ENHANCED.search(f"{event.mta_response or ''} {event.description or ''}")
    status = match[0] if match else ""
    fate = fate_of_status(status)
    if status and fate not in {Fate.NO_MAILBOX, Fate.REFUSED}:
        return fate, status
    gone = event.reject_reason in HARD and str(raw.get("Type", "")) != "SoftBounce"
    return Fate.NO_MAILBOX if gone else Fate.REFUSED, status


def fate_of_status(status: str) -> Fate:
    """What the status of a report means; a report comes from the server of the mailbox, as the answer to RCPT does."""
    return fate_of(Stage.RCPT, 450 if status.startswith("4.") else 550, status, "")


def delivery_of(message_id: str, recipient: str) -> Delivery | None:
    """The delivery that a report is about: by our Message-ID, and only if it really went to that address."""
    wanted = {message_id[:200], f"<{message_id.strip('<>')[:198]}>"}
    found = Delivery.objects.filter(message_id__in=wanted).select_related("subscriber", "issue").first()
    return found if found is not None and address_key(found.address) == mailbox_of(recipient) else None


@transaction.atomic
def failed(delivery: Delivery, fate: Fate, status: str, *, detail: str, now: datetime) -> None:
    """A missing mailbox suppresses; so do three passing failures in five issues. A second report adds nothing, and
    what was our own fault is noted alone."""
    fresh = Delivery.objects.filter(pk=delivery.pk, bounced_at=None).update(bounced_at=now)
    if fate is Fate.NO_MAILBOX:
        suppress(delivery.address, Suppression.Reason.BOUNCE, now, detail, delivery.issue)
    elif fresh and softly(fate, status):
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
    return bounced_mail(kind, number, status, now)


def bounced_mail(kind: str, number: int, status: str, now: datetime) -> str:
    """One mailbox's report says nothing about the others, and anybody can write one: it pauses no issue."""
    fate = fate_of_status(status)
    word = WORDS.get(fate, "soft bounce")
    if kind == "m":
        mail = Outgoing.objects.filter(pk=number).first()
        if mail is not None and fate is Fate.NO_MAILBOX:
            suppress(mail.address, Suppression.Reason.BOUNCE, now, status)
        return f"{word} of other mail {number}" if mail else "ignored: unknown mail"
    delivery = Delivery.objects.filter(pk=number).select_related("issue").first()
    if delivery is None:
        return "ignored: unknown delivery"
    failed(delivery, fate, status, detail=status, now=now)
    return f"{word} of delivery {number}, {delivery.issue}"


def report_in(message: EmailMessage) -> tuple[str, str]:
    """(action, status) of the first failure that a delivery report names."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message) and block.get("Action"):
                    return str(block["Action"]).strip().lower(), str(block.get("Status", "")).split(" ")[0].strip()
    return "", ""
