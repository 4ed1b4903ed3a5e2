"""Subscribers and their consent, issues, deliveries, and the outbox."""

from newsletter.models.issue import Arming, Attempt, Delivery, Issue, Outgoing
from newsletter.models.subscriber import Event, Subscriber, Suppression

__all__ = ["Arming", "Attempt", "Delivery", "Event", "Issue", "Outgoing", "Subscriber", "Suppression"]
