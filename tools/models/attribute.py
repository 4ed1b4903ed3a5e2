"""What a fact can be about."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from tools.values import Kind

# Always there; the reading side gives the first three places of their own.
GLOBALS: tuple[dict[str, Any], ...] = (
    {"key": "pricing", "label": "Pricing", "kind": Kind.TEXT.value, "better": "", "stale_after_days": 90},
    {"key": "entry-price", "label": "Entry price", "kind": Kind.PRICE.value, "better": "lower", "stale_after_days": 90},
    {"key": "licence", "label": "Licence", "kind": Kind.TEXT.value, "better": "", "stale_after_days": 180},
)


class AttributeQuerySet(models.QuerySet["Attribute"]):
    def ensure_globals(self) -> None:
        """Make the attributes that every site has, where they are missing."""
        for position, row in enumerate(GLOBALS):
            self.get_or_create(key=row["key"], defaults={**row, "position": position})

    def for_category(self, category_id: int) -> models.QuerySet["Attribute"]:
        """The attributes that a tool of this category can have facts about, in the order of the tables."""
        return self.filter(Q(category=None) | Q(category_id=category_id)).order_by("position", "label", "key")


class Attribute(models.Model):
    """Something a fact can be about: pricing, licence, context window. Global, or of one category."""

    class Better(models.TextChoices):
        UNKNOWN = "", "neither way"
        HIGHER = "higher", "higher is better"
        LOWER = "lower", "lower is better"

    key = models.CharField(
        max_length=60, unique=True, validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Use a-z, 0-9, hyphens.")]
    )
    label = models.CharField(max_length=60)
    category = models.ForeignKey(
        "tools.Category", models.PROTECT, null=True, blank=True, help_text="Empty: every tool can have it."
    )
    unit = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind], default=Kind.TEXT.value)
    better = models.CharField(max_length=6, choices=Better.choices, default=Better.UNKNOWN, blank=True)
    stale_after_days = models.PositiveSmallIntegerField(default=90)
    position = models.PositiveSmallIntegerField(default=100, help_text="Place in tables; smaller comes first.")

    objects = AttributeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "label", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(better="") | Q(kind__in=[Kind.NUMBER.value, Kind.PRICE.value]),
                name="attribute_better_needs_a_number",
                violation_error_message="Only a number or a price can be better when higher or lower.",
            ),
            models.CheckConstraint(
                condition=Q(stale_after_days__gte=1),
                name="attribute_stale_after_a_day",
                violation_error_message="A fact stays fresh for at least one day.",
            ),
        ]

    def __str__(self) -> str:
        return self.label
