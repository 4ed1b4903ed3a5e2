"""The current state of the site as a catalogue, an entry at a time, always in the same order.

Every field is given, empty ones as null, so that the import makes another site the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import batched
from typing import Any

from django.db import connection

from comparisons.catalogue.matching import BASES
from comparisons.catalogue.output import Section
from comparisons.catalogue.planning import Row, ToolNow
from comparisons.catalogue.rules import FORMAT
from comparisons.catalogue.state import by_slug, categories_now, tools_now
from comparisons.index.turns import be_patient
from comparisons.models import Matchup, set_key
from comparisons.verdict.profile import split_lines
from reviews.models import Review
from reviews.personas import ORDER
from tools.models import Alias, Attribute, Edition, Fact, Tool
from tools.models.dated import WITHDRAWN

BATCH = 1_000

# Gives the path under which the logo of (slug, name of the logo) lies beside the catalogue, or None.
type Logos = Callable[[str, str], str | None]


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all reads see the site at one moment, without holding up those who write."""
    if connection.in_atomic_block:
        yield
        return
    modes = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN{modes}")
        try:
            be_patient()
            yield
        finally:
            cursor.execute("ROLLBACK")


def sections(logo_of: Logos | None) -> Iterator[Section]:
    """The members of the catalogue. Without `logo_of` nothing is said about logos."""
    attributes = attributes_now()
    yield "format", FORMAT
    yield "demo", Edition.objects.filter(demo=True).exists()
    yield "attributes", (dict(row) for row in attributes)
    yield (
        "categories",
        ({"slug": slug, "name": name, "description": text or None} for slug, name, text in sorted(categories_now())),
    )
    yield "tools", tools(attributes, logo_of)
    yield "matchups", matchups()


def attributes_now() -> list[dict[str, Any]]:
    """All attributes in the order of the tables (by code point, whatever the database thinks of letters)."""
    columns = ("position", "label", "key", "category__slug", "unit", "kind", "better", "stale_after_days")
    rows = sorted(Attribute.objects.order_by().values_list(*columns))
    return [
        {"key": key, "label": label, "category": category, "unit": unit or None, "kind": kind,
         "better": better or None, "stale_after_days": days}
        for _, label, key, category, unit, kind, better, days in rows
    ]  # fmt: skip


def tools(attributes: list[dict[str, Any]], logo_of: Logos | None) -> Iterator[dict[str, Any]]:
    homes = {row["key"]: row["category"] for row in attributes}
    for slugs in batched(sorted(Tool.objects.order_by().values_list("slug", flat=True)), BATCH):
        found = tools_now(slugs)
        names = other_names(found)
        facts, reviews = withdrawn(Fact, "attribute__key", found), withdrawn(Review, "persona", found)
        for slug in slugs:
            pk = found[slug].pk
            yield tool(slug, found[slug], names.get(slug, []), logo_of) | {
                "facts": fact_entries(found[slug], facts.get(pk, {}), homes),
                "reviews": review_entries(found[slug], reviews.get(pk, {})),
            }


def other_names(found: dict[str, ToolNow]) -> dict[str, list[str]]:
    rows = Alias.objects.filter(tool__in=[now.pk for now in found.values()], current=False).order_by()
    names: dict[str, list[str]] = {}
    for slug, name in rows.values_list("tool__slug", "slug"):
        names.setdefault(slug, []).append(name)
    return names


def tool(slug: str, now: ToolNow, names: list[str], logo_of: Logos | None) -> dict[str, Any]:
    """The tool's own fields."""
    fields = now.fields
    entry: dict[str, Any] = {"slug": slug}
    for key in ("name", "vendor", "category", "tagline", "best_for", "skip_if", "description", "website"):
        entry[key] = list(split_lines(fields[key])) if key in {"best_for", "skip_if"} else fields[key] or None
    entry |= {"aliases": sorted(names), "published_at": written(fields["published_at"])}
    entry["discontinued_on"] = written(fields["discontinued_on"])
    entry |= {"gone_because": fields["gone_because"]} if fields["gone_because"] else {}
    if logo_of is not None:
        path = logo_of(slug, fields["logo"]) if fields["logo"] else None
        entry |= {"logo": path} if path or not fields["logo"] else {}
    return entry


def fact_entries(now: ToolNow, gone: dict[str, str], homes: dict[str, str | None]) -> list[dict[str, Any]]:
    """A fact about what only another category has (the tool moved) is on no page, and no import would take it."""
    return [
        {"attribute": key} | statement(key, now.facts, gone, "value")
        for key, home in homes.items()
        if key in now.facts.keys() | gone.keys() and home in (None, now.fields["category"])
    ]


def review_entries(now: ToolNow, gone: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"persona": persona} | statement(persona, now.reviews, gone, "verdict")
        for persona in sorted(now.reviews.keys() | gone.keys(), key=lambda persona: ORDER[persona])
    ]


def withdrawn(model: Any, key: str, found: dict[str, ToolNow]) -> dict[int, dict[str, str]]:
    """{tool: {attribute or persona: why}} of what was withdrawn, so that another site withdraws it as well."""
    rows = model.objects.filter(WITHDRAWN, tool__in=[now.pk for now in found.values()]).order_by("pk")
    reasons: dict[int, dict[str, str]] = {}
    for tool_id, name, reason in rows.values_list("tool_id", key, "withdrawn_because"):
        reasons.setdefault(tool_id, {})[name] = reason
    return reasons


def statement(key: str, current: dict[str, Row], gone: dict[str, str], withdrawing: str) -> dict[str, Any]:
    """What stands; where something was withdrawn and nothing stands, the null that withdraws."""
    if key in current:
        return content(current[key])
    return {withdrawing: None} | ({"reason": gone[key]} if gone[key] else {})


def content(row: Row) -> dict[str, Any]:
    found = {key: written(value) for key, value in row.content.items()}
    return found | ({"reason": row.reason} if row.reason else {})


def written(value: Any) -> Any:
    """A value as the file has it: dates as text, moments in UTC, what is empty as null."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def matchups() -> Iterator[dict[str, Any]]:
    """Curated matchups, oldest first: a site that imports them in this order shows them in the same."""
    rows = Matchup.objects.order_by("pk").prefetch_related("tools")
    for matchup in rows.iterator(chunk_size=BATCH):
        members = list(matchup.tools.all())
        if len(members) < 2 or set_key(member.pk for member in members) != matchup.key:
            continue  # one of its tools was deleted
        yield {
            "tools": sorted(member.slug for member in members),
            "headline": matchup.headline or None,
            "bottom_line": matchup.bottom_line or None,
            **rested(by_slug(matchup.founded_fields(), {member.pk: member.slug for member in members})),
            "featured": matchup.featured,
        }


def rested(fields: dict[str, Any]) -> dict[str, Any]:
    """What the words rest on: one `basis` for all of them, and that of those for which it is another one."""
    events = fields["would_change"]
    bases = [*(fields[name] for name in BASES), *(item["basis"] for item in events)]
    basis = next(filter(None, bases), None)
    line = fields["bottom_line_basis"]
    own = {"bottom_line_basis": line} if fields["bottom_line"] and line != basis else {}
    changes = [{key: value for key, value in item.items() if key != "basis" or value != basis} for item in events]
    return {"would_change": changes, "basis": basis, **own}
