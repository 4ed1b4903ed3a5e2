"""Puts a made-up catalogue of any size straight into the database, for load tests: no checks, no Markdown, no history.

What an import derives is derived here from the same functions, so verify_standings finds nothing to complain about.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from psycopg import sql

from bench import synthetic
from comparisons.index.census import Census, census_of
from comparisons.index.search_names import vocabulary
from comparisons.index.search_words import words_row
from comparisons.index.standing import said_by, standing_of
from comparisons.index.turns import be_patient
from comparisons.models import Findable, NameStart, NameWord, Standing
from reviews.models import Review
from reviews.panel import Opinion
from tools.models import Alias, Attribute, Category, Edition, Fact, Tool
from votes.tally import NOTHING

BATCH = 5000
type Rows = dict[type[Any], list[tuple[Any, ...]]]

COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Tool: ("id", "slug", "name", "name_key", "vendor", "category_id", "tagline", "best_for", "skip_if", "description",
           "description_html", "website", "website_key", "logo", "published_at", "gone_because", "version"),
    Alias: ("slug", "tool_id", "current"),
    Fact: ("tool_id", "attribute_id", "value", "source", "quote", "checked_on", "method", "outcome", "reason",
           "recorded_at", "withdrawn_because"),
    Review: ("tool_id", "persona", "score", "verdict", "body", "body_html", "reviewed_on", "author", "author_kind",
             "basis", "rubric", "reason", "recorded_at", "withdrawn_because"),
    Standing: tuple(field.attname for field in Standing._meta.concrete_fields),
    Findable: ("tool_id", "names", "words"),
    NameStart: ("tool_id", "text", "whole", "points"),
}  # fmt: skip


def load(number: int, seed: int, tell: Callable[[int], None] = lambda done: None) -> None:
    """`number` tools with three facts and four reviews each. The site must not hold a tool of these names."""
    prepare()
    keys = dict(Attribute.objects.values_list("key", "pk"))
    categories = dict(Category.objects.values_list("slug", "pk"))
    first = (Tool.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    done = 0
    for entries in batched(synthetic.tools(number, seed, reviews=True), BATCH):
        rows: Rows = {model: [] for model in COLUMNS}
        words: set[str] = set()
        for place, entry in enumerate(entries, first + done):
            words |= add(rows, place, entry, keys, categories)
        with transaction.atomic():
            be_patient()
            for model, values in rows.items():
                put(model, values)
            NameWord.objects.learn(words)
        done += len(entries)
        tell(done)
    finish()


def prepare() -> None:
    """The categories and attributes that the tools refer to."""
    Attribute.objects.ensure_globals()
    sections = dict(synthetic.heads())
    for entry in sections["categories"]:
        Category.objects.get_or_create(slug=entry["slug"], defaults=entry)
    by_slug = {category.slug: category for category in Category.objects.all()}
    for entry in sections["attributes"]:
        fields = entry | {"category": by_slug[entry["category"]]}
        Attribute.objects.get_or_create(key=entry["key"], defaults=fields)


def add(rows: Rows, pk: int, entry: dict[str, Any], keys: dict[str, int], categories: dict[str, int]) -> set[str]:
    """Add the rows of one tool; gives the words of its names."""
    recorded = datetime.fromisoformat(entry["published_at"])
    tool = Tool(
        pk=pk, slug=entry["slug"], name=entry["name"], vendor=entry["vendor"],
        category_id=categories[entry["category"]], tagline=entry["tagline"],
        best_for="\n".join(entry["best_for"]), skip_if="\n".join(entry["skip_if"]),
        description=entry["description"], description_html=html(entry["description"]), website=entry["website"],
        published_at=recorded, version=1,
    )  # fmt: skip
    tool.fill_keys()
    rows[Tool].append(tuple(getattr(tool, column) for column in COLUMNS[Tool]))
    rows[Alias].append((tool.slug, pk, True))
    rows[Fact] += [fact_row(pk, fact, keys, recorded) for fact in entry["facts"]]
    rows[Review] += [review_row(pk, review, recorded) for review in entry["reviews"]]
    standing = standing_of(tool, opinions(entry["reviews"]), NOTHING, said_by(said(entry["facts"])))
    rows[Standing].append(standing.content())
    found = words_row(pk, [tool.name, tool.slug], tool.vendor, [tool.tagline, tool.best_for, tool.description])
    rows[Findable].append((pk, *found.content()))
    rows[NameStart] += [(pk, *start.content()) for start in found.starts(standing.points)]
    return vocabulary(found.names)


def html(markdown: str) -> str:
    """The few marks that these texts use."""
    plain = markdown.replace("**", "")
    return "".join(f"<p>{paragraph}</p>" for paragraph in plain.split("\n\n"))


def fact_row(pk: int, fact: dict[str, Any], keys: dict[str, int], at: datetime) -> tuple[Any, ...]:
    checked_on = date.fromisoformat(fact["checked_on"]) if "checked_on" in fact else None
    value = json.dumps(fact["value"])
    evidence = (fact["source"], fact.get("quote", ""), checked_on, fact.get("method", ""), fact.get("outcome", ""))
    return (pk, keys[fact["attribute"]], value, *evidence, "", at, "")


def review_row(pk: int, review: dict[str, Any], at: datetime) -> tuple[Any, ...]:
    who = (review["author"], review["author_kind"], review["basis"], review["rubric"])
    body = review["body"]
    day = date.fromisoformat(review["reviewed_on"])
    return (pk, review["persona"], review["score"], review["verdict"], body, html(body), day, *who, "", at, "")


def opinions(reviews: Iterable[dict[str, Any]]) -> list[Opinion]:
    return [
        Opinion(r["persona"], r["score"], r["verdict"], reviewed_on=date.fromisoformat(r["reviewed_on"]))
        for r in reviews
    ]


def said(facts: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The facts as `said_by` reads them. None of these goes stale within the time that counts as recent."""
    return [
        (f["attribute"], f["value"], f.get("outcome", ""),
         date.fromisoformat(f["checked_on"]) if "checked_on" in f else None, 90)
        for f in facts
    ]  # fmt: skip


def put(model: type[Any], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows into a table: COPY where the database has it."""
    table, columns = model._meta.db_table, COLUMNS[model]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        fields = [model._meta.get_field(name) for name in columns]
        values = [
            [value if name == "value" else field.get_db_prep_save(value, connection)
             for name, field, value in zip(columns, fields, row, strict=True)]
            for row in rows
        ]  # fmt: skip
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)


def finish() -> None:
    """The census; a new version of the site; on PostgreSQL the next id of tools, and statistics for the planner."""
    Census.objects.recount(census_of(Standing.objects.all().iterator()))
    Edition.bump()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SELECT setval(pg_get_serial_sequence('tools_tool', 'id'), MAX(id)) FROM tools_tool")
            cursor.execute("VACUUM ANALYZE")
