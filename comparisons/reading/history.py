"""What was ever said about a tool: every fact and review in the order of its recording, with what it replaced."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from reviews.models import Review
from reviews.panel import say_score
from reviews.personas import BY_KEY
from tools.models import Fact
from tools.values import say, say_date


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. `before` is empty for a first statement, `after` for a withdrawal.

    `key` is what feeds of changes know it by.
    """

    key: str
    at: datetime
    on: date
    what: str
    before: str
    after: str
    why: str
    source: str
    detail: str


def history_of(tool_id: int) -> list[Entry]:
    """All entries of a tool, newest first: two statements."""
    facts = Fact.objects.filter(tool=tool_id).select_related("attribute", "supersedes").order_by("pk")
    reviews = Review.objects.filter(tool=tool_id).select_related("supersedes").order_by("pk")
    entries = [entry for fact in facts for entry in fact_entries(fact)]
    entries += [entry for review in reviews for entry in review_entries(review)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def fact_entries(fact: Fact) -> list[Entry]:
    unit = fact.attribute.unit
    old = fact.supersedes
    same = old is not None and fact.says_the_same(old)
    before = say(old.value, unit) if old and not same else ""
    now = say(fact.value, unit)
    detail = f"{fact.outcome} on {say_date(fact.checked_on)}" if fact.checked_on else "never checked"
    if same:
        detail = f"rechecked: {detail}"
    return [
        entry(fact, fact.attribute.label, before, now, fact.source, detail),
        *gone(fact, fact.attribute.label, now),
    ]


def review_entries(review: Review) -> list[Entry]:
    name = BY_KEY[review.persona].name
    old = review.supersedes
    same = old is not None and review.says_the_same(old)
    before = say_score(old.score, old.verdict) if old and not same else ""
    now = say_score(review.score, review.verdict)
    detail = f"{review.author}, {review.author_kind}, {review.basis}"
    if same:
        detail = f"new words: {detail}"
    return [entry(review, name, before, now, "", detail), *gone(review, name, now)]


def entry(row: Any, what: str, before: str, after: str, source: str, detail: str) -> Entry:
    key = f"{row._meta.model_name}-{row.pk}"
    return Entry(
        key, row.recorded_at, timezone.localdate(row.recorded_at), what, before, after, row.reason, source, detail
    )


def gone(row: Any, what: str, value: str) -> list[Entry]:
    """The withdrawal of a row without a successor."""
    if not row.was_withdrawn:
        return []
    on = timezone.localdate(row.superseded_at)
    key = f"{row._meta.model_name}-withdrawn-{row.pk}"
    return [Entry(key, row.superseded_at, on, what, value, "", row.withdrawn_because, "", "withdrawn")]
