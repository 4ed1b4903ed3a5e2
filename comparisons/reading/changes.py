"""What changed: verdicts and facts of public tools, from what, to what, when and why, the newest first.

A change is a row that took the place of one that said something else, or a withdrawal. A recheck that found the same
is none (it points to the row since which the statement stands), nor is a first statement.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from comparisons.moment import Moment
from comparisons.params.cursors import Place, read_cursor, write_cursor
from comparisons.params.options import Query, last
from comparisons.reading.lookup import named, tool_named
from comparisons.verdict.profile import Head
from reviews.models import Review
from reviews.panel import say_score
from reviews.personas import BY_KEY
from tools.models import Category, Fact
from tools.models.dated import WITHDRAWN
from tools.values import say

PAGE_SIZE = 40
TOOL = ("tool__slug", "tool__name", "tool__category__slug", "tool__category__name")
FACT = (
    "pk", *TOOL, "attribute__key", "attribute__label", "attribute__unit", "supersedes__value", "value", "reason",
    "withdrawn_because", "source",
)  # fmt: skip
REVIEW = (
    "pk", *TOOL, "persona", "supersedes__score", "supersedes__verdict", "score", "verdict", "reason",
    "withdrawn_because",
)  # fmt: skip


# The four kinds of change; the order of a kind and the number of a row break ties.
KINDS = ("fact", "fact-withdrawn", "review", "review-withdrawn")


class FactMove(NamedTuple):
    """A row of Fact, by FACT, behind the instant of the change."""

    at: datetime
    pk: int
    slug: str
    name: str
    category_slug: str
    category_name: str
    key: str
    label: str
    unit: str
    before: Any
    value: Any
    reason: str
    because: str
    source: str


class ReviewMove(NamedTuple):
    """A row of Review, by REVIEW, behind the instant of the change."""

    at: datetime
    pk: int
    slug: str
    name: str
    category_slug: str
    category_name: str
    persona: str
    score_before: int | None
    verdict_before: str | None
    score: int
    verdict: str
    reason: str
    because: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `subject` is the key of the attribute or of the reviewer that it is about, `what` their name.

    `after` is empty for a withdrawal.
    """

    at: datetime
    kind: int
    pk: int
    slug: str
    name: str
    category_slug: str
    category_name: str
    subject: str
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
        return Place(self.at, self.kind, self.pk)


class ChangePage(NamedTuple):
    entries: list[Entry]
    following: str


def changes(moment: Moment, about: Q, after: str = "") -> ChangePage:
    """A page of the changes of the public tools that `about` names (by fields of Fact and Review), newest first.

    Four bounded statements, whatever the depth. Raises BadArgument for a cursor that no page gave.
    """
    return page_of(read_entries(moment, about, after, PAGE_SIZE + 1, newest_first=True), PAGE_SIZE)


def changes_since(moment: Moment, start: datetime, after: str, size: int) -> ChangePage:
    """A page of the changes of public tools after the instant `start`, the oldest first, as bounded as the other.

    The last page, too, may be asked for again with its cursor: what comes later stands behind it.
    """
    return page_of(read_entries(moment, Q(), after, size + 1, newest_first=False, start=start), size)


def page_of(entries: list[Entry], size: int) -> ChangePage:
    shown = entries[:size]
    # Values that differ only in what binary arithmetic once left behind their digits were recorded as changes.
    said = [entry for entry in shown if entry.before != entry.after]
    return ChangePage(said, write_cursor(shown[-1].place) if len(entries) > size else "")


def read_entries(
    moment: Moment, about: Q, after: str, most: int, *, newest_first: bool, start: datetime | None = None
) -> list[Entry]:
    """At most so many changes behind the cursor, in order: each kind gives as many, then they are merged."""
    edge = read_cursor(after) if after else None
    public = Q(tool__published_at__lte=moment.now) & about
    entries: list[Entry] = []
    for kind, name in enumerate(KINDS):
        gone = name.endswith("withdrawn")
        rows = rows_of(kind, public, edge, start, gone=gone, newest_first=newest_first)
        if name.startswith("fact"):
            entries += [fact_entry(kind, FactMove._make(row), gone=gone) for row in rows[:most]]
        else:
            entries += [review_entry(kind, ReviewMove._make(row), gone=gone) for row in rows[:most]]
    return sorted(entries, key=lambda entry: entry.place, reverse=newest_first)[:most]


def rows_of(kind: int, public: Q, edge: Place | None, start: datetime | None, *, gone: bool, newest_first: bool) -> Any:
    """The rows of one kind behind the edge and after `start`, in order: their columns, the instant first."""
    model: Any = Fact if KINDS[kind].startswith("fact") else Review
    column = "superseded_at" if gone else "recorded_at"
    further = "lt" if newest_first else "gt"
    rows = model.objects.filter(public)
    rows = rows.filter(WITHDRAWN) if gone else rows.filter(supersedes__isnull=False, since=None)
    if start is not None:
        rows = rows.filter(**{f"{column}__gt": start})
    if edge is not None:
        behind = Q(**{f"{column}__{further}": edge.at})
        if kind == edge.kind:
            behind |= Q(**{column: edge.at, f"pk__{further}": edge.pk})
        elif (kind < edge.kind) == newest_first:
            behind |= Q(**{column: edge.at})
        rows = rows.filter(behind)
    order = [f"-{column}", "-pk"] if newest_first else [column, "pk"]
    return rows.order_by(*order).values_list(column, *(FACT if model is Fact else REVIEW))


def fact_entry(kind: int, row: FactMove, *, gone: bool) -> Entry:
    now = say(row.value, row.unit)
    was = "" if row.before is None else say(row.before, row.unit)
    before, after, why = (now, "", row.because) if gone else (was, now, row.reason)
    return Entry(
        row.at, kind, row.pk, row.slug, row.name, row.category_slug, row.category_name, row.key, row.label,
        before, after, why, row.source,
    )  # fmt: skip


def review_entry(kind: int, row: ReviewMove, *, gone: bool) -> Entry:
    now = say_score(row.score, row.verdict)
    was = "" if row.score_before is None else say_score(row.score_before, row.verdict_before)
    before, after, why = (now, "", row.because) if gone else (was, now, row.reason)
    return Entry(
        row.at, kind, row.pk, row.slug, row.name, row.category_slug, row.category_name, row.persona,
        BY_KEY[row.persona].name, before, after, why, "",
    )  # fmt: skip


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
