"""The issue of one week, and the sending of it to one subscriber."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from newsletter.addresses import MAX_ADDRESS
from newsletter.models.subscriber import Subscriber
from tools import markup
from tools.models.tool import plain_line


class Issue(models.Model):
    """One week's newsletter. Its words can change until it is frozen; then the stored parts are what everybody gets."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        APPROVED = "approved", "approved, waits for its time"
        HELD = "held", "too late by itself, waits for a person"
        SENDING = "sending", "being sent"
        PAUSED = "paused", "paused"
        STOPPED = "stopped", "stopped"
        SENT = "sent", "sent"

    week = models.CharField(max_length=8, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT, editable=False)
    zone = models.CharField(max_length=60, editable=False)
    due_at = models.DateTimeField("due at")
    since = models.DateTimeField(editable=False)
    until = models.DateTimeField(editable=False)
    subject = models.CharField(max_length=150, validators=[plain_line])
    preheader = models.CharField(max_length=200, blank=True, validators=[plain_line])
    introduction = models.TextField(blank=True, help_text="Markdown. Stands above the main event.")
    introduction_html = models.TextField(blank=True, editable=False)
    content = models.JSONField(default=dict, editable=False)

    html = models.TextField(blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    content_sha = models.CharField(max_length=64, blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    armed_host = models.CharField(max_length=80, blank=True, editable=False)
    expected = models.PositiveIntegerField(default=0, editable=False)
    excluded = models.JSONField(default=dict, editable=False)
    paused_because = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["-week"]

    def __str__(self) -> str:
        return f"No. {self.number}, {self.week.upper()}"

    def clean(self) -> None:
        try:
            self.introduction_html = markup.render(self.introduction)
        except markup.Refused as refusal:
            raise ValidationError({"introduction": str(refusal)}) from refusal

    @property
    def path(self) -> str:
        return f"/newsletter/{self.week}"

    @property
    def editable(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def listed(self) -> bool:
        """Whether the archive shows it."""
        return self.frozen_at is not None


class Delivery(models.Model):
    """The sending of one issue to one subscriber. Changed by newsletter.delivery.ledger alone."""

    class State(models.TextChoices):
        PENDING = "pending", "waits"
        HANDING = "handing", "being handed to the mail server"
        SENT = "sent", "accepted"
        FAILED = "failed", "refused for good"
        SKIPPED = "skipped", "left, or stopped, before it was sent"
        UNCERTAIN = "uncertain", "handed over, fate unknown"

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, related_name="deliveries")
    address = models.CharField(max_length=MAX_ADDRESS)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    message_id = models.CharField(max_length=200, unique=True)
    owner = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    code = models.CharField(max_length=20, blank=True)
    bounced_at = models.DateTimeField(null=True)
    bounced_soft = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["issue", "next_at", "id"], condition=Q(state="pending"), name="delivery_waiting"),
            models.Index(fields=["issue", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="delivery_once_per_subscriber"),
            models.UniqueConstraint(fields=["issue", "address"], name="delivery_once_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} to {self.address}: {self.state}"


class Attempt(models.Model):
    """One try of a delivery that did not end in acceptance at once, or that a person settled. Append-only."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    fate = models.CharField(max_length=12)
    reply = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.fate} at {self.at:%Y-%m-%d %H:%M}"


class Outgoing(models.Model):
    """The outbox: a mail that is no issue. Every sign-up writes one; the sender decides whether and what to mail."""

    class Kind(models.TextChoices):
        SIGN_UP = "sign-up", "sign-up"
        CHANGE = "change", "change of address"
        TEST = "test", "test of an issue"
        CHECK = "check", "check of the mail settings"

    class State(models.TextChoices):
        PENDING = "pending", "waits"
        HANDING = "handing", "being handed to the mail server"
        SENT = "sent", "accepted"
        FAILED = "failed", "refused for good"
        DROPPED = "dropped", "needed no mail"
        UNCERTAIN = "uncertain", "handed over, fate unknown"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    address = models.CharField(max_length=MAX_ADDRESS)
    details = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    message_id = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "other mail"
        verbose_name_plural = "other mail"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["next_at", "id"], condition=Q(state="pending"), name="outgoing_waiting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.address}: {self.state}"


class Arming(models.Model):
    """One row: the only host that may send, so that a restored copy of the database on another one mails nobody."""

    host = models.CharField(max_length=80)
    armed_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    # What keeps the sender of this host from handing mails over, as it last said, and since when.
    trouble = models.CharField(max_length=300, blank=True, db_default="", default="")
    trouble_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "arming"

    def __str__(self) -> str:
        return self.host

    @classmethod
    def current(cls) -> Any:
        return cls.objects.filter(pk=1).first()


class Life(models.Model):
    """One row: which life of the database this is, and how many batches of mails it has claimed. The mark outside the
    database says the same; newsletter.delivery.marks changes both."""

    name = models.CharField(max_length=32)
    counter = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "lives"

    def __str__(self) -> str:
        return f"{self.name[:6]}: {self.counter}"

    @classmethod
    def current(cls) -> "Life | None":
        return cls.objects.filter(pk=1).first()
