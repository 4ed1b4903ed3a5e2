"""Signing up. The form always writes one row of the outbox and says the same; what follows is decided by the sender.

So nobody learns from the answer, nor from how long it takes, whether an address is on the list.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from newsletter.addresses import address_key
from newsletter.models import Event, Outgoing, Subscriber, Suppression
from newsletter.subscribers.consent import barred
from votes.limits import Limit, allowed

PER_MAILBOX = Limit("newsletter-mailbox", 3, 86_400)
PER_NETWORK = Limit("newsletter-network", 30, 3_600)


def everywhere() -> Limit:
    return Limit("newsletter-everywhere", settings.SIGNUPS_PER_HOUR, 3_600)


def ask(address: str, source: str, network: str, now: datetime) -> None:
    """Note that somebody typed this address. Over a limit it is noted nowhere; the answer is the same.

    What a narrow limit refused does not count in the wider ones, so one network cannot use up everybody's.
    """
    limits = ((PER_NETWORK, network), (PER_MAILBOX, address_key(address)), (everywhere(), ""))
    if all(allowed(limit, who, now) for limit, who in limits):
        put(Outgoing.Kind.SIGN_UP, address, now, source=source[:200])


def put(kind: str, address: str, now: datetime, **details: object) -> Outgoing:
    return Outgoing.objects.create(kind=kind, address=address, details=details, made_at=now, next_at=now)


@transaction.atomic
def subscriber_for(outgoing: Outgoing, now: datetime) -> Subscriber | None:
    """Whom a sign-up concerns, made now if need be; None where it must not be answered by mail."""
    key = address_key(outgoing.address)
    if barred(key):
        return None
    subscriber, new = Subscriber.objects.get_or_create(
        key=key,
        defaults={"address": outgoing.address, "source": outgoing.details.get("source", ""), "asked_at": now},
    )
    if new:
        Event.objects.create(subscriber=subscriber, what=Event.What.ASKED, at=now)
    hard = Suppression.objects.filter(key=key, lifted_at=None).exclude(reason=Suppression.Reason.SOFT)
    return None if hard.exists() else subscriber
