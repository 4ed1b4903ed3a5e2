"""What the reading side stores: editors' matchups, texts of the house, and the derived rows of lists and search."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from comparisons.index.asked import Asked
from comparisons.index.bases import bases_of
from comparisons.index.census import Census
from comparisons.index.search_names import NameStart, NameWord
from comparisons.index.search_words import Findable
from comparisons.index.standing import NEVER, Standing
from comparisons.index.underived import Underived
from comparisons.params.matchup import MAX_TOOLS, canonical
from comparisons.verdict.basis import nothing_true
from comparisons.verdict.editor import founded, lacks, resting, with_bases
from comparisons.verdict.placeholders import why_refused
from tools import markup
from tools.models import Edition, Tool
from tools.models.tool import plain_line

__all__ = [
    "NEVER", "Asked", "Census", "Findable", "HouseText", "Matchup", "MatchupTool", "NameStart", "NameWord", "Standing",
    "Underived",
]  # fmt: skip


# The columns with what an editor's words rest on, and those with the other words.
FOUNDED = ["headline_basis", "bottom_line_basis", "would_change"]
TEXTS = ["headline", "bottom_line"]


class MatchupQuerySet(models.QuerySet["Matchup"]):
    def chosen(self, today: date) -> "MatchupQuerySet":
        """Featured ones first, then the newest, without those of a tool that was discontinued: what the site offers."""
        gone = MatchupTool.objects.filter(tool__in=Tool.objects.ended(today))
        return self.exclude(pk__in=gone.values("matchup")).order_by("-featured", "-pk")

    def baseless(self) -> "MatchupQuerySet":
        """Those that may have words of which nobody noted what they rest on: from before it was noted."""
        headline = Q(headline_basis__isnull=True) & ~Q(headline="")
        bottom_line = Q(bottom_line_basis__isnull=True) & ~Q(bottom_line="")
        events = Q(headline_basis__isnull=True, bottom_line_basis__isnull=True) & ~Q(would_change=[])
        return self.filter(headline | bottom_line | events)

    @transaction.atomic
    def found(self, ids: Sequence[int], today: date) -> int:
        """Let the words of these matchups that rest on nothing yet rest on what is true today; of how many."""
        rows = [row for row in self.filter(pk__in=ids).select_for_update() if lacks(row.founded_fields())]
        sides = MatchupTool.objects.filter(matchup__in=ids).order_by("tool_id").values_list("matchup_id", "tool_id")
        members: dict[int, list[int]] = {pk: [] for pk in ids}
        for matchup_id, tool_id in sides:
            members[matchup_id].append(tool_id)
        whole = [row for row in rows if len(members[row.pk]) > 1]  # the tools of others were deleted
        for row, basis in zip(whole, bases_of([members[row.pk] for row in whole], today), strict=True):
            row.take(resting(row.founded_fields(), basis))
        self.bulk_update(whole, FOUNDED)
        return len(whole)


class Matchup(models.Model):
    """Two to four tools that an editor put together, with words of the editor's own."""

    key = models.CharField(max_length=90, unique=True, editable=False)
    tools = models.ManyToManyField(Tool, through="MatchupTool", related_name="matchups")
    # What was true when the words were written: see verdict.basis, by the ids of the tools. Beside each event, too.
    headline_basis = models.JSONField(null=True, blank=True, editable=False)
    bottom_line_basis = models.JSONField(null=True, blank=True, editable=False)
    headline = models.CharField(
        max_length=120, blank=True, validators=[plain_line], help_text="Put the deciding words between *asterisks*."
    )
    bottom_line = models.TextField(blank=True, help_text="Markdown. Which one for whom, in a sentence or two.")
    bottom_line_html = models.TextField(blank=True, editable=False)
    would_change = models.JSONField(default=list, blank=True, editable=False)
    featured = models.BooleanField(default=False, help_text="Shown on the home page.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MatchupQuerySet.as_manager()

    class Meta:
        ordering = ["-featured", "-pk"]

    def __str__(self) -> str:
        return " v ".join(sorted(tool.name for tool in self.tools.all())) if self.pk else "new matchup"

    def clean(self) -> None:
        try:
            self.bottom_line_html = markup.render(self.bottom_line)
        except markup.Refused as refusal:
            raise ValidationError({"bottom_line": str(refusal)}) from refusal
        if self.headline.count("*") not in (0, 2):
            raise ValidationError({"headline": "Put one pair of asterisks around the deciding words, or none."})
        refused = {name: why_refused(getattr(self, name)) for name in TEXTS}
        if any(refused.values()):
            raise ValidationError({name: why for name, why in refused.items() if why})

    @transaction.atomic
    def save_with(self, tools: Sequence[Tool], *, today: date | None = None, still_true: bool = False) -> None:
        """Store the matchup as the one of this set of tools. Words that are new rest on what is true `today`.

        With `still_true` all of them do.
        """
        check_set(tools)
        self.key = set_key(tool.pk for tool in tools)
        day = today or timezone.localdate()
        before = Matchup.objects.filter(pk=self.pk).values("key", *FOUNDED, *TEXTS).first() if self.pk else None
        fields = founded(self.founded_fields(), before, renewed=still_true)
        if before is not None and before["key"] != self.key:
            fields = with_bases(fields, lambda basis: basis and nothing_true(day))
        if lacks(fields):
            fields = resting(fields, bases_of([[tool.pk for tool in tools]], day)[0])
        self.take(fields)
        self.save()
        self.sides.exclude(tool__in=tools).delete()
        MatchupTool.objects.bulk_create([MatchupTool(matchup=self, tool=tool) for tool in tools], ignore_conflicts=True)
        Edition.bump()

    def founded_fields(self) -> dict[str, Any]:
        """The editor's words with what they rest on."""
        return {name: getattr(self, name) for name in (*TEXTS, *FOUNDED)}

    def take(self, fields: Mapping[str, Any]) -> None:
        for name in FOUNDED:
            setattr(self, name, fields[name])

    @property
    def slug(self) -> str:
        """The path text, from the tools' slugs of today."""
        return canonical(tool.slug for tool in self.tools.all())


class MatchupTool(models.Model):
    """One side of a curated matchup."""

    matchup = models.ForeignKey(Matchup, models.CASCADE, related_name="sides")
    tool = models.ForeignKey(Tool, models.CASCADE, related_name="sides")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matchup", "tool"], name="matchup_has_a_tool_once")]

    def __str__(self) -> str:
        return str(self.tool)


def check_set(tools: Sequence[Tool]) -> None:
    if not 2 <= len({tool.pk for tool in tools}) <= MAX_TOOLS:
        raise ValidationError({"tools": f"A matchup has 2 to {MAX_TOOLS} different tools."})


def set_key(tool_ids: Iterable[int]) -> str:
    """What identifies a set of tools whatever they are called: their ids in order."""
    return "-".join(str(pk) for pk in sorted(set(tool_ids)))


class HouseText(models.Model):
    """A page whose words belong to whoever runs the site. Without a row, the page shows its default words."""

    class Page(models.TextChoices):
        ABOUT = "about", "About"
        CONTACT = "contact", "Contact"
        TERMS = "terms", "Terms"
        ACCESSIBILITY = "accessibility", "Accessibility"

    page = models.CharField(max_length=20, choices=Page.choices, unique=True)
    body = models.TextField(help_text="Markdown. Replaces the default words of the page.")
    body_html = models.TextField(editable=False)

    class Meta:
        verbose_name = "text of the house"
        verbose_name_plural = "texts of the house"
        ordering = ["page"]

    def __str__(self) -> str:
        return self.get_page_display()

    def clean(self) -> None:
        try:
            self.body_html = markup.render(self.body)
        except markup.Refused as refusal:
            raise ValidationError({"body": str(refusal)}) from refusal
