"""Facts: dated statements about tools, each with its source and its last check."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from tools.models.attribute import Attribute
from tools.models.dated import WITHDRAWN, Dated
from tools.models.tool import Tool, plain_line, web_address
from tools.numbers import WrongValue
from tools.states import State
from tools.values import Decoder, check_value, say

# What makes two statements about one attribute different rows of the record.
CONTENT = ("value", "source", "quote", "checked_on", "method", "outcome")


class FactQuerySet(models.QuerySet["Fact"]):
    @transaction.atomic
    def record(self, *, tool: Tool, attribute: Attribute, now: datetime, **content: Any) -> "Fact":
        """Put a fact on the record, superseding the current one. The same content again changes nothing.

        `content` has any of CONTENT and `reason`. Raises ValidationError.
        """
        current = self.filter(tool=tool, attribute=attribute, superseded_at=None).select_for_update().first()
        fact = Fact(tool=tool, attribute=attribute, **content)
        fact.clean_fields(exclude=["recorded_at"])
        fact.clean()
        if current is not None and current.content() == fact.content():
            return current
        fact.replace(current, now)
        Tool.objects.changed([tool.pk])
        return fact


class Fact(Dated):
    """One statement: this tool's attribute has this value, says this source. Current while not superseded."""

    class Method(models.TextChoices):
        READ = "read", "read by a person"
        SCRIPT = "script", "read by a script"
        ASKED = "asked", "asked the vendor"

    STATEMENT = ("value",)
    OUTCOMES = [(state.value, state.value) for state in (State.CONFIRMED, State.CONTRADICTED, State.UNREADABLE)]

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="facts")
    attribute = models.ForeignKey(Attribute, models.PROTECT, related_name="facts")
    value = models.JSONField(decoder=Decoder)
    source = models.URLField(max_length=500, blank=True, validators=[web_address])
    quote = models.CharField(max_length=500, blank=True, validators=[plain_line])
    checked_on = models.DateField(null=True, blank=True)
    method = models.CharField(max_length=10, blank=True, choices=Method.choices)
    outcome = models.CharField(max_length=12, blank=True, choices=OUTCOMES)

    supersedes = models.OneToOneField("self", models.RESTRICT, null=True, editable=False, related_name="successor")
    since = models.ForeignKey("self", models.RESTRICT, null=True, editable=False, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["attribute__position", "attribute__label", "pk"]
        indexes = [
            models.Index(fields=["tool", "recorded_at"]),
            models.Index(
                fields=["-recorded_at", "-id"], condition=Q(supersedes__isnull=False, since=None), name="fact_changed"
            ),
            models.Index(fields=["-superseded_at", "-id"], condition=WITHDRAWN, name="fact_withdrawn"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "attribute"],
                condition=Q(superseded_at=None),
                name="fact_one_current",
                violation_error_message="This tool has a current fact about this attribute; supersede it.",
            ),
            models.CheckConstraint(
                condition=Q(checked_on=None, outcome="", method="") | (Q(checked_on__isnull=False) & ~Q(outcome="")),
                name="fact_check_is_whole",
                violation_error_message="A check has a date and an outcome; leave both empty if nobody checked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute.label}: {say(self.value, self.attribute.unit)}"

    def clean(self) -> None:
        try:
            self.value = check_value(self.attribute.kind, self.value, self.attribute.unit)
        except WrongValue as wrong:
            raise ValidationError({"value": f"Expected {wrong}."}) from wrong
        plain_line(say(self.value))
        if self.attribute.category_id not in (None, self.tool.category_id):
            raise ValidationError({"attribute": f"{self.attribute.label} is not an attribute of this category."})
        if bool(self.checked_on) != bool(self.outcome):
            raise ValidationError("A check has a date and an outcome; leave both empty if nobody checked.")
        if self.method and not self.checked_on:
            raise ValidationError({"method": "A method without a check says nothing; give the date."})
        if self.outcome == State.CONFIRMED and not self.source:
            raise ValidationError({"source": "A fact is confirmed by a source; give its address."})

    def content(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in CONTENT)

    @transaction.atomic
    def withdraw(self, *, because: str, now: datetime) -> None:
        """Take the fact off the pages without a successor. The history keeps it; `because` may be empty."""
        self.close(now, withdrawn=True, because=because)
        Tool.objects.changed([self.tool_id])

    def check_not_in_future(self, today: date) -> None:
        if self.checked_on and self.checked_on > today:
            raise ValidationError({"checked_on": "A check cannot lie in the future."})
