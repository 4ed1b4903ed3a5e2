"""Everything on record about one tool, as rows of one page: its facts by attribute and the four places of its panel."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from comparisons.admin.row_kinds import FactRow, ReviewSlot
from comparisons.admin.rows import Row
from reviews.models import Review
from reviews.personas import PERSONAS
from tools.models import Attribute, Fact, Tool
from tools.models.dated import Dated

MAX_KEY_DIGITS = 18  # what fits a database integer


class Workspace:
    """The rows of one tool, made from what the editor sent (`data`, or None) over what stands now."""

    def __init__(self, tool: Tool, category_id: int | None, data: Any, now: datetime) -> None:
        self.tool = tool
        self.now = now
        today = timezone.localdate(now)
        self.facts = fact_rows(tool, category_id, data, today)
        self.slots = review_slots(tool, data, today)

    @property
    def rows(self) -> list[Row[Any]]:
        return [*self.facts, *self.slots]

    @property
    def touched(self) -> bool:
        return any(row.touched for row in self.rows)

    def shown_names(self) -> list[str]:
        """The names of the fields of all rows."""
        return [name for row in self.rows for name in row.shown_names()]

    def check(self) -> list[Row[Any]]:
        """The rows that cannot be saved as they are. What the editor left alone shows what stands now."""
        wrong = [row for row in self.rows if row.touched and not row.is_valid()]
        self.facts = [row if row.touched else row.fresh() for row in self.facts]
        self.slots = [row if row.touched else row.fresh() for row in self.slots]
        return wrong

    def save(self) -> list[str]:
        """Put the rows that changed on the record. Gives a sentence about each. Call it after `check` found nothing."""
        said = [row.save(self.now) for row in self.rows if row.touched]
        return [sentence for sentence in said if sentence]


def fact_rows(tool: Tool, category_id: int | None, data: Any, today: date) -> list[FactRow]:
    """A row per attribute that the category can have, then the facts that a move to another category left behind."""
    attributes = list(Attribute.objects.for_category(category_id or 0))
    standing = {fact.attribute_id: fact for fact in current(Fact.objects.select_related("attribute"), tool, data)}
    keys = {attribute.pk for attribute in attributes}
    left = [fact.attribute for key, fact in standing.items() if key not in keys]
    seen = seen_rows(Fact.objects.all(), [f"fact-{key}" for key in (*keys, *standing)], tool, data, standing.values())
    return [
        FactRow(
            data_for(f"fact-{attribute.pk}", data),
            attribute=attribute,
            foreign=attribute.pk not in keys,
            tool=tool,
            current=standing.get(attribute.pk),
            base=base_of(f"fact-{attribute.pk}", data, standing.get(attribute.pk), seen),
            today=today,
        )
        for attribute in (*attributes, *left)
    ]


def review_slots(tool: Tool, data: Any, today: date) -> list[ReviewSlot]:
    standing = {review.persona: review for review in current(Review.objects.all(), tool, data)}
    seen = seen_rows(Review.objects.all(), [f"review-{p.key}" for p in PERSONAS], tool, data, standing.values())
    return [
        ReviewSlot(
            data_for(f"review-{persona.key}", data),
            persona=persona,
            tool=tool,
            current=standing.get(persona.key),
            base=base_of(f"review-{persona.key}", data, standing.get(persona.key), seen),
            today=today,
        )
        for persona in PERSONAS
    ]


def current[S: Dated](rows: "QuerySet[S]", tool: Tool, data: Any) -> Iterable[S]:
    """What stands now; locked while it is being edited, so that it still stands when the edit is written."""
    if not tool.pk:
        return []
    found = rows.filter(tool=tool, superseded_at=None)
    return found.select_for_update(of=("self",)) if data is not None else found


def seen_rows[S: Dated](
    rows: "QuerySet[S]", prefixes: list[str], tool: Tool, data: Any, standing: Iterable[S]
) -> dict[str, S]:
    """The statements that the editor's page was made from, by key; most are those that stand now."""
    if data is None or not tool.pk:
        return {}
    found = {str(row.pk): row for row in standing}
    wanted = {data.get(f"{prefix}-seen") or "" for prefix in prefixes} - found.keys()
    keys = [key for key in wanted if key.isdecimal() and len(key) <= MAX_KEY_DIGITS]
    if keys:
        found |= {str(row.pk): row for row in rows.filter(tool=tool, pk__in=keys)}
    return found


def data_for(prefix: str, data: Any) -> Any:
    """What the editor sent for a row, or None when the page that was sent did not have it yet."""
    return data if data is not None and f"{prefix}-seen" in data else None


def base_of[S: Dated](prefix: str, data: Any, standing: S | None, seen: dict[str, S]) -> S | None:
    if data_for(prefix, data) is None:
        return standing
    return seen.get(data[f"{prefix}-seen"])
