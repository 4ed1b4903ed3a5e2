"""What the database holds about the entries of a batch: a fixed number of statements each, and time for long work."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef

from comparisons.catalogue.definitions import Defined
from comparisons.catalogue.planning import KEY_LENGTH, WEBSITE_KEY_LENGTH, Row, Site, ToolNow
from comparisons.catalogue.rules import Entry, ToolEntry
from comparisons.models import FOUNDED, Matchup, set_key
from comparisons.verdict.basis import renamed
from comparisons.verdict.editor import with_bases
from reviews.models import CONTENT as REVIEW_CONTENT
from reviews.models import Review
from tools.models import Alias, Attribute, Category, Fact, Tool
from tools.models.attribute import GLOBALS
from tools.models.fact import CONTENT as FACT_CONTENT
from tools.slugs import name_key, website_key

# What an entry of a tool can give, in the words of the database.
TOOL_FIELDS = (
    "name", "vendor", "category__slug", "tagline", "best_for", "skip_if", "description", "website", "logo",
    "published_at", "discontinued_on", "gone_because",
)  # fmt: skip
# SQLite takes 32,766 values in a statement.
MAX_VALUES = 10_000


def defined() -> Defined:
    """All categories and attributes. The global attributes count as there: the import makes them."""
    categories = {slug: {"name": name, "description": text} for slug, name, text in categories_now()}
    fields = ("label", "category__slug", "unit", "kind", "better", "stale_after_days")
    attributes: dict[str, dict[str, Any]] = {
        row["key"]: {name: row[name] for name in ("label", "kind", "better", "stale_after_days")}
        | {"category": None, "unit": ""}
        for row in GLOBALS
    }
    for key, *values in Attribute.objects.order_by().values_list("key", *fields):
        attributes[key] = {name.removesuffix("__slug"): value for name, value in zip(fields, values, strict=True)}
    fixed = frozenset(row["key"] for row in GLOBALS)
    facts = Fact.objects.filter(attribute=OuterRef("pk"), superseded_at=None)
    used = Attribute.objects.filter(Exists(facts)).order_by().values_list("key", flat=True)
    return Defined(categories, attributes, fixed | frozenset(used), fixed)


def categories_now() -> Iterable[tuple[str, str, str]]:
    return Category.objects.order_by().values_list("slug", "name", "description")


def site_of(entries: Sequence[ToolEntry]) -> Site:
    """What is there of these tools, and who has the names, product names and websites that they give."""
    tools = tools_now([entry.key for entry in entries])
    names = {name for entry in entries for name in (entry.key, *entry.aliases)}
    keys = {name_key(entry.given["name"])[:KEY_LENGTH] for entry in entries if "name" in entry.given}
    sites = [entry.given["website"] for entry in entries if entry.given.get("website")]
    websites = {website_key(site)[:WEBSITE_KEY_LENGTH] for site in sites}
    return Site(
        tools=tools,
        owners=dict(among(Alias, "slug", names, "tool__slug")),
        name_keys=dict(among(Tool, "name_key", keys, "slug")),
        websites=dict(among(Tool, "website_key", websites, "slug")),
    )


def among(model: Any, field: str, values: Collection[str], *columns: str) -> Iterator[tuple[Any, ...]]:
    """Rows (field, *columns) whose `field` is one of `values`."""
    for some in batched(values, MAX_VALUES):
        yield from model.objects.filter(**{f"{field}__in": some}).order_by().values_list(field, *columns)


def tools_now(slugs: Collection[str]) -> dict[str, ToolNow]:
    columns = ("pk", "description_html", *TOOL_FIELDS)
    rows = list(among(Tool, "slug", slugs, *columns))
    ids = [pk for _, pk, *_ in rows]
    facts = current_rows(Fact, "attribute__key", FACT_CONTENT, ids)
    reviews = current_rows(Review, "persona", REVIEW_CONTENT, ids)
    names = [name.removesuffix("__slug") for name in TOOL_FIELDS]
    return {
        slug: ToolNow(pk, dict(zip(names, values, strict=True)), html, facts.get(pk, {}), reviews.get(pk, {}))
        for slug, pk, html, *values in rows
    }


def current_rows(model: Any, key: str, content: Sequence[str], tool_ids: Collection[int]) -> dict[int, dict[str, Row]]:
    """{tool id: {attribute key or persona: current row}}"""
    found: dict[int, dict[str, Row]] = {}
    if tool_ids:
        current = model.objects.filter(tool__in=tool_ids, superseded_at=None).order_by()
        columns = ("tool_id", key, "pk", "reason", "since_id", *content)
        for tool_id, about, pk, reason, since, *values in current.values_list(*columns):
            found.setdefault(tool_id, {})[about] = Row(pk, dict(zip(content, values, strict=True)), reason, since)
    return found


def compound_names() -> set[str]:
    """The names of the site that contain `-vs-`."""
    return set(Alias.objects.filter(slug__contains="-vs-").values_list("slug", flat=True))


def names_among(names: Collection[str]) -> set[str]:
    return {name for (name,) in among(Alias, "slug", names)}


def owners_of(entries: Sequence[Entry]) -> dict[str, tuple[str, int]]:
    """{name: (tool's slug, tool's id)} of the names in these matchups."""
    names = {name for entry in entries for name in entry.given["tools"]}
    return {name: (slug, pk) for name, slug, pk in among(Alias, "slug", names, "tool__slug", "tool_id")}


def matchups_now(sets: Mapping[tuple[str, ...], Collection[int]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The fields of the matchups of these sets of tools, given as slugs with ids."""
    columns = ("headline", "bottom_line", "bottom_line_html", "featured", *FOUNDED)
    keys = {set_key(ids): slugs for slugs, ids in sets.items()}
    found = {
        keys[key]: dict(zip(columns, values, strict=True)) for key, *values in among(Matchup, "key", keys, *columns)
    }
    return {slugs: by_slug(fields, dict(zip(sets[slugs], slugs, strict=True))) for slugs, fields in found.items()}


def by_slug(fields: Mapping[str, Any], slugs: Mapping[int, str]) -> dict[str, Any]:
    """The columns of a matchup with bases that name its tools by their slugs."""
    names = {str(pk): slug for pk, slug in slugs.items()}
    return with_bases(fields, lambda basis: renamed(basis, names))
