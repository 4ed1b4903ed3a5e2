"""The only functions that change somebody's consent: confirm, unsubscribe, suppress, and their ways back.

Leaving and claiming a delivery lock the same rows: what waits becomes `skipped` at once, and only what is being handed
over at that very moment may still arrive.
"""

from datetime import datetime

from django.db import transaction

from newsletter.addresses import address_key
from newsletter.models import Attempt, Delivery, Event, Forgotten, Issue, Outgoing, Subscriber, Suppression
from votes.identity import keyed

Status = Subscriber.Status
FAILING = (Suppression.Reason.BOUNCE, Suppression.Reason.SOFT)
EVENT_OF = {
    Suppression.Reason.COMPLAINT: Event.What.COMPLAINED,
    Suppression.Reason.BOUNCE: Event.What.BOUNCED,
    Suppression.Reason.SOFT: Event.What.BOUNCED,
}


def barred(key: str) -> bool:
    """Whether an editor stopped all mail to this mailbox: then no link brings it back, only an editor does."""
    return Suppression.objects.filter(key=key, lifted_at=None, reason=Suppression.Reason.EDITOR).exists()


@transaction.atomic
def confirm(subscriber: Subscriber, now: datetime, what: Event.What = Event.What.CONFIRMED) -> None:
    """Put somebody on the list who just said so. What an earlier complaint or bounce stopped is lifted by it."""
    if barred(subscriber.key):
        return
    Forgotten.objects.filter(digest=digest_of(subscriber.key)).delete()
    Suppression.objects.filter(key=subscriber.key, lifted_at=None).update(lifted_at=now)
    changed = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Status.CONFIRMED)
    if changed.update(status=Status.CONFIRMED, confirmed_at=now, unsubscribed_at=None):
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
    skip_waiting(subscriber)
    add_event(subscriber, Event.What.UNSUBSCRIBED, now, issue)
    return True


@transaction.atomic
def come_back(subscriber: Subscriber, now: datetime) -> None:
    """Undo leaving: the consent of before holds again."""
    left = Subscriber.objects.filter(pk=subscriber.pk, status=Status.UNSUBSCRIBED, confirmed_at__isnull=False)
    if left.update(status=Status.CONFIRMED, unsubscribed_at=None):
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
        if back:
            add_event(subscriber, Event.What.RETURNED, now)


def digest_of(key: str) -> str:
    return keyed("forgotten", key)


@transaction.atomic
def forget(subscriber: Subscriber, now: datetime) -> None:
    """Delete what is known about somebody. A suppression stays, and a keyed hash of the mailbox: or the next import of
    an old list would mail them again."""
    Forgotten.objects.get_or_create(digest=digest_of(subscriber.key))
    skip_waiting(subscriber)
    Attempt.objects.filter(delivery__subscriber=subscriber).update(reply="")  # servers' answers name the address
    for delivery in Delivery.objects.filter(subscriber=subscriber):
        Delivery.objects.filter(pk=delivery.pk).update(address=f"deleted:{delivery.pk}", subscriber=None)
    Outgoing.objects.filter(address__iexact=subscriber.address).delete()
    add_event(subscriber, Event.What.DELETED, now)
    subscriber.delete()


def skip_waiting(subscriber: Subscriber) -> None:
    waiting = Delivery.objects.filter(subscriber=subscriber, state=Delivery.State.PENDING)
    waiting.update(state=Delivery.State.SKIPPED)


def add_event(subscriber: Subscriber, what: str, now: datetime, issue: Issue | None = None) -> None:
    Event.objects.create(subscriber=subscriber, what=what, at=now, issue=issue)
