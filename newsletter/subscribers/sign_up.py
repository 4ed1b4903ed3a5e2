"""Signing up. The form always writes one row of the outbox and says the same; what follows is decided by the sender.

So nobody learns from the answer, nor from how long it takes, whether an address is on the list.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from newsletter.addresses import address_key, inbox_of
from newsletter.models import Event, Outgoing, Subscriber, Suppression
from newsletter.subscribers.consent import barred
from votes.limits import Limit, allowed, count
from votes.network import of_one_client

PER_MAILBOX = Limit("newsletter-mailbox", 3, 86_400)
PER_NETWORK = Limit("newsletter-network", 30, 3_600)
STOPPED = Limit("newsletter-stopped", 1, 86_400)
EVERYWHERE = Limit("newsletter-everywhere", 0, 3_600)
AT_ONCE = timedelta()
LONGEST_WAIT = timedelta(hours=24)  # of a link that lives for days


def ask(address: str, source: str, network: str, now: datetime) -> None:
    """Note that somebody typed this address. Over the limit of a mailbox or of a network it is noted nowhere; the
    answer is the same.

    What a narrow limit refused does not count in the wider ones, so one network cannot use up everybody's. An address
    of the machines between us and the world (a proxy that nobody named) is no network: it stands for everybody.
    """
    nth = count(PER_NETWORK, network, now)
    if (of_one_client(network) and nth > PER_NETWORK.most) or not allowed(PER_MAILBOX, inbox_of(address), now):
        return
    wait = wait_of(nth, settings.SIGNUPS_PER_HOUR, now)
    if wait <= LONGEST_WAIT:
        put(Outgoing.Kind.SIGN_UP, address, now, wait, source=source[:200])


def wait_of(nth: int, most: int, now: datetime) -> timedelta:
    """How long a confirmation waits where more people sign up in an hour than `most`: so many go in each hour after.

    The first of a network in an hour goes at once until twice as many came: robots have few networks, people their own.
    """
    if not most:
        return AT_ONCE
    asked = count(EVERYWHERE, "", now)
    beyond = asked - (2 * most if nth == 1 else most)
    return timedelta(hours=max(0, -(-beyond // most)))


def put(kind: str, address: str, now: datetime, wait: timedelta = AT_ONCE, **details: object) -> Outgoing:
    """A row of the outbox, to be sent after `wait`."""
    return Outgoing.objects.create(kind=kind, address=address, details=details, made_at=now, next_at=now + wait)


@transaction.atomic
def subscriber_for(outgoing: Outgoing, now: datetime) -> Subscriber | None:
    """Whom a sign-up concerns, made now if need be; None where it must not be answered by mail.

    Who bounced or complained can come back: one letter a day asks them, and their answer lifts it.
    """
    key = address_key(outgoing.address)
    if barred(key):
        return None
    subscriber, new = Subscriber.objects.get_or_create(
        key=key,
        defaults={"address": outgoing.address, "source": outgoing.details.get("source", ""), "asked_at": now},
    )
    if new:
        Event.objects.create(subscriber=subscriber, what=Event.What.ASKED, at=now)
    stopped = Suppression.objects.filter(key=key, lifted_at=None).exists()
    again = outgoing.attempts > 1  # the server put this very letter off
    return None if stopped and not again and not allowed(STOPPED, key, now) else subscriber
