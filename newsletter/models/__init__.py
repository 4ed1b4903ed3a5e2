"""What does the newsletter store? Subscribers with their consent, issues, deliveries, the outbox."""

from newsletter.models.issue import Arming, Attempt, Delivery, Issue, Life, Outgoing
from newsletter.models.subscriber import Event, Forgotten, Subscriber, Suppression

__all__ = [
    "Arming",
    "Attempt",
    "Delivery",
    "Event",
    "Forgotten",
    "Issue",
    "Life",
    "Outgoing",
    "Subscriber",
    "Suppression",
]
