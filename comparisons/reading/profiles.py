"""The one read across apps: from names to profiles, in a fixed number of statements, whatever the size of the site.

What belongs to one tool is read once per version of that tool and kept in bounded memory; what depends on
several is kept per stamp of the site. Both keys change with the data, so nothing kept can be out of date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from comparisons.cache import Kept
from comparisons.moment import Moment
from comparisons.verdict.profile import Change, FactView, Head, Profile
from reviews.models import Review
from reviews.panel import Opinion, panel_of, say_score
from reviews.personas import BY_KEY
from tools.models import Alias, Fact, Tool
from tools.models.dated import end_of, standing_at, withdrawn_by
from tools.slugs import JOINT
from tools.states import State, state_of
from tools.values import say
from votes.tally import NOTHING

HEAD = (
    "id", "slug", "name", "vendor", "category_id", "category__slug", "category__name", "tagline", "best_for", "skip_if",
    "description_html", "website", "logo", "published_at", "discontinued_on", "version", "gone_because",
)  # fmt: skip
FACT = (
    "tool_id", "attribute__key", "attribute__label", "attribute__kind", "attribute__unit", "attribute__better",
    "attribute__stale_after_days", "attribute__category_id", "attribute__position", "value", "source", "quote",
    "checked_on", "method", "outcome", "recorded_at", "reason", "supersedes__value",
    "since__recorded_at", "since__reason", "since__supersedes__value", "superseded_at", "withdrawn_because",
    "withdrawn",
)  # fmt: skip
REVIEW = (
    "tool_id", "persona", "score", "verdict", "body_html", "reviewed_on", "author", "author_kind", "basis", "rubric",
    "recorded_at", "reason", "supersedes__score", "supersedes__verdict",
    "since__recorded_at", "since__reason", "since__supersedes__score", "since__supersedes__verdict",
    "superseded_at", "withdrawn_because", "withdrawn",
)  # fmt: skip


class FactRow(NamedTuple):
    """A row of Fact, by the columns of FACT. `since_…` say where the statement began to stand, if it was rechecked."""

    tool_id: int
    key: str
    label: str
    kind: str
    unit: str
    better: str
    stale_after: int
    category_id: int | None
    position: int
    value: Any
    source: str
    quote: str
    checked_on: date | None
    method: str
    outcome: str
    recorded_at: datetime
    reason: str
    before: Any
    since_at: datetime | None
    since_reason: str
    since_before: Any
    superseded_at: datetime | None
    withdrawn_because: str
    withdrawn: bool


class ReviewRow(NamedTuple):
    """A row of Review, by the columns of REVIEW. `since_…` say where score and call began to stand."""

    tool_id: int
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
    reason: str
    score_before: int | None
    verdict_before: str | None
    since_at: datetime | None
    since_reason: str
    since_score_before: int | None
    since_verdict_before: str | None
    superseded_at: datetime | None
    withdrawn_because: str
    withdrawn: bool


CHANGES_KEPT = 3
NAMES: Kept[tuple[Any, str], tuple[Head, bool]] = Kept(4 * settings.PROFILE_MEMORY)
COMPOUNDS: Kept[Any, frozenset[str]] = Kept(4)
PROFILES: Kept[tuple[int, int, date], Profile] = Kept(settings.PROFILE_MEMORY)


def heads_named(names: Iterable[str], moment: Moment, *, compounds: bool = False) -> dict[str, tuple[Head, bool]]:
    """{name: (tool, whether the name is its current slug)} of the names that lead to a public tool.

    With `compounds`, the names that contain `-vs-` are read in the same statement and remembered.
    """

    def load(keys: list[tuple[Any, str]]) -> dict[tuple[Any, str], tuple[Head, bool]]:
        asked = Q(slug__in=[name for _, name in keys])
        if compounds:
            asked |= Q(slug__contains=JOINT)
        columns = ("slug", "current", *(f"tool__{column}" for column in HEAD))
        rows = Alias.objects.filter(asked, tool__published_at__lte=moment.now).order_by().values_list(*columns)
        found = {(moment.key, name): (Head(*head), current) for name, current, *head in rows}
        if compounds:
            COMPOUNDS.put(moment.key, frozenset(name for _, name in found if JOINT in name))
        return found

    kept = NAMES.get_all([(moment.key, name) for name in names], load)
    return {name: value for (_, name), value in kept.items()}


def heads_of(tool_ids: Sequence[int]) -> list[Head]:
    """The heads of these tools, in this order: one statement, or none."""
    rows = Tool.objects.filter(pk__in=tool_ids).order_by().values_list(*HEAD) if tool_ids else ()
    heads = {head.id: head for head in map(Head._make, rows)}
    return [heads[pk] for pk in tool_ids if pk in heads]


def profiles_of(heads: Sequence[Head], moment: Moment, as_of: date | None = None) -> list[Profile]:
    """The profiles of these tools, now or as they stood at the end of the day `as_of`: two statements, or none.

    Each carries the tally that `moment` has of it; votes are not kept by date.
    """
    if as_of is not None:
        read = read_profiles(heads, as_of, end_of(as_of))
        return tallied([read[head.id] for head in heads], moment)
    by_key = {(head.id, head.version, moment.today): head for head in heads}

    def load(keys: list[tuple[int, int, date]]) -> dict[tuple[int, int, date], Profile]:
        read = read_profiles([by_key[key] for key in keys], moment.today, None)
        return {key: read[key[0]] for key in keys}

    kept = PROFILES.get_all(by_key, load)
    return tallied([kept[head.id, head.version, moment.today] for head in heads], moment)


def tallied(profiles: Sequence[Profile], moment: Moment) -> list[Profile]:
    """These profiles with the tallies that `moment` knows. What is kept beside a profile is shared by its copies."""
    if moment.tallies is None:
        return list(profiles)
    return [replace(profile, count=moment.tallies.get(profile.head.id, NOTHING)) for profile in profiles]


def read_profiles(heads: Sequence[Head], day: date, at: datetime | None) -> dict[int, Profile]:
    """Profiles by tool id, from the rows that stood `at` that instant (None: that stand now), with states on `day`."""
    ids = [head.id for head in heads]
    shown = standing_at(at) | withdrawn_by(at)
    facts = Fact.objects.filter(shown, tool__in=ids).order_by("attribute__position", "attribute__label", "pk")
    reviews = Review.objects.filter(shown, tool__in=ids).order_by()
    fact_rows: dict[int, list[FactRow]] = {pk: [] for pk in ids}
    review_rows: dict[int, list[ReviewRow]] = {pk: [] for pk in ids}
    for fact in map(FactRow._make, facts.values_list(*FACT)):
        fact_rows[fact.tool_id].append(fact)
    for review in map(ReviewRow._make, reviews.values_list(*REVIEW)):
        review_rows[review.tool_id].append(review)
    return {head.id: make_profile(head, fact_rows[head.id], review_rows[head.id], day, at) for head in heads}


def make_profile(
    head: Head, facts: Sequence[FactRow], reviews: Sequence[ReviewRow], day: date, at: datetime | None
) -> Profile:
    """A profile from the rows that stand and those that were withdrawn, which only show up among the changes."""
    standing = [row for row in facts if not gone_by(row, at)]
    filed = [row for row in reviews if not gone_by(row, at)]
    changes = [fact_withdrawn(row) if gone_by(row, at) else fact_change(row) for row in facts]
    changes += [review_withdrawn(row) if gone_by(row, at) else review_change(row) for row in reviews]
    newest = sorted(filter(None, changes), key=lambda change: (change.at, change.what), reverse=True)
    return Profile(
        head=head,
        panel=panel_of(opinion_of(row) for row in filed),
        facts={row.key: make_fact(row, day) for row in standing},
        changes=tuple(newest[:CHANGES_KEPT]),
        discontinued=head.discontinued_on is not None and head.discontinued_on <= day,
    )


def gone_by(row: FactRow | ReviewRow, at: datetime | None) -> bool:
    """Whether the row was withdrawn `at` that instant: what `dated.WITHDRAWN` says of rows in the database."""
    if not (row.withdrawn or row.withdrawn_because):
        return False
    return at is None or (row.superseded_at is not None and row.superseded_at <= at)


def opinion_of(row: ReviewRow) -> Opinion:
    return Opinion(
        row.persona, row.score, row.verdict, row.html, row.reviewed_on, row.author, row.author_kind, row.basis,
        row.rubric,
    )  # fmt: skip


def make_fact(row: FactRow, day: date) -> FactView:
    checked = row.checked_on
    state = state_of(checked_on=checked, outcome=row.outcome, stale_after_days=row.stale_after, today=day)
    return FactView(
        row.key, row.label, row.kind, row.unit, row.better, row.value, say(row.value, row.unit), state, row.source,
        row.quote, checked, row.method, timezone.localdate(row.recorded_at), row.category_id, row.position,
        checked + timedelta(days=row.stale_after + 1) if checked and state is State.CONFIRMED else None,
    )  # fmt: skip


def fact_change(row: FactRow) -> Change | None:
    """What changed when this statement took the place of another; None for a first one.

    A recheck leaves the statement as it was: then the change lies where it began to stand.
    """
    at, reason, before = row.recorded_at, row.reason, row.before
    if row.since_at is not None:
        at, reason, before = row.since_at, row.since_reason, row.since_before
    if before is None or before == row.value:
        return None
    return Change(row.label, say(before, row.unit), say(row.value, row.unit), timezone.localdate(at), reason, at)


def review_change(row: ReviewRow) -> Change | None:
    """What changed when this score and call took the place of others; None for a first one. New words are no change."""
    at, reason, score, verdict = row.recorded_at, row.reason, row.score_before, row.verdict_before
    if row.since_at is not None:
        at, reason, score, verdict = row.since_at, row.since_reason, row.since_score_before, row.since_verdict_before
    if score is None or (score, verdict) == (row.score, row.verdict):
        return None
    name, now = BY_KEY[row.persona].name, say_score(row.score, row.verdict)
    return Change(name, say_score(score, verdict), now, timezone.localdate(at), reason, at)


def fact_withdrawn(row: FactRow) -> Change:
    at = row.superseded_at or row.recorded_at
    return Change(row.label, say(row.value, row.unit), "", timezone.localdate(at), row.withdrawn_because, at)


def review_withdrawn(row: ReviewRow) -> Change:
    at = row.superseded_at or row.recorded_at
    name, before = BY_KEY[row.persona].name, say_score(row.score, row.verdict)
    return Change(name, before, "", timezone.localdate(at), row.withdrawn_because, at)


def draft_profile(tool: Tool, moment: Moment) -> Profile:
    """The profile of any tool, published or not: for the preview of editors only. Nothing of it is kept."""
    head = Head(*Tool.objects.filter(pk=tool.pk).values_list(*HEAD).get())
    return tallied([read_profiles([head], moment.today, None)[head.id]], moment.with_tallies([tool.pk]))[0]
