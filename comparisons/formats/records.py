"""Lists for programs: reviews newest first, changes oldest first from a day on. Keyset cursors, bounded statements."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from comparisons.formats.answers import Data, iso
from comparisons.moment import Moment
from comparisons.params.cursors import EPOCH, whole
from comparisons.params.options import BadArgument, Query, last, read_choice, read_day
from comparisons.reading.changes import KINDS, Entry, changes_since
from comparisons.reading.profiles import heads_named
from reviews.models import Review
from reviews.personas import BY_KEY, MAX_SCORE
from tools.models.dated import end_of
from tools.plaintext import text_of

PAGE_SIZE = 50
REVIEW = (
    "pk", "tool__slug", "persona", "score", "verdict", "body_html", "reviewed_on", "author", "author_kind", "basis",
    "rubric", "recorded_at",
)  # fmt: skip


class ReviewRow(NamedTuple):
    """A row of Review, by the columns of REVIEW."""

    pk: int
    slug: str
    persona: str
    score: int
    verdict: str
    html: str
    reviewed_on: date | None
    author: str
    author_kind: str
    basis: str
    rubric: str
    recorded_at: datetime


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
        found = found.filter(pk__lt=whole(after))
    rows = [ReviewRow._make(row) for row in found.order_by("-pk").values_list(*REVIEW)[: PAGE_SIZE + 1]]
    shown = rows[:PAGE_SIZE]
    return Part([review_data(row) for row in shown], str(shown[-1].pk) if len(rows) > PAGE_SIZE else "")


def tool_id(slug: str, moment: Moment) -> int:
    """The tool that goes by this name. Raises BadArgument."""
    found = None if "\0" in slug else heads_named([slug.lower()[:200]], moment).get(slug.lower()[:200])
    if found is None:
        raise BadArgument("tool", f"expected the slug of a public tool, got {slug[:40]!r}")
    return found[0].id


def review_data(row: ReviewRow) -> Data:
    return {
        "id": row.pk, "tool": row.slug, "persona": row.persona, "name": BY_KEY[row.persona].name, "score": row.score,
        "out_of": MAX_SCORE, "verdict": row.verdict, "text": text_of(row.html), "reviewed_on": iso(row.reviewed_on),
        "author": row.author, "author_kind": row.author_kind, "basis": row.basis, "rubric": row.rubric,
        "recorded_at": iso(row.recorded_at),
    }  # fmt: skip


def changes(moment: Moment, query: Query) -> Part:
    """`?since=2026-11-01`, `?after=`: what changed from the start of that day on, the oldest first."""
    since = read_since(query, moment)
    start = end_of(since - timedelta(days=1)) if since else EPOCH
    page = changes_since(moment, start, last(query, "after"), PAGE_SIZE)
    return Part([change_row(entry) for entry in page.entries], page.following)


def read_since(query: Query, moment: Moment) -> date | None:
    """The day of `?since=`, under its own name in an error."""
    try:
        day = read_day({"as_of": query.get("since", [])}, moment.today)
    except BadArgument as error:
        raise BadArgument("since", error.message) from None
    return day or (moment.today if last(query, "since") else None)


def change_row(entry: Entry) -> Data:
    return {
        "id": entry.key, "kind": KINDS[entry.kind], "at": iso(entry.at), "on": iso(entry.on), "tool": entry.slug,
        "name": entry.name, "key": entry.subject, "what": entry.what, "from": entry.before or None,
        "to": entry.after or None, "why": entry.why or None, "source": entry.source or None,
    }  # fmt: skip
