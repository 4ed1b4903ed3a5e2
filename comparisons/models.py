"""What the reading side stores: editors' matchups, texts of the house, and one derived row per tool for lists."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from comparisons.findable import Findable, derive_words
from comparisons.matchup import MAX_TOOLS, canonical
from reviews.models import Review
from reviews.panel import Opinion, Panel, panel_of
from tools import markup
from tools.models import Category, Edition, Tool
from tools.models.tool import plain_line
from tools.slugs import name_key
from votes.models import Tally
from votes.tally import NOTHING, UNRANKED, Count

NEVER = date(1, 1, 1)
TAKE = "UPDATE comparisons_standing SET votes = %s, community = %s WHERE tool_id = %s"


class MatchupQuerySet(models.QuerySet["Matchup"]):
    @transaction.atomic
    def curate(self, tools: Sequence[Tool], **fields: Any) -> "Matchup":
        """Write what an editor says about this set of tools; the set is the key. Raises ValidationError."""
        matchup = self.filter(key=set_key(tool.pk for tool in tools)).first() or Matchup()
        for name, value in fields.items():
            setattr(matchup, name, value)
        matchup.full_clean(exclude=["key"])
        matchup.save_with(tools)
        return matchup


class Matchup(models.Model):
    """Two to four tools that an editor put together, with words of the editor's own."""

    key = models.CharField(max_length=90, unique=True, editable=False)
    tools = models.ManyToManyField(Tool, through="MatchupTool", related_name="matchups")
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

    @transaction.atomic
    def save_with(self, tools: Sequence[Tool]) -> None:
        """Store the matchup as the one of this set of tools."""
        check_set(tools)
        self.key = set_key(tool.pk for tool in tools)
        self.save()
        self.sides.exclude(tool__in=tools).delete()
        MatchupTool.objects.bulk_create([MatchupTool(matchup=self, tool=tool) for tool in tools], ignore_conflicts=True)
        Edition.bump()

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


class StandingQuerySet(models.QuerySet["Standing"]):
    @transaction.atomic
    def refresh(self, tool_ids: Iterable[int]) -> None:
        """Derive the rows of these tools anew: the only writer. Call it in the transaction of the change."""
        rows = derive(tool_ids)
        fields = [field.name for field in Standing._meta.concrete_fields if not field.primary_key]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["tool"], update_fields=fields, batch_size=500)
        Findable.objects.refresh(row.tool_id for row in rows)

    def take(self, tool_id: int, count: Count) -> None:
        """Take over a tally that just moved, in the transaction that moved it: one statement, not composed anew."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [count.votes, count.rank, tool_id])

    def wrong(self) -> list[str]:
        """Slugs of the tools whose rows are missing or differ from what the record says now."""
        stored = {row.tool_id: row.content() for row in self.all()}
        found_by = {row.tool_id: row.content() for row in Findable.objects.all()}
        slugs = dict(Tool.objects.values_list("pk", "slug"))
        ids = list(slugs)
        found = []
        for start in range(0, len(ids), 500):
            chunk = ids[start : start + 500]
            fresh = {row.tool_id: row.content() for row in derive(chunk)}
            words = {row.tool_id: row.content() for row in derive_words(chunk)}
            found += [pk for pk in chunk if (stored.get(pk), found_by.get(pk)) != (fresh[pk], words[pk])]
        return sorted(slugs[pk] for pk in found)


class Standing(models.Model):
    """One tool's place in lists, derived from its reviews and its tally.

    For filters and sorts only: pages never print from it. `community` is the Wilson bound in millionths. What a tool
    does not have sorts last: its number is then -1, its newest review in the year 1. `sort_name` holds letters and
    digits only, so that every database puts them in the same order.
    """

    tool = models.OneToOneField(Tool, models.CASCADE, primary_key=True)
    category = models.ForeignKey(Category, models.CASCADE)
    published_at = models.DateTimeField(null=True)
    sort_name = models.CharField(max_length=80)
    call = models.CharField(max_length=5)
    ships = models.PositiveSmallIntegerField()
    skips = models.PositiveSmallIntegerField()
    points = models.SmallIntegerField()
    spread = models.SmallIntegerField()
    reviewed_on = models.DateField()
    votes = models.PositiveIntegerField(default=0)
    community = models.IntegerField(default=UNRANKED)

    objects = StandingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-points", "tool"]),
            models.Index(fields=["category", "-points", "tool"]),
            models.Index(fields=["-reviewed_on", "tool"]),
            models.Index(fields=["-spread", "tool"]),
            models.Index(fields=["-community", "tool"]),
            models.Index(fields=["sort_name", "tool"]),
        ]

    def __str__(self) -> str:
        return f"{self.sort_name}: {self.call}"

    def content(self) -> tuple[object, ...]:
        return tuple(getattr(self, field.attname) for field in self._meta.concrete_fields)


def derive(tool_ids: Iterable[int]) -> list[Standing]:
    """The standings of these tools as they should be, unsaved."""
    ids = list(tool_ids)
    opinions: dict[int, list[Opinion]] = {}
    columns = ("tool_id", "persona", "score", "verdict", "reviewed_on")
    for tool_id, persona, score, verdict, day in Review.objects.current().filter(tool__in=ids).values_list(*columns):
        opinions.setdefault(tool_id, []).append(Opinion(persona, score, verdict, reviewed_on=day))
    tools = Tool.objects.filter(pk__in=ids).only("pk", "category_id", "published_at", "name")
    counts = Tally.objects.counts(ids)
    return [standing_of(tool, panel_of(opinions.get(tool.pk, [])), counts.get(tool.pk, NOTHING)) for tool in tools]


def standing_of(tool: Tool, panel: Panel, count: Count) -> Standing:
    return Standing(
        tool_id=tool.pk,
        category_id=tool.category_id,
        published_at=tool.published_at,
        sort_name=name_key(tool.name)[:80],
        call=panel.call.slug,
        ships=panel.ships,
        skips=panel.skips,
        points=-1 if panel.points is None else panel.points,
        spread=-1 if panel.spread is None else panel.spread,
        reviewed_on=panel.reviewed_on or NEVER,
        votes=count.votes,
        community=count.rank,
    )


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
