"""Lists for programs: reviews newest first, changes oldest first from a day on. Keyset cursors, bounded statements."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from comparisons.formats.answers import Data, iso
from comparisons.moment import Moment
from comparisons.params.cursors import EPOCH, read_cursor, whole, write_cursor
from comparisons.params.options import BadArgument, Query, last, read_choice, read_day
from comparisons.reading.profiles import heads_named
from reviews.models import Review
from reviews.personas import BY_KEY, MAX_SCORE
from tools.models import Fact
from tools.models.dated import WITHDRAWN, end_of
from tools.plaintext import text_of
from tools.values import say

PAGE_SIZE = 50
REVIEW = (
    "pk", "tool__slug", "persona", "score", "verdict", "body_html", "reviewed_on", "author", "author_kind", "basis",
    "rubric", "recorded_at",
)  # fmt: skip
FACT_MOVE = ("attribute__key", "attribute__label", "attribute__unit", "supersedes__value", "value", "source")
REVIEW_MOVE = ("persona", "supersedes__score", "supersedes__verdict", "score", "verdict")
COMMON = ("pk", "tool__slug", "tool__name", "reason", "withdrawn_because")
# The kinds of change: which table, and whether the row came or went. Their order breaks ties of time.
KINDS = (("fact", False), ("fact-withdrawn", True), ("review", False), ("review-withdrawn", True))


class Part(NamedTuple):
    """One page of a list, and the cursor of the next one; empty on the last."""

    rows: list[Data]
    following: str


def reviews(moment: Moment, query: Query) -> Part:
    """`?persona=`, `?tool=`, `?after=`: current reviews of public tools, the last filed first. Raises BadArgument."""
    found = Review.objects.of_public_tools(moment.now)
    persona, slug, after = read_choice(query, "persona", ["", *BY_KEY], ""), last(query, "tool"), last(query, "after")
    if persona:
        found = found.filter(persona=persona)
    if slug:
        found = found.filter(tool=tool_id(slug, moment))
    if after:
        found = found.filter(pk__lt=whole(after, "after"))
    rows = list(found.order_by("-pk").values_list(*REVIEW)[: PAGE_SIZE + 1])
    shown = [review_row(row) for row in rows[:PAGE_SIZE]]
    return Part(shown, str(rows[PAGE_SIZE - 1][0]) if len(rows) > PAGE_SIZE else "")


def tool_id(slug: str, moment: Moment) -> int:
    """The tool that goes by this name. Raises BadArgument."""
    found = None if "\0" in slug else heads_named([slug.lower()[:200]], moment).get(slug.lower()[:200])
    if found is None:
        raise BadArgument("tool", f"expected the slug of a public tool, got {slug[:40]!r}")
    return found[0].id


def review_row(row: Sequence[Any]) -> Data:
    pk, slug, persona, score, verdict, html, day, author, kind, basis, rubric, recorded_at = row
    return {
        "id": pk, "tool": slug, "persona": persona, "name": BY_KEY[persona].name, "score": score, "out_of": MAX_SCORE,
        "verdict": verdict, "text": text_of(html), "reviewed_on": iso(day), "author": author, "author_kind": kind,
        "basis": basis, "rubric": rubric, "recorded_at": iso(recorded_at),
    }  # fmt: skip


def changes(moment: Moment, query: Query) -> Part:
    """`?since=2026-11-01`, `?after=`: what changed from the start of that day on, the oldest first.

    A page that is not full may be asked for again with the same cursor: what comes later stands behind it.
    """
    since, after = read_since(query, moment), last(query, "after")
    start = end_of(since - timedelta(days=1)) if since else EPOCH
    edge = read_cursor(after) if after else None
    found = [
        (row[0], kind, row[1], change_row(kind, row))
        for kind in range(len(KINDS))
        for row in rows_of(kind, moment, start, edge)
    ]
    found.sort(key=lambda item: item[:3])
    shown = found[:PAGE_SIZE]
    following = write_cursor(*shown[-1][:3]) if len(found) > PAGE_SIZE else ""
    # values that differ only in what binary arithmetic once left behind their digits were recorded as changes
    return Part([change for *_, change in shown if change["from"] != change["to"]], following)


def read_since(query: Query, moment: Moment) -> date | None:
    """The day of `?since=`, under its own name in an error."""
    try:
        day = read_day({"as_of": query.get("since", [])}, moment.today)
    except BadArgument as error:
        raise BadArgument("since", error.message) from None
    return day or (moment.today if last(query, "since") else None)


def rows_of(kind: int, moment: Moment, start: datetime, edge: tuple[datetime, int, int] | None) -> Sequence[Any]:
    """One row more than a page shows of one kind, from `start` or behind the edge: the instant first."""
    name, gone = KINDS[kind]
    of_facts = name.startswith("fact")
    model: Any = Fact if of_facts else Review
    column = "superseded_at" if gone else "recorded_at"
    rows = model.objects.filter(Q(tool__published_at__lte=moment.now), **{f"{column}__gt": start})
    rows = rows.filter(WITHDRAWN) if gone else rows.filter(supersedes__isnull=False, since=None)
    if edge is not None:
        at, edge_kind, pk = edge
        behind = Q(**{f"{column}__gt": at})
        if kind >= edge_kind:
            behind |= Q(**{column: at, "pk__gt": pk}) if kind == edge_kind else Q(**{column: at})
        rows = rows.filter(behind)
    columns = (column, *COMMON, *(FACT_MOVE if of_facts else REVIEW_MOVE))
    return list(rows.order_by(column, "pk").values_list(*columns)[: PAGE_SIZE + 1])


def change_row(kind: int, row: Sequence[Any]) -> Data:
    name, gone = KINDS[kind]
    at, pk, slug, tool, reason, because, *move = row
    if name.startswith("fact"):
        key, label, unit, before, value, source = move
        was, now = None if before is None else say(before, unit), say(value, unit)
    else:
        persona, score, verdict, now_score, now_verdict = move
        key, label, source = persona, BY_KEY[persona].name, ""
        was, now = f"{score}/100 · {verdict}", f"{now_score}/100 · {now_verdict}"
    return {
        "id": f"{name}-{pk}", "kind": name, "at": iso(at), "on": iso(timezone.localdate(at)), "tool": slug,
        "name": tool, "key": key, "what": label, "from": now if gone else was, "to": None if gone else now,
        "why": (because if gone else reason) or None, "source": source or None,
    }  # fmt: skip
