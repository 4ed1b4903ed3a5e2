"""The links of mails: who they belong to, whether they still work. Each opens one thing only."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from newsletter.models import Subscriber
from newsletter.subscribers import tokens

CONFIRM, LEAVE, PREFERENCES, MOVE = "confirm", "leave", "preferences", "move"
LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Proof:
    """A token that proved genuine: whose it is, and whether it is still good."""

    subscriber: Subscriber
    expired: bool = False
    used: bool = False

    @property
    def good(self) -> bool:
        return not (self.expired or self.used)


def path_of(purpose: str, token: str) -> str:
    folder = {CONFIRM: "confirm", LEAVE: "unsubscribe", PREFERENCES: "preferences", MOVE: "address"}[purpose]
    return f"/newsletter/{folder}/{token}"


def address_of(purpose: str, token: str) -> str:
    """The whole address of a link, on the site's own origin whatever the request said."""
    return settings.SITE_ORIGIN + path_of(purpose, token)


def lasting(purpose: str, subscriber: int, secret: str) -> str:
    """A link that never expires, from the two columns that a delivery carries."""
    return address_of(purpose, tokens.make(purpose, subscriber, secret))


def on_page(purpose: str, subscriber: Subscriber) -> str:
    """The same link as pages of the site print it."""
    return path_of(purpose, tokens.make(purpose, subscriber.pk, subscriber.secret))


def passing(purpose: str, subscriber: Subscriber, now: datetime, extra: str = "") -> str:
    """A link that works for seven days."""
    expires = int((now + LIFE).timestamp())
    bound = bound_to(purpose, subscriber, extra)
    return address_of(purpose, tokens.make(purpose, subscriber.pk, subscriber.secret, expires, bound))


def bound_to(purpose: str, subscriber: Subscriber, extra: str) -> str:
    """What else a token holds. A move also names the address that it leaves, so that it works once."""
    return f"{subscriber.address}\n{extra}" if purpose == MOVE else extra


def prove(purpose: str, text: str, now: datetime, extra: str = "") -> Proof | None:
    """Who this token belongs to, or None: forged, of another purpose, or of somebody who deleted their data."""
    token = tokens.read(text)
    subscriber = Subscriber.objects.filter(pk=token.subscriber).first() if token else None
    if token is None or subscriber is None:
        return None
    if not tokens.proves(token, purpose, subscriber.secret, bound_to(purpose, subscriber, extra)):
        return None
    if not token.expires:
        return Proof(subscriber) if purpose in {LEAVE, PREFERENCES} else None
    made_at = datetime.fromtimestamp(token.expires, UTC) - LIFE
    times = (subscriber.confirmed_at, subscriber.unsubscribed_at)
    used = purpose == CONFIRM and any(at is not None and at > made_at for at in times)
    return Proof(subscriber, expired=token.expires <= now.timestamp(), used=used)
