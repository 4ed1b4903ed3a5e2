"""Addresses that asked for the newsletter, and addresses that must not be mailed."""

import secrets

from django.db import models
from django.db.models import Q

from newsletter.addresses import MAX_ADDRESS
from tools.models import Category


def new_secret() -> str:
    return secrets.token_hex(16)


class Subscriber(models.Model):
    """An address with its consent. `status` and the consent columns change through `subscribers.consent` alone."""

    class Status(models.TextChoices):
        PENDING = "pending", "asked, not confirmed"
        CONFIRMED = "confirmed", "confirmed"
        UNSUBSCRIBED = "unsubscribed", "unsubscribed"
        SUPPRESSED = "suppressed", "suppressed"

    address = models.CharField(max_length=MAX_ADDRESS)
    key = models.CharField(max_length=MAX_ADDRESS, unique=True, editable=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING, editable=False)
    source = models.CharField(max_length=200, blank=True, editable=False)
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    asked_at = models.DateTimeField(editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    unsubscribed_at = models.DateTimeField(null=True, editable=False)
    paused_until = models.DateField(null=True, blank=True)
    interests = models.ManyToManyField(Category, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False), name="subscriber_consent_has_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.address


class Event(models.Model):
    """One change of somebody's consent: what the dashboard counts. Append-only, without an address."""

    class What(models.TextChoices):
        ASKED = "asked", "asked"
        CONFIRMED = "confirmed", "confirmed"
        IMPORTED = "imported", "imported"
        UNSUBSCRIBED = "unsubscribed", "unsubscribed"
        RETURNED = "returned", "came back"
        BOUNCED = "bounced", "bounced"
        COMPLAINED = "complained", "complained"
        DELETED = "deleted", "deleted"

    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, related_name="events")
    what = models.CharField(max_length=12, choices=What.choices)
    at = models.DateTimeField()
    issue = models.ForeignKey("newsletter.Issue", models.SET_NULL, null=True, related_name="events")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["what", "at"])]

    def __str__(self) -> str:
        return f"{self.what} on {self.at:%Y-%m-%d}"


class Suppression(models.Model):
    """An address that nothing is sent to, why, and since when. `lifted_at` is the way back."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", "no such mailbox"
        SOFT = "soft", "three failures in five issues"
        COMPLAINT = "complaint", "complained"
        EDITOR = "editor", "put here by an editor"

    key = models.CharField("address", max_length=MAX_ADDRESS)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    detail = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(lifted_at=None), name="suppression_one_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_reason_display()}"


class Forgotten(models.Model):
    """Somebody deleted their data. A keyed hash of the mailbox stays, so that no old list brings them back."""

    digest = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return f"forgotten {self.digest[:6]}"
