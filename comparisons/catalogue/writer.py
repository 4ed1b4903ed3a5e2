"""Writes what an import plans, many rows to a statement. Every call belongs inside the import's one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from comparisons.catalogue.matching import MatchupPlan
from comparisons.catalogue.planning import Move, ToolPlan
from comparisons.catalogue.reader import BATCH
from comparisons.index.bases import bases_of
from comparisons.models import Matchup, MatchupTool, Standing, set_key
from comparisons.verdict.basis import renamed
from comparisons.verdict.editor import resting, with_bases
from reviews.models import Review
from tools.logos import Logo, keep
from tools.models import Alias, Attribute, Category, Fact, Tool

TOOL_COLUMNS = [
    "name", "name_key", "vendor", "category", "tagline", "best_for", "skip_if", "description", "description_html",
    "website", "website_key", "logo", "published_at", "discontinued_on", "gone_because",
    "version",
]  # fmt: skip
MATCHUP_COLUMNS = [
    "headline", "headline_basis", "bottom_line", "bottom_line_html", "bottom_line_basis", "would_change", "featured",
]  # fmt: skip


def write_categories(plan: Mapping[str, dict[str, Any]], version: int) -> None:
    """New and changed categories. Tools that stand in them show their names, so they get the new version."""
    rows = [Category(slug=slug, **fields) for slug, fields in plan.items()]
    upsert(Category, rows, "slug", ["name", "description"])
    Tool.objects.filter(category__slug__in=list(plan)).update(version=version)


def write_attributes(plan: Mapping[str, dict[str, Any]], version: int) -> None:
    """New and changed attributes; new ones stand last, in the order of the file."""
    Attribute.objects.ensure_globals()
    categories = ids(Category.objects.all(), "slug")
    there = dict(Attribute.objects.order_by().values_list("key", "position"))
    last = max(99, *there.values())
    rows = []
    for key, fields in plan.items():
        if key not in there:
            last = min(last + 1, 32_767)
        given = {name: value for name, value in fields.items() if name != "category"}
        category_id = None if fields["category"] is None else categories[fields["category"]]
        rows.append(Attribute(key=key, category_id=category_id, position=there.get(key, last), **given))
    upsert(Attribute, rows, "key", ["label", "category", "unit", "kind", "better", "stale_after_days"])
    shown = Fact.objects.filter(attribute__key__in=list(plan), superseded_at=None)
    Tool.objects.filter(pk__in=shown.order_by().values("tool")).update(version=version)


def ids(rows: models.QuerySet[Any], field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field, "pk"))


def upsert(model: Any, rows: Sequence[models.Model], unique: str, columns: list[str]) -> None:
    model.objects.bulk_create(rows, BATCH, update_conflicts=bool(rows), unique_fields=[unique], update_fields=columns)


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, given by column; columns that a row leaves out get their defaults.

    It takes half the time of bulk_create, which makes an object of every row and an expression of every value.
    """
    fields = [
        (field, field.attname, field.get_default()) for field in model._meta.concrete_fields if not field.primary_key
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field, _, _ in fields)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
    values = [
        [field.get_db_prep_save(row.get(name, default), connection) for field, name, default in fields] for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


class ToolWriter:
    """Writes plans of tools.

    `pictures` collects the names of new logos: their files must go if the transaction fails.
    """

    def __init__(self, *, now: datetime, version: int, pictures: list[str]) -> None:
        self.now = now
        self.version = version
        self.pictures = pictures
        self.categories: dict[str, int] = {}
        self.attributes: dict[str, int] = {}

    def look_up(self) -> None:
        """Ask for the ids of all categories and attributes, once they are written."""
        self.categories = ids(Category.objects.all(), "slug")
        self.attributes = ids(Attribute.objects.all(), "key")

    def write(self, plans: Sequence[ToolPlan], html: Mapping[str, str]) -> None:
        """Write changed tools with all that is theirs. `html` has the rendered texts of the plans by JSON path."""
        upsert(Tool, [self.tool(plan, html) for plan in plans], "slug", TOOL_COLUMNS)
        pks = ids(Tool.objects.filter(slug__in=[plan.entry.key for plan in plans]), "slug")
        insert(Alias, [row for plan in plans for row in names(plan, pks[plan.entry.key])])
        facts = [(pks[plan.entry.key], move) for plan in plans for move in plan.facts]
        reviews = [(pks[plan.entry.key], move) for plan in plans for move in plan.reviews]
        self.close(Fact, [move for _, move in facts])
        self.close(Review, [move for _, move in reviews])
        insert(Fact, [self.fact(pk, move) | move.content for pk, move in facts if move.content])
        insert(Review, [self.review(pk, move, html) | move.content for pk, move in reviews if move.content])
        Standing.objects.refresh(pks.values())

    def tool(self, plan: ToolPlan, html: Mapping[str, str]) -> Tool:
        fields = dict(plan.fields)
        tool = Tool(slug=plan.entry.key, category_id=self.categories[fields.pop("category")], **fields)
        tool.fill_keys()
        if isinstance(plan.fields["logo"], Logo):
            tool.logo = keep(plan.fields["logo"])
            self.pictures.append(tool.logo)
        before = plan.now.description_html if plan.now else ""
        tool.description_html = html.get(f"{plan.entry.path}.description", before)
        tool.version = self.version
        return tool

    def close(self, model: Any, moves: Iterable[Move]) -> None:
        """Supersede and withdraw current rows."""
        alike: dict[tuple[bool, str], list[int]] = {}
        for move in moves:
            if move.replaces is not None:
                withdrawn = move.content is None
                alike.setdefault((withdrawn, move.reason if withdrawn else ""), []).append(move.replaces)
        for (withdrawn, reason), pks in alike.items():
            rows = model.objects.filter(pk__in=pks)
            rows.update(superseded_at=self.now, withdrawn=withdrawn, withdrawn_because=reason)

    def dated(self, tool_id: int, move: Move) -> dict[str, Any]:
        return {
            "tool_id": tool_id,
            "reason": move.reason,
            "recorded_at": self.now,
            "supersedes_id": move.replaces,
            "since_id": move.since,
        }

    def fact(self, tool_id: int, move: Move) -> dict[str, Any]:
        return self.dated(tool_id, move) | {"attribute_id": self.attributes[move.key]}

    def review(self, tool_id: int, move: Move, html: Mapping[str, str]) -> dict[str, Any]:
        return self.dated(tool_id, move) | {"persona": move.key, "body_html": html[f"{move.path}.body"]}


def names(plan: ToolPlan, tool_id: int) -> list[dict[str, Any]]:
    """The rows of names that are missing."""
    current = [{"slug": plan.entry.key, "tool_id": tool_id, "current": True}] if plan.now is None else []
    return current + [{"slug": name, "tool_id": tool_id, "current": False} for name in plan.aliases]


def write_matchups(plans: Sequence[MatchupPlan], html: Mapping[str, str], day: date) -> None:
    """New and changed matchups. Words that rest on nothing the file says rest on what is true now, on this day."""
    slugs = {slug for plan in plans for slug in plan.slugs}
    pks = ids(Tool.objects.filter(slug__in=slugs), "slug")
    names = {slug: str(pk) for slug, pk in pks.items()}
    groups = [[pks[slug] for slug in plan.slugs] for plan in plans]
    keys = [set_key(group) for group in groups]
    rows = []
    for key, plan, basis in zip(keys, plans, bases_of(groups, day), strict=True):
        fields = resting(with_bases(plan.fields, lambda given: renamed(given, names)), basis)
        line = html.get(f"{plan.path}.bottom_line", plan.html or "")
        rows.append(Matchup(key=key, bottom_line_html=line, **fields))
    upsert(Matchup, rows, "key", MATCHUP_COLUMNS)
    made = ids(Matchup.objects.filter(key__in=keys), "key")
    sides = [
        MatchupTool(matchup_id=made[key], tool_id=pks[slug])
        for key, plan in zip(keys, plans, strict=True)
        for slug in (plan.slugs if plan.new else ())
    ]
    MatchupTool.objects.bulk_create(sides, BATCH)
