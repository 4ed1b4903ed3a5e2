"""Reads what happened between two issues, for the digest. The only reader of other apps' records here."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Q

from comparisons.models import Matchup, Standing
from comparisons.moment import Moment, moment_at
from comparisons.reading.highlights import curated_sides
from comparisons.reading.profiles import HEAD, profiles_of
from comparisons.verdict.editor import Written, written_of
from comparisons.verdict.profile import Head, Profile
from newsletter.issues.digest import FactMove, Week
from reviews.models import Review
from reviews.panel import Opinion, Panel, panel_of
from tools.models import Fact, Tool
from tools.models.dated import WITHDRAWN, standing_at
from tools.values import say
from votes.models import Tally

MOST_TOOLS = 200
CURATED = 12
TAG = re.compile(r"<[^>]*>")
SENTENCE = re.compile(r"(.{20,240}?[.!?])(?=\s|$)", re.DOTALL)


class Told(NamedTuple):
    """A fact as the last issue found it, and what stands in its place; None: withdrawn."""

    before: Fact
    after: Fact | None
    withdrawn_because: str


def week_between(since: datetime, until: datetime, tallies_before: Mapping[str, Any]) -> Week:
    """What became public after `since`, up to `until`."""
    moment = moment_at(until)
    reviews = changed_reviews(since, until)
    facts = changed_facts(since, until)
    tallies = moved_tallies(tallies_before)
    ids = list(dict.fromkeys([*reviews, *(told.before.tool_id for told in facts), *tallies]))[:MOST_TOOLS]
    profiles = profiles_by_id(ids, moment)
    reviewed = [profiles[pk] for pk in reviews if pk in profiles]
    return Week(
        reviewed=reviewed,
        before=panels_at(since, list(reviews)),
        reasons=reviews,
        facts=[fact_move(told, profiles[told.before.tool_id]) for told in facts if told.before.tool_id in profiles],
        pairs=pairs_of(reviewed or list(profiles.values()), moment),
        voted=[profiles[pk] for pk in tallies if pk in profiles],
        tallies=tallies,
        headlines=headlines_now(),
        words=first_sentences([profile.head.id for profile in profiles.values()]),
    )


def changed_reviews(since: datetime, until: datetime) -> dict[int, str]:
    """{tool id: why, as the newest change says} of the public tools whose panel was written to, or shown first."""
    written = Q(recorded_at__gt=since, recorded_at__lte=until) | Q(tool__published_at__gt=since)
    came = Review.objects.of_public_tools(until).filter(written).values_list("recorded_at", "pk", "tool_id", "reason")
    gone = withdrawn_between(Review, since, until).values_list("superseded_at", "pk", "tool_id", "withdrawn_because")
    return {tool_id: why for _, _, tool_id, why in sorted([*came, *gone])}


def withdrawn_between(model: Any, since: datetime, until: datetime) -> Any:
    """What public tools took back in that time."""
    public = model.objects.filter(tool__published_at__lte=until)
    return public.filter(WITHDRAWN, superseded_at__gt=since, superseded_at__lte=until)


def changed_facts(since: datetime, until: datetime) -> list[Told]:
    """What stood at the last issue, where it is said otherwise now, or no more.

    What was first stated since then and changed again is told from its first words on; if it was withdrawn, not at all.
    """
    came = Fact.objects.filter(
        recorded_at__gt=since, recorded_at__lte=until, tool__published_at__lte=until, supersedes__isnull=False,
        since=None,
    ).select_related("supersedes__attribute").order_by("pk")[:MOST_TOOLS]  # fmt: skip
    gone = withdrawn_between(Fact, since, until).order_by("pk")[:MOST_TOOLS]
    places = dict.fromkeys((fact.tool_id, fact.attribute_id) for fact in (*came, *gone))
    why = {(fact.tool_id, fact.attribute_id): fact.withdrawn_because for fact in gone}
    then, now = facts_at(since, places), facts_at(until, places)
    for fact in came:
        place = fact.tool_id, fact.attribute_id
        if place in now and fact.supersedes is not None:
            then.setdefault(place, fact.supersedes)
    told = [Told(then[place], now.get(place), why.get(place, "")) for place in places if place in then]
    return [one for one in told if one.after is None or not one.after.says_the_same(one.before)]


def facts_at(at: datetime, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Fact]:
    """{(tool id, attribute id): the fact that stood there} of the tools that were public."""
    wanted = set(places)
    tools, attributes = {tool for tool, _ in wanted}, {attribute for _, attribute in wanted}
    rows = Fact.objects.filter(standing_at(at), tool__in=tools, attribute__in=attributes, tool__published_at__lte=at)
    found = {(fact.tool_id, fact.attribute_id): fact for fact in rows.select_related("attribute", "since")}
    return {place: fact for place, fact in found.items() if place in wanted}


def fact_move(told: Told, profile: Profile) -> FactMove:
    """The reason stands where the statement began: a recheck has none."""
    attribute, after = told.before.attribute, told.after
    why = told.withdrawn_because if after is None else (after.since or after).reason
    now = "" if after is None else say(after.value, attribute.unit)
    return FactMove(profile, attribute.key, attribute.label, say(told.before.value, attribute.unit), now, why)


def profiles_by_id(ids: Sequence[int], moment: Moment) -> dict[int, Profile]:
    rows = Tool.objects.public(moment.now).filter(pk__in=ids).order_by("pk").values_list(*HEAD)
    return {profile.head.id: profile for profile in profiles_of([Head(*row) for row in rows], moment)}


def panels_at(at: datetime, ids: Sequence[int]) -> dict[int, Panel]:
    """The panels of these tools as they stood at the last issue. A tool that was not public then had none."""
    rows = Review.objects.filter(standing_at(at), tool__in=ids, tool__published_at__lte=at).order_by()
    opinions: dict[int, list[Opinion]] = {}
    for tool_id, persona, score, verdict in rows.values_list("tool_id", "persona", "score", "verdict"):
        opinions.setdefault(tool_id, []).append(Opinion(persona, score, verdict))
    return {tool_id: panel_of(rows) for tool_id, rows in opinions.items()}


def pairs_of(touched: Sequence[Profile], moment: Moment) -> list[list[Profile]]:
    """What could be the matchup of the week: curated ones with a tool of the week, then each with its best rival."""
    slugs = {profile.slug for profile in touched}
    curated = [
        sides
        for _, sides in curated_sides(Matchup.objects.chosen(moment.today)[:CURATED], moment)
        if slugs & {side.slug for side in sides}
    ]
    rivals = [
        pair for profile in sorted(touched, key=lambda p: p.slug)[:CURATED] if (pair := with_rival(profile, moment))
    ]
    return curated + rivals


def headlines_now() -> dict[str, Written]:
    """The editors' own words about the curated matchups that can be the one of the week."""
    newest = Matchup.objects.order_by("-featured", "-pk").prefetch_related("tools")[:CURATED]
    return {f"/compare/{matchup.slug}": written_of(vars(matchup)) for matchup in newest}


def with_rival(profile: Profile, moment: Moment) -> list[Profile] | None:
    best = Standing.objects.offered(moment).filter(category=profile.head.category_id, points__gte=0)
    row = (
        best.exclude(pk=profile.head.id)
        .order_by("-points", "tool_id")
        .values_list(*(f"tool__{c}" for c in HEAD))
        .first()
    )
    return [profile, *profiles_of([Head(*row)], moment)] if row and profile.panel.full else None


def tallies_now() -> dict[str, list[int]]:
    """The counted votes of the tools with most of them, kept with an issue for the next one to compare with."""
    rows = Tally.objects.annotate(n=F("ship") + F("skip")).filter(n__gt=0).order_by("-n", "tool_id")
    return {str(tool_id): [ship, skip] for tool_id, ship, skip in rows.values_list("tool_id", "ship", "skip")[:500]}


def moved_tallies(before: Mapping[str, Any]) -> dict[int, tuple[tuple[int, int], tuple[int, int]]]:
    now = tallies_now()
    return {
        int(pk): ((before[pk][0], before[pk][1]), (now[pk][0], now[pk][1]))
        for pk in before
        if pk in now and list(before[pk]) != now[pk]
    }


def first_sentences(ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """{(tool id, persona): the first sentence of the review}, as plain text."""
    rows = Review.objects.current().filter(tool__in=ids).values_list("tool_id", "persona", "body_html")
    found = {}
    for tool_id, persona, body in rows:
        text = re.sub(r"\s+", " ", html.unescape(TAG.sub(" ", body))).strip()
        match = SENTENCE.match(text)
        found[tool_id, persona] = match[1] if match else text[:240]
    return found
