"""What reports of failed or unwanted mail mean. Reports come signed by a provider, or as mail to the return path."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from newsletter.addresses import address_key, mailbox_of
from newsletter.delivery import ledger
from newsletter.delivery.return_path import read_return_path, return_paths_in
from newsletter.models import Delivery, Outgoing, Suppression
from newsletter.subscribers.consent import suppress, unsubscribe
from newsletter.transport.blame import ENHANCED, fate_of_report, softly
from newsletter.transport.replies import Fate
from newsletter.transport.report_mail import Kind, Report, read_report

MOST_FIELDS = 500
KINDS = {"event", "status", "severity", "delivery_status"}
HARD_TYPE = re.compile(r"hard|permanent|user_unknown|user_inactive|mailbox_not_found", re.IGNORECASE)
SOFT_TYPE = re.compile(r"soft|transient|temporary|blocked", re.IGNORECASE)
AN_ID = re.compile(r"<?[^\s<>@]{1,100}@[^\s<>@]{1,100}>?")
REPORTED_WITHIN = timedelta(days=30)
HARD = {RejectReason.BOUNCED, RejectReason.INVALID}
WORDS = {Fate.NO_MAILBOX: "hard bounce", Fate.POLICY: "policy rejection", Fate.OURS: "rejection of what we sent"}


@receiver(tracking, dispatch_uid="newsletter.delivery.bounces")
def reported(sender: object, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """A provider's report about one mail. What it does not know, or what we never sent, changes nothing."""
    now = timezone.now()
    delivery = delivery_of(ids_in(event), plain(event.recipient), now)
    if delivery is None:
        return
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
    words = f"{plain(event.mta_response)} {plain(event.description)}"
    match = ENHANCED.search(words)
    status = match[0] if match else ""
    fate = fate_of_report(status, words)
    if fate is Fate.NO_MAILBOX or (status and not status.endswith(".0.0")):
        return fate, status
    types = " ".join(text for key, text in texts_in(event.esp_event) if "type" in key or key in KINDS)
    hard = event.reject_reason in HARD or HARD_TYPE.search(types)
    return (Fate.NO_MAILBOX if hard and not SOFT_TYPE.search(types) else fate), status


def texts_in(report: object) -> Iterator[tuple[str, str]]:
    """(name in lower case, text) of everything in a report, however deep."""
    waiting: list[tuple[str, object]] = [("", report)]
    for _ in range(MOST_FIELDS):
        if not waiting:
            return
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(key).lower(), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(name, inner) for inner in value]
        elif isinstance(value, str):
            yield name, plain(value)


def ids_in(event: AnymailTrackingEvent) -> list[str]:
    """The Message-IDs that a report names. Some providers put theirs first, and ours somewhere beside it."""
    own = event.message_id
    own = plain(own if isinstance(own, str) else "" if own is None else str(own))
    return [own[:200], *(text for _, text in texts_in(event.esp_event) if AN_ID.fullmatch(text))]


def delivery_of(ids: list[str], recipient: str, now: datetime) -> Delivery | None:
    """The delivery that a report is about, if it really went to that address: by a Message-ID of ours.

    Where the provider names a number of its own alone, the last that went there: its signature proved the rest.
    """
    known = Delivery.objects.select_related("subscriber", "issue")
    wanted = {f"<{one.strip('<>')[:198]}>" for one in ids} | set(ids)
    found = known.filter(message_id__in=wanted).first()
    if found is None and ids[0] and "@" not in ids[0]:
        key = mailbox_of(recipient)
        recent = known.filter(state=Delivery.State.SENT, next_at__gte=now - REPORTED_WITHIN)
        found = recent.filter(subscriber__key=key).order_by("-next_at").first() if key else None
    return found if found is not None and address_key(found.address) == mailbox_of(recipient) else None


@transaction.atomic
def failed(delivery: Delivery, fate: Fate, status: str, *, detail: str, now: datetime) -> None:
    """A missing mailbox suppresses; so do three passing failures in five issues. A second report adds nothing, and
    what was our own fault is noted alone."""
    said = {"code": status} if status else {}
    fresh = Delivery.objects.filter(pk=delivery.pk, bounced_at=None).update(bounced_at=now, **said)
    if fate is Fate.NO_MAILBOX:
        suppress(delivery.address, Suppression.Reason.BOUNCE, now, detail, delivery.issue)
    elif fresh and softly(fate, status):
        ledger.failed_softly(delivery.pk, now)


def complained(delivery: Delivery, now: datetime) -> None:
    suppress(delivery.address, Suppression.Reason.COMPLAINT, now, "reported as spam", delivery.issue)


def take_bytes(raw: bytes, now: datetime) -> str:
    """Read a mail that came back, whatever a stranger put into it. Says what was done, for the log."""
    try:
        message = message_from_bytes(raw, policy=default)
        return take_message(message, now)
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # Python's parser reads headers when asked
        return f"ignored: not a mail that can be read ({type(error).__name__})"


def take_message(message: EmailMessage, now: datetime) -> str:
    """Read a mail that came back. Says what was done, for the log."""
    report = read_report(message)
    if report.kind is Kind.NOTHING:
        return f"ignored: {report.words}"
    genuine = named_by(message, anywhere=report.kind is not Kind.FAILED)
    if genuine is None:
        return "ignored: not about a mail of ours"
    kind, number = genuine
    if kind == "m":
        return about_other_mail(number, report, now)
    delivery = Delivery.objects.filter(pk=number).select_related("issue", "subscriber").first()
    return about_delivery(delivery, report, now) if delivery else "ignored: unknown delivery"


def named_by(message: EmailMessage, *, anywhere: bool) -> tuple[str, int] | None:
    """The mail that a genuine return path of ours names: a failure comes to it, a complaint quotes it."""
    names = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
    texts = [str(value) for name in names for value in message.get_all(name, [])]
    if anywhere:
        texts.append(message.as_bytes().decode("latin-1"))
    return next(filter(None, (read_return_path(found) for text in texts for found in return_paths_in(text))), None)


def about_delivery(delivery: Delivery, report: Report, now: datetime) -> str:
    """One mailbox's report says nothing about the others, and anybody can write one: it pauses no issue."""
    about = f"of delivery {delivery.pk}, {delivery.issue}"
    if report.kind is Kind.COMPLAINT:
        complained(delivery, now)
        return f"complaint {about}"
    if report.kind is Kind.LEFT:
        if delivery.subscriber is not None:
            unsubscribe(delivery.subscriber, now, delivery.issue)
        return f"unsubscribed by {about.removeprefix('of ')}"
    fate = report.fate or Fate.REFUSED
    failed(delivery, fate, report.status, detail=report.words, now=now)
    return f"{WORDS.get(fate, 'soft bounce')} {about}"


def about_other_mail(number: int, report: Report, now: datetime) -> str:
    mail = Outgoing.objects.filter(pk=number).first()
    if mail is None:
        return "ignored: unknown mail"
    if report.kind is Kind.COMPLAINT:
        suppress(mail.address, Suppression.Reason.COMPLAINT, now, "reported as spam")
        return f"complaint of other mail {number}"
    if report.fate is Fate.NO_MAILBOX:
        suppress(mail.address, Suppression.Reason.BOUNCE, now, report.words)
    return f"{WORDS.get(report.fate or Fate.REFUSED, 'soft bounce')} of other mail {number}"
