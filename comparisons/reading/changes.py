"""What changed: verdicts and facts of public tools, from what, to what, when and why, the newest first.

A change is a row that took the place of one that said something else, or a withdrawal. A recheck that found the same
is none (it points to the row since which the statement stands), nor is a first statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from comparisons.moment import Moment
from comparisons.params.filters import wrong_cursor
from comparisons.params.options import Query, last
from comparisons.reading.lookup import named, tool_named
from comparisons.verdict.profile import Head
from reviews.models import Review
from reviews.personas import BY_KEY
from tools.models import Category, Fact
from tools.models.dated import WITHDRAWN
from tools.values import say

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

PAGE_SIZE = 40
TOOL = ("tool__slug", "tool__name", "tool__category__slug", "tool__category__name")
FACT = (
    "pk", *TOOL, "attribute__label", "attribute__unit", "supersedes__value", "value", "reason", "withdrawn_because",
    "source",
)  # fmt: skip
REVIEW = (
    "pk", *TOOL, "persona", "supersedes__score", "supersedes__verdict", "score", "verdict", "reason",
    "withdrawn_because",
)  # fmt: skip


# The four kinds of change; the order of a kind and the number of a row break ties.
KINDS = ("fact", "fact-withdrawn", "review", "review-withdrawn")

type Place = tuple[datetime, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `after` is empty for a withdrawal."""

    at: datetime
    kind: int
    pk: int
    slug: str
    name: str
    category_slug: str
    category_name: str
    what: str
    before: str
    after: str
    why: str
    source: str

    @property
    def key(self) -> str:
        """What feeds know it by: it never changes."""
        return f"{KINDS[self.kind]}-{self.pk}"

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    @property
    def path(self) -> str:
        return f"/tools/{self.slug}"

    @property
    def title(self) -> str:
        """`Code Llama 4: Licence, Apache 2.0 to Llama licence`"""
        move = f"{self.before} to {self.after}" if self.after else f"{self.before} withdrawn"
        return f"{self.name}: {self.what}, {move}"

    @property
    def place(self) -> Place:
        return self.at, self.kind, self.pk


class ChangePage(NamedTuple):
    entries: list[Entry]
    following: str


def changes(moment: Moment, about: Q, after: str = "") -> ChangePage:
    """A page of the changes of the public tools that `about` names (by fields of Fact and Review), newest first.

    Four bounded statements, whatever the depth. Raises BadArgument for a cursor that no page gave.
    """
    edge = read_cursor(after) if after else None
    public = Q(tool__published_at__lte=moment.now) & about
    entries = [
        entry
        for kind, (model, gone, read) in enumerate(
            ((Fact, False, fact_entry), (Fact, True, fact_entry), (Review, False, review_entry),
             (Review, True, review_entry))
        )
        for entry in (read(kind, row, gone) for row in rows_of(model, public, kind, edge, gone=gone))
    ]  # fmt: skip
    newest = sorted(entries, key=lambda entry: entry.place, reverse=True)
    shown = newest[:PAGE_SIZE]
    # Values that differ only in what binary arithmetic once left behind their digits were recorded as changes.
    said = [entry for entry in shown if entry.before != entry.after]
    return ChangePage(said, write_cursor(shown[-1]) if len(newest) > PAGE_SIZE else "")


def rows_of(model: Any, public: Q, kind: int, edge: Place | None, *, gone: bool) -> Any:
    """One row more than a page shows of one kind, behind the edge: its columns, with the instant first."""
    rows = model.objects.filter(public)
    column = "superseded_at" if gone else "recorded_at"
    rows = rows.filter(WITHDRAWN) if gone else rows.filter(supersedes__isnull=False, since=None)
    if edge is not None:
        at, edge_kind, pk = edge
        behind = Q(**{f"{column}__lt": at})
        if kind <= edge_kind:
            behind |= Q(**{column: at, "pk__lt": pk}) if kind == edge_kind else Q(**{column: at})
        rows = rows.filter(behind)
    columns = FACT if model is Fact else REVIEW
    return rows.order_by(f"-{column}", "-pk").values_list(column, *columns)[: PAGE_SIZE + 1]


def fact_entry(kind: int, row: Sequence[Any], gone: bool) -> Entry:
    at, pk, slug, name, place, category, label, unit, before, value, reason, because, source = row
    now = say(value, unit)
    was = say(before, unit) if before is not None else ""
    before, after, why = (now, "", because) if gone else (was, now, reason)
    return Entry(at, kind, pk, slug, name, place, category, label, before, after, why, source)


def review_entry(kind: int, row: Sequence[Any], gone: bool) -> Entry:
    at, pk, slug, name, place, category, persona, score, verdict, now_score, now_verdict, reason, because = row
    was, now = f"{score}/100 · {verdict}", f"{now_score}/100 · {now_verdict}"
    before, after, why = (now, "", because) if gone else (was, now, reason)
    return Entry(at, kind, pk, slug, name, place, category, BY_KEY[persona].name, before, after, why, "")


def write_cursor(entry: Entry) -> str:
    micros = (entry.at - EPOCH) // timedelta(microseconds=1)
    return f"{micros}.{entry.kind}.{entry.pk}"


def read_cursor(text: str) -> Place:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 17 for part in parts):
        raise wrong_cursor()
    return EPOCH + timedelta(microseconds=int(parts[0])), int(parts[1]), int(parts[2])


@dataclass(frozen=True, slots=True)
class Scope:
    """`part` is what stands behind `/changes` and `/feeds/changes` in the address; `shown` the page it is about."""

    part: str
    name: str
    shown: str
    about: Q

    @property
    def page(self) -> str:
        return f"/changes{self.part}"

    def feed(self, form: str) -> str:
        return f"/feeds/changes{self.part}.{form}"

    @property
    def title(self) -> str:
        return f"What changed: {self.name}" if self.name else "What changed"


class Changed(NamedTuple):
    """What a page of changes read before its version was known."""

    scope: Scope
    page: ChangePage

    @property
    def version(self) -> object:
        return tuple(entry.key for entry in self.page.entries)


def changed(moment: Moment, query: Query, kind: str = "", name: str = "", form: str = "") -> Changed:
    """The changes that an address asks for. Raises Http404 and BadArgument."""
    scope = scope_of(kind, name, moment)
    return Changed(scope, changes(moment, scope.about, last(query, "after")))


def scope_of(kind: str, name: str, moment: Moment) -> Scope:
    """The scope that `/changes/<kind>/<name>` names, under its current name. Raises Http404."""
    if kind == "tools":
        return scope_of_tool(tool_named(name, moment))
    if kind == "categories":
        category = Category.objects.filter(slug=name).first()
        if category is not None:
            path = f"/categories/{category.slug}"
            return Scope(path, category.name, path, Q(tool__category=category.pk))
    elif kind == "compare":
        found = named(name, moment)
        if len(found.heads) == 1:
            return scope_of_tool(found.heads[0])
        path = f"/compare/{found.text}"
        names, ids = [head.name for head in found.heads], [head.id for head in found.heads]
        return Scope(path, " v ".join(names), path, Q(tool__in=ids))
    else:
        return Scope("", "", "/changes", Q())
    raise Http404("unknown")


def scope_of_tool(head: Head) -> Scope:
    path = f"/tools/{head.slug}"
    return Scope(path, head.name, path, Q(tool=head.id))
