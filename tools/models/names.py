"""All names that lead to a tool, in one table, so that no two tools can answer to the same one."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from tools.slugs import MAX_SLUG, SLUG, ambiguous_path, sub_names

slug_is_valid = RegexValidator(
    SLUG, "Use lower-case letters a to z, digits and single hyphens, for example code-llama-4.", "slug"
)


class AliasQuerySet(models.QuerySet["Alias"]):
    def owners(self, slugs: set[str]) -> dict[str, int]:
        """Which tool (id) answers to each of `slugs`; unknown ones are left out."""
        return dict(self.filter(slug__in=slugs).values_list("slug", "tool_id"))

    def ambiguity(self, slug: str) -> str | None:
        """A matchup path that two different sets of tools would claim if `slug` became a name, or None."""
        compounds = set(self.filter(slug__contains="-vs-").values_list("slug", flat=True))
        if "-vs-" in slug:
            compounds.add(slug)
        if not compounds:
            return None
        wanted = {part for compound in compounds for part in sub_names(compound)}
        names = set(self.filter(slug__in=wanted).values_list("slug", flat=True)) | compounds
        return ambiguous_path(names | ({slug} & wanted))


class Alias(models.Model):
    """A slug that leads to a tool: its current one, an old one that keeps redirecting, or another name for it."""

    slug = models.CharField(max_length=MAX_SLUG, unique=True, validators=[slug_is_valid])
    tool = models.ForeignKey("tools.Tool", models.CASCADE, related_name="names")
    current = models.BooleanField(default=False, editable=False)

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "aliases"
        ordering = ["slug"]
        indexes = [models.Index(fields=["slug"], condition=Q(slug__contains="-vs-"), name="alias_with_vs")]
        constraints = [
            models.UniqueConstraint(
                fields=["tool"],
                condition=Q(current=True),
                name="alias_one_current",
                violation_error_message="A tool has one current slug.",
            )
        ]

    def __str__(self) -> str:
        return self.slug
