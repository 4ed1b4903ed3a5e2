"""Tools and the categories that they stand in."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models, transaction
from django.db.models import Q

from tools import markup
from tools.models.edition import Edition
from tools.models.names import Alias, slug_is_valid
from tools.slugs import MAX_SLUG, SLUG, name_key, website_key

web_address = URLValidator(schemes=["https", "http"], message="Give a full address that starts with https://.")
# Left-to-right marks and overrides: they make a name read as another one.
BIDI_CONTROLS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_line(text: str) -> None:
    """Refuse characters that would break a line or make it read as something else."""
    if any(unicodedata.category(letter) == "Cc" or letter in BIDI_CONTROLS for letter in text):
        raise ValidationError("This text contains control characters. Type it again by hand.", "control")


def plain_lines(text: str) -> None:
    for line in text.splitlines():
        plain_line(line)


class Category(models.Model):
    """A job that tools are hired for. Tools of one category are compared with each other."""

    slug = models.CharField(
        max_length=MAX_SLUG, unique=True, validators=[RegexValidator(SLUG, "Use a-z, 0-9 and single hyphens.")]
    )
    name = models.CharField(max_length=60, unique=True, validators=[plain_line])
    description = models.CharField(max_length=300, blank=True, validators=[plain_line])

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ToolQuerySet(models.QuerySet["Tool"]):
    def public(self, now: datetime) -> "ToolQuerySet":
        """The tools that everybody may see at `now`. The only place with this rule for querysets."""
        return self.filter(published_at__lte=now)

    def ended(self, today: date) -> "ToolQuerySet":
        """The tools that were discontinued by then; the same rule as `Tool.is_discontinued`."""
        return self.filter(discontinued_on__lte=today)

    def changed(self, tool_ids: Iterable[int]) -> None:
        """Say that what these tools show has changed: pages and pieces made before are out of date."""
        with transaction.atomic():
            self.model._default_manager.filter(pk__in=list(tool_ids)).update(version=Edition.bump())

    def removed(self, names: Iterable[str]) -> "list[Tool]":
        """The tools with these names that were taken off the site, with a word why."""
        slugs = [name for name in names if re.match(SLUG, name)]
        gone = self.filter(names__slug__in=slugs, published_at=None).exclude(gone_because="")
        return list(gone.only("name", "gone_because").distinct().order_by("name"))

    def same_product(self, *, name: str, website: str, other_than: int | None) -> "Tool | None":
        """The record that already stands for a product of this name or this full web address."""
        keys = Q(name_key=name_key(name))
        if website:
            keys |= Q(website_key=website_key(website))
        others = self.filter(keys) if other_than is None else self.filter(keys).exclude(pk=other_than)
        return others.first()


class Tool(models.Model):
    """A product under review. Its slug is also a row of Alias, as are its older slugs and other names."""

    slug = models.CharField(max_length=MAX_SLUG, unique=True, validators=[slug_is_valid])
    name = models.CharField(max_length=80, validators=[plain_line])
    name_key = models.CharField(max_length=80, unique=True, editable=False)
    vendor = models.CharField(max_length=80, blank=True, validators=[plain_line])
    category = models.ForeignKey(Category, models.PROTECT, related_name="tools")
    tagline = models.CharField(max_length=160, validators=[plain_line], help_text="One line that says what it is.")
    best_for = models.TextField(blank=True, validators=[plain_lines], help_text="One reason a line, three at most.")
    skip_if = models.TextField(blank=True, validators=[plain_lines], help_text="One reason a line, three at most.")
    description = models.TextField(blank=True, help_text="Markdown.")
    description_html = models.TextField(blank=True, editable=False)
    website = models.URLField(max_length=300, blank=True, validators=[web_address])
    website_key = models.CharField(max_length=300, blank=True, editable=False)
    logo = models.CharField(max_length=60, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft that only staff can see.")
    discontinued_on = models.DateField(null=True, blank=True)
    gone_because = models.CharField(
        "why it is gone",
        max_length=200,
        blank=True,
        validators=[plain_line],
        help_text="One sentence for readers: why it was discontinued or, if it is no longer public, removed.",
    )
    version = models.BigIntegerField(default=0, editable=False)

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["published_at"]),
            models.Index(fields=["discontinued_on"], name="tool_ended", condition=Q(discontinued_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["website_key"],
                condition=~Q(website_key=""),
                name="tool_one_per_website",
                violation_error_message="Another tool has this web address already.",
            ),
            models.CheckConstraint(
                condition=~Q(name_key=""),
                name="tool_name_has_letters",
                violation_error_message="A name needs at least one letter or digit.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.fill_keys()
        twin = Tool.objects.same_product(name=self.name, website=self.website, other_than=self.pk)
        if twin:
            raise ValidationError(
                f"This product is already here as {twin.name} (/tools/{twin.slug}). Edit that record instead.", "twin"
            )
        self.check_name_is_free(self.slug)
        for field in ("best_for", "skip_if"):
            if len(lines(getattr(self, field))) > 3:
                raise ValidationError({field: "Three lines at most, so that readers reach the end."})
        try:
            self.description_html = markup.render(self.description)
        except markup.Refused as refusal:
            raise ValidationError({"description": str(refusal)}) from refusal

    def fill_keys(self) -> None:
        """Set what the unique constraints compare."""
        self.name_key = name_key(self.name)[:80]
        self.website_key = website_key(self.website)[:300] if self.website else ""

    def check_name_is_free(self, slug: str) -> None:
        """Refuse a slug that leads to another tool or would give a matchup path two readings."""
        owner = Alias.objects.owners({slug}).get(slug)
        if owner is not None and owner != self.pk:
            taken = Tool.objects.get(pk=owner)
            raise ValidationError({"slug": f"The name {slug} already leads to {taken.name} (/tools/{taken.slug})."})
        path = Alias.objects.ambiguity(slug)
        if path:
            raise ValidationError({"slug": f"The name {slug} would give the path /compare/{path} two readings."})

    @transaction.atomic
    def update_names(self) -> None:
        """Make the current slug a name, keep the former ones as redirects. Call it after every save."""
        self.names.filter(current=True).exclude(slug=self.slug).update(current=False)
        Alias.objects.update_or_create(slug=self.slug, defaults={"tool": self, "current": True})
        Tool.objects.changed([self.pk])

    def is_public(self, now: datetime) -> bool:
        return self.published_at is not None and self.published_at <= now

    def was_public(self, now: datetime) -> bool:
        """Whether readers saw it: it is public, or its old address says why it is gone."""
        return self.is_public(now) or bool(self.gone_because)

    def is_discontinued(self, today: date) -> bool:
        return self.discontinued_on is not None and self.discontinued_on <= today


def lines(text: str) -> list[str]:
    """The lines of a one-a-line field, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
