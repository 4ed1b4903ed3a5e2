"""The only functions that change somebody's consent: confirm, unsubscribe, suppress, and their ways back.

Leaving and claiming a delivery lock the same rows: what waits becomes `skipped` at once, and only what is being handed
over at that very moment may still arrive.
"""

from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from newsletter.addresses import address_key
from newsletter.models import Attempt, Delivery, Event, Forgotten, Issue, Outgoing, Subscriber, Suppression
from newsletter.subscribers.departures import What, digest_of, note

Status = Subscriber.Status
FAILING = (Suppression.Reason.BOUNCE, Suppression.Reason.SOFT)
NOTED = {Suppression.Reason.COMPLAINT: What.COMPLAINED, Suppression.Reason.EDITOR: What.STOPPED}
EVENT_OF = {
    Suppression.Reason.COMPLAINT: Event.What.COMPLAINED,
    Suppression.Reason.BOUNCE: Event.What.BOUNCED,
    Suppression.Reason.SOFT: Event.What.BOUNCED,
}


def barred(key: str) -> bool:
    """Whether an editor stopped all mail to this mailbox: then no link brings it back, only an editor does."""
    stopped = Suppression.objects.filter(lifted_at=None, reason=Suppression.Reason.EDITOR)
    return stopped.filter(key__in=[key, nameless(key)]).exists()


def nameless(key: str) -> str:
    """How a suppression names a mailbox whose owner had their data deleted."""
    return f"deleted:{digest_of(key)}"


@transaction.atomic
def confirm(subscriber: Subscriber, now: datetime, what: Event.What = Event.What.CONFIRMED) -> None:
    """Put somebody on the list who just said so. What an earlier complaint or bounce stopped is lifted by it."""
    if barred(subscriber.key):
        return
    Forgotten.objects.filter(digest=digest_of(subscriber.key)).delete()
    Suppression.objects.filter(key=subscriber.key, lifted_at=None).update(lifted_at=now)
    changed = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Status.CONFIRMED)
    if changed.update(status=Status.CONFIRMED, confirmed_at=now, unsubscribed_at=None):
        note(What.BACK, subscriber.key, now)
        add_event(subscriber, what, now)


@transaction.atomic
def unsubscribe(subscriber: Subscriber, now: datetime, issue: Issue | None = None) -> bool:
    """Take somebody off the list, and out of what waits to be sent. Says whether anything changed.

    Who is suppressed stays so, but their leaving is kept: lifting the suppression must not bring them back.
    """
    them = Subscriber.objects.filter(pk=subscriber.pk)
    leaving = them.exclude(status__in=[Status.UNSUBSCRIBED, Status.SUPPRESSED])
    stopped = them.filter(status=Status.SUPPRESSED, unsubscribed_at=None)
    if not (leaving.update(status=Status.UNSUBSCRIBED, unsubscribed_at=now) or stopped.update(unsubscribed_at=now)):
        return False
    note(What.LEFT, subscriber.key, now)
    skip_waiting(subscriber)
    add_event(subscriber, Event.What.UNSUBSCRIBED, now, issue)
    return True


@transaction.atomic
def come_back(subscriber: Subscriber, now: datetime) -> None:
    """Undo leaving: the consent of before holds again."""
    left = Subscriber.objects.filter(pk=subscriber.pk, status=Status.UNSUBSCRIBED, confirmed_at__isnull=False)
    if left.update(status=Status.CONFIRMED, unsubscribed_at=None):
        note(What.BACK, subscriber.key, now)
        add_event(subscriber, Event.What.RETURNED, now)


@transaction.atomic
def reach_again(subscriber: Subscriber, now: datetime) -> None:
    """They proved an address that works: whom only failing mail had stopped is on the list as before."""
    failing = Suppression.objects.filter(key=subscriber.key, lifted_at=None, reason__in=FAILING)
    stopped = Subscriber.objects.filter(pk=subscriber.pk, status=Status.SUPPRESSED, unsubscribed_at=None)
    if failing.exists() and stopped.exclude(confirmed_at=None).update(status=Status.CONFIRMED):
        add_event(subscriber, Event.What.RETURNED, now)


@transaction.atomic
def suppress(address: str, reason: str, now: datetime, detail: str = "", issue: Issue | None = None) -> bool:
    """Send nothing to this address any more. Says whether it was not so before."""
    key = address_key(address)
    made = Suppression.objects.bulk_create(
        [Suppression(key=key, reason=reason, detail=detail[:300], made_at=now)], ignore_conflicts=True
    )
    if reason in NOTED:  # failing mail is heard of again, and a row of refusals may yet take it back
        note(NOTED[Suppression.Reason(reason)], key, now)
    subscriber = Subscriber.objects.filter(key=key).exclude(status=Status.SUPPRESSED).first()
    if subscriber is None:
        return bool(made) and Suppression.objects.filter(key=key, made_at=now).exists()
    Subscriber.objects.filter(pk=subscriber.pk).update(status=Status.SUPPRESSED)
    skip_waiting(subscriber)
    add_event(subscriber, EVENT_OF.get(Suppression.Reason(reason), Event.What.UNSUBSCRIBED), now, issue)
    return True


@transaction.atomic
def lift(suppression: Suppression, now: datetime) -> None:
    """The way back: after a bounce the consent of before holds again; after a complaint they must ask anew."""
    if not Suppression.objects.filter(pk=suppression.pk, lifted_at=None).update(lifted_at=now):
        return
    stopped = Subscriber.objects.filter(key=suppression.key, status=Status.SUPPRESSED)
    bounced = suppression.reason in FAILING
    for subscriber in stopped:
        back = bounced and subscriber.confirmed_at is not None and subscriber.unsubscribed_at is None
        left_at = None if back else (subscriber.unsubscribed_at or now)
        stopped.filter(pk=subscriber.pk).update(
            status=Status.CONFIRMED if back else Status.UNSUBSCRIBED, unsubscribed_at=left_at
        )
        note(What.BACK if back else What.LEFT, subscriber.key, now)
        if back:
            add_event(subscriber, Event.What.RETURNED, now)


@transaction.atomic
def forget(subscriber: Subscriber, now: datetime) -> None:
    """Delete what is known about somebody. A keyed hash of the mailbox stays: or the next import of an old list would
    mail them again."""
    note(What.DELETED, subscriber.key, now)
    skip_waiting(subscriber)
    Attempt.objects.filter(delivery__subscriber=subscriber).update(reply="")  # servers' answers name the address
    for delivery in Delivery.objects.filter(subscriber=subscriber):
        Delivery.objects.filter(pk=delivery.pk).update(address=f"deleted:{delivery.pk}", subscriber=None)
    Outgoing.objects.filter(kind=Outgoing.Kind.CHANGE, details__subscriber=subscriber.pk).delete()
    forget_mailbox(subscriber.address)
    itself = ContentType.objects.get_for_model(Subscriber)
    seen = LogEntry.objects.filter(content_type=itself, object_id=str(subscriber.pk))
    seen.update(object_repr="somebody who had their data deleted")
    add_event(subscriber, Event.What.DELETED, now)
    subscriber.delete()


def forget_mailbox(address: str) -> None:
    """Keep nothing of a mailbox but a keyed hash, which keeps it out of imports; and out of all mail, where an editor
    said so."""
    key = address_key(address)
    Forgotten.objects.get_or_create(digest=digest_of(key))
    Outgoing.objects.filter(address__iexact=address).delete()
    about = Suppression.objects.filter(key=key)
    about.filter(reason=Suppression.Reason.EDITOR, lifted_at=None).update(key=nameless(key))
    about.delete()


def skip_waiting(subscriber: Subscriber) -> None:
    waiting = Delivery.objects.filter(subscriber=subscriber, state=Delivery.State.PENDING)
    waiting.update(state=Delivery.State.SKIPPED)


def add_event(subscriber: Subscriber, what: str, now: datetime, issue: Issue | None = None) -> None:
    Event.objects.create(subscriber=subscriber, what=what, at=now, issue=issue)
