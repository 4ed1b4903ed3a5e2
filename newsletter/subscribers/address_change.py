"""Changing an address, and showing somebody all that is kept about them."""

import logging
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from newsletter.addresses import address_key, inbox_of
from newsletter.models import Delivery, Forgotten, Outgoing, Subscriber, Suppression
from newsletter.subscribers import sign_up
from newsletter.subscribers.consent import FAILING, forget_mailbox, reach_again
from newsletter.subscribers.departures import What, digest_of, note
from tools.causes import cause_of
from votes.limits import Limit, allowed

logger = logging.getLogger("newsletter")
LIMIT = Limit("newsletter-move", 5, 86_400)


def ask(subscriber: Subscriber, address: str, quoted: str, now: datetime) -> None:
    """Send the new address a link. `quoted` is how the link spells it."""
    if allowed(sign_up.PER_MAILBOX, inbox_of(address), now):
        sign_up.put(Outgoing.Kind.CHANGE, address, now, subscriber=subscriber.pk, quoted=quoted)


@transaction.atomic
def move(subscriber: Subscriber, address: str, now: datetime) -> bool:
    """The subscription goes on at `address`. False where that one already has a subscription or must not be mailed."""
    key = address_key(address)
    taken = Subscriber.objects.filter(key=key).exclude(pk=subscriber.pk)
    if taken.exists() or Suppression.objects.filter(key=key, lifted_at=None).exists():
        return False
    try:
        with transaction.atomic():
            Subscriber.objects.filter(pk=subscriber.pk).update(address=address, key=key)
    except IntegrityError as error:  # somebody signed up with it at this very moment
        logger.warning("a change of address came too late: %s", cause_of(error))
        return False
    reach_again(subscriber, now)
    leave_mailbox(subscriber.address, address, now)
    return True


def leave_mailbox(former: str, address: str, now: datetime) -> None:
    """No list with the former address brings it back, and deleting their data later finds nothing under it. What
    somebody said about our mail goes with them; that mail failed was about the mailbox."""
    old, new = address_key(former), address_key(address)
    if old == new:
        return
    note(What.MOVED, old, now)
    note(What.BACK, new, now)
    Suppression.objects.filter(key=old, lifted_at=None).exclude(reason__in=FAILING).update(key=new)
    forget_mailbox(former)
    Forgotten.objects.filter(digest=digest_of(new)).delete()


def everything_about(subscriber: Subscriber) -> dict[str, Any]:
    mails = Delivery.objects.filter(subscriber=subscriber).select_related("issue").order_by("pk")
    return {
        "address": subscriber.address,
        "status": subscriber.get_status_display(),
        "signed_up_on_page": subscriber.source,
        "asked_at": subscriber.asked_at,
        "confirmed_at": subscriber.confirmed_at,
        "unsubscribed_at": subscriber.unsubscribed_at,
        "paused_until": subscriber.paused_until,
        "interests": list(subscriber.interests.order_by("slug").values_list("slug", flat=True)),
        "events": [{"what": event.what, "at": event.at} for event in subscriber.events.order_by("pk")],
        "issues": [{"issue": mail.issue.week, "to": mail.address, "state": mail.state} for mail in mails],
    }
