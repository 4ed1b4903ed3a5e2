"""The one read across apps: from names to profiles, in a fixed number of statements, whatever the size of the site.

What belongs to one tool is read once per version of that tool and kept in bounded memory; what depends on
several is kept per stamp of the site. Both keys change with the data, so nothing kept can be out of date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from comparisons.cache import Kept
from comparisons.moment import Moment
from comparisons.verdict.profile import Change, FactView, Head, Profile
from reviews.models import Review
from reviews.panel import Opinion, panel_of
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
        found = {(moment.key, row[0]): (Head(*row[2:]), row[1]) for row in rows}
        if compounds:
            COMPOUNDS.put(moment.key, frozenset(name for _, name in found if JOINT in name))
        return found

    kept = NAMES.get_all([(moment.key, name) for name in names], load)
    return {name: value for (_, name), value in kept.items()}


def heads_of(tool_ids: Sequence[int]) -> list[Head]:
    """The heads of these tools, in this order: one statement, or none."""
    rows = Tool.objects.filter(pk__in=tool_ids).order_by().values_list(*HEAD) if tool_ids else ()
    heads = {row[0]: Head(*row) for row in rows}
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
    fact_rows: dict[int, list[Any]] = {pk: [] for pk in ids}
    review_rows: dict[int, list[Any]] = {pk: [] for pk in ids}
    for row in facts.values_list(*FACT):
        fact_rows[row[0]].append(row)
    for row in reviews.values_list(*REVIEW):
        review_rows[row[0]].append(row)
    return {head.id: make_profile(head, fact_rows[head.id], review_rows[head.id], day, at) for head in heads}


def make_profile(head: Head, facts: Sequence[Any], reviews: Sequence[Any], day: date, at: datetime | None) -> Profile:
    """A profile from the rows that stand and those that were withdrawn, which only show up among the changes."""
    gone = {id(row) for row in (*facts, *reviews) if is_withdrawn(row) and (at is None or row[-3] <= at)}
    changes = [fact_withdrawn(row) if id(row) in gone else fact_change(row) for row in facts]
    changes += [review_withdrawn(row) if id(row) in gone else review_change(row) for row in reviews]
    newest = sorted(filter(None, changes), key=lambda change: (change.at, change.what), reverse=True)
    return Profile(
        head=head,
        panel=panel_of(Opinion(*row[1:10]) for row in reviews if id(row) not in gone),
        facts={row[1]: make_fact(row, day) for row in facts if id(row) not in gone},
        changes=tuple(newest[:CHANGES_KEPT]),
        discontinued=head.discontinued_on is not None and head.discontinued_on <= day,
    )


def is_withdrawn(row: Any) -> bool:
    """What `dated.WITHDRAWN` says of rows, by the last columns of one."""
    return bool(row[-1] or row[-2])


def make_fact(row: Any, day: date) -> FactView:
    _, key, label, kind, unit, better, stale_after, category_id, position, value, source, quote = row[:12]
    checked_on, method, outcome, recorded_at = row[12:16]
    state = state_of(checked_on=checked_on, outcome=outcome, stale_after_days=stale_after, today=day)
    return FactView(
        key, label, kind, unit, better, value, say(value, unit), state, source, quote, checked_on, method,
        timezone.localdate(recorded_at), category_id, position,
        checked_on + timedelta(days=stale_after + 1) if checked_on and state is State.CONFIRMED else None,
    )  # fmt: skip


def fact_change(row: Any) -> Change | None:
    """What changed when this statement took the place of another; None for a first one.

    A recheck leaves the statement as it was: then the change lies where it began to stand.
    """
    label, unit, value = row[2], row[4], row[9]
    recorded_at, reason, before = row[18:21] if row[18] else row[15:18]
    if before is None or before == value:
        return None
    return Change(label, say(before, unit), say(value, unit), timezone.localdate(recorded_at), reason, recorded_at)


def review_change(row: Any) -> Change | None:
    """What changed when this score and call took the place of others; None for a first one. New words are no change."""
    persona, score, verdict = row[1:4]
    recorded_at, reason, before, verdict_before = row[14:18] if row[14] else row[10:14]
    if before is None or (before, verdict_before) == (score, verdict):
        return None
    return Change(
        BY_KEY[persona].name, f"{before}/100 · {verdict_before}", f"{score}/100 · {verdict}",
        timezone.localdate(recorded_at), reason, recorded_at,
    )  # fmt: skip


def fact_withdrawn(row: Any) -> Change:
    superseded_at, because, _ = row[-3:]
    return Change(row[2], say(row[9], row[4]), "", timezone.localdate(superseded_at), because, superseded_at)


def review_withdrawn(row: Any) -> Change:
    persona, score, verdict = row[1:4]
    superseded_at, because, _ = row[-3:]
    before = f"{score}/100 · {verdict}"
    return Change(BY_KEY[persona].name, before, "", timezone.localdate(superseded_at), because, superseded_at)


def draft_profile(tool: Tool, moment: Moment) -> Profile:
    """The profile of any tool, published or not: for the preview of editors only. Nothing of it is kept."""
    head = Head(*Tool.objects.filter(pk=tool.pk).values_list(*HEAD).get())
    return tallied([read_profiles([head], moment.today, None)[head.id]], moment.with_tallies([tool.pk]))[0]
