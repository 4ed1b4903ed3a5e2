"""Reviews: dated judgements of one tool by one persona. Append-only."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from reviews.panel import say_score
from reviews.personas import BY_KEY, MAX_SCORE, PERSONAS
from tools import markup
from tools.models import Tool
from tools.models.dated import WITHDRAWN, Dated
from tools.models.tool import plain_line

# What makes two reviews of one persona different rows of the record.
CONTENT = ("score", "verdict", "body", "reviewed_on", "author", "author_kind", "basis", "rubric")
RUBRIC = "1"


class ReviewQuerySet(models.QuerySet["Review"]):
    def current(self) -> "ReviewQuerySet":
        return self.filter(superseded_at=None)

    def of_public_tools(self, now: datetime) -> "ReviewQuerySet":
        """The current reviews that everybody may read at `now`."""
        return self.current().filter(tool__published_at__lte=now)

    @transaction.atomic
    def file(self, *, tool: Tool, persona: str, now: datetime, **content: Any) -> "Review":
        """Put a review on the record, superseding this persona's current one. The same again changes nothing.

        `content` has any of CONTENT and `reason`. Raises ValidationError.
        """
        current = self.filter(tool=tool, persona=persona, superseded_at=None).select_for_update().first()
        review = Review(tool=tool, persona=persona, **content)
        review.clean_fields(exclude=["recorded_at"])
        review.clean()
        if current is not None and current.content() == review.content():
            return current
        review.replace(current, now)
        Tool.objects.changed([tool.pk])
        return review


class Review(Dated):
    """One persona's judgement of one tool: a score of 100, ship or skip, and why. Current while not superseded."""

    class Verdict(models.TextChoices):
        SHIP = "ship", "ship"
        SKIP = "skip", "skip"

    class AuthorKind(models.TextChoices):
        PERSON = "person", "person"
        MODEL = "model", "model"

    class Basis(models.TextChoices):
        USED = "used it", "used it"
        READ = "read about it", "read about it"

    STATEMENT = ("score", "verdict")

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="reviews")
    persona = models.CharField(max_length=10, choices=[(persona.key.value, persona.name) for persona in PERSONAS])
    score = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    body = models.TextField(help_text="Markdown, in the persona's voice.")
    body_html = models.TextField(editable=False)
    reviewed_on = models.DateField()
    author = models.CharField(max_length=80, validators=[plain_line])
    author_kind = models.CharField(max_length=6, choices=AuthorKind.choices)
    basis = models.CharField(max_length=13, choices=Basis.choices)
    rubric = models.CharField("rubric version", max_length=10, default=RUBRIC)

    supersedes = models.OneToOneField("self", models.RESTRICT, null=True, editable=False, related_name="successor")
    since = models.ForeignKey("self", models.RESTRICT, null=True, editable=False, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "pk"]
        indexes = [
            models.Index(fields=["tool", "recorded_at"]),
            models.Index(
                fields=["persona", "-reviewed_on", "-id"], condition=Q(superseded_at=None), name="review_latest"
            ),
            models.Index(
                fields=["-recorded_at", "-id"], condition=Q(supersedes__isnull=False, since=None), name="review_changed"
            ),
            models.Index(fields=["-superseded_at", "-id"], condition=WITHDRAWN, name="review_withdrawn"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "persona"],
                condition=Q(superseded_at=None),
                name="review_one_current",
                violation_error_message="This persona has a current review of this tool; supersede it.",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=MAX_SCORE),
                name="review_score_in_range",
                violation_error_message="A score lies between 0 and 100.",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["ship", "skip"]),
                name="review_verdict_is_known",
                violation_error_message="The verdict is ship or skip.",
            ),
        ]

    def __str__(self) -> str:
        return f"{BY_KEY[self.persona].name} on {self.tool}: {say_score(self.score, self.verdict)}"

    def clean(self) -> None:
        if not 0 <= self.score <= MAX_SCORE:
            raise ValidationError({"score": f"A score lies between 0 and {MAX_SCORE}."})
        try:
            self.body_html = markup.render(self.body)
        except markup.Refused as refusal:
            raise ValidationError({"body": str(refusal)}) from refusal

    def content(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in CONTENT)

    @transaction.atomic
    def withdraw(self, *, because: str, now: datetime) -> None:
        """Take the review off the panel without a successor. The history keeps it; `because` may be empty."""
        self.close(now, withdrawn=True, because=because)
        Tool.objects.changed([self.tool_id])

    def check_not_in_future(self, today: date) -> None:
        if self.reviewed_on > today:
            raise ValidationError({"reviewed_on": "A review cannot lie in the future."})
