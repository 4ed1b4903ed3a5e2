"""What the compare page and the tool page show, put together from the one read. Views and previews call these."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings

from comparisons import heading, words
from comparisons.cards import MatchupCard, card_of, record_line, record_of
from comparisons.chart import LETTERS, strips_of
from comparisons.decision import decision
from comparisons.editor import written_of
from comparisons.gate import why_not_indexed
from comparisons.headtohead import Band
from comparisons.judging import judge
from comparisons.matchup import canonical
from comparisons.memory import Kept
from comparisons.models import Matchup
from comparisons.moments import Moment
from comparisons.options import CompareOptions, Query
from comparisons.pictures.cards import ballot_of, face_of
from comparisons.placing import rank_of, standing_strips
from comparisons.profile import Head, Profile
from comparisons.reading import profiles_of, tallied
from comparisons.scorecard import rounds_of, seam_of, sides_of
from comparisons.sentence import tool_sentence
from comparisons.showcase import curated_sides
from comparisons.surroundings import curated_for, related_to, surroundings
from comparisons.table import build, tie_breakers
from comparisons.weights import parse_weights, weigh
from reviews.personas import PERSONAS
from tools.models import Fact
from votes.models import Vote

# One line about a set of tools, by the day (on which one may end) and their ids and versions.
CARDS: Kept[tuple[date, tuple[tuple[int, int], ...]], MatchupCard] = Kept(2 * settings.PROFILE_MEMORY)


CURATED_SHOWN = 5


def matchup_page(heads: Sequence[Head], options: CompareOptions, moment: Moment) -> dict[str, Any]:
    """Everything that a compare page prints."""
    around = surroundings(heads, moment)
    curated, related = curated_for(heads, around), related_to(heads, around)
    profiles, cards = profiles_and_cards(heads, related, options.as_of, moment)
    table, past = build(profiles), options.as_of is not None
    judged = judge(profiles, curated.written if curated else None, tie_breakers(profiles, table), past=past)
    bout = judged.bout
    weights = parse_weights(options.weights)
    title, path = " vs ".join(p.name for p in profiles), f"/compare/{canonical(p.slug for p in profiles)}"
    face = face_of(judged, settings.SITE_NAME)
    return {
        "sides": sides_of(profiles, bout),
        "title": title,
        "canonical": path,
        **heading.of_comparison(profiles, face, title, path, past=past),
        "categories": list(dict.fromkeys((p.head.category_slug, p.head.category_name) for p in profiles)),
        "bout": bout,
        "over": words.base(bout),
        "seam": seam_of(bout),
        "verdict": judged.verdict,
        "bands": list(Band),
        "said": judged.said,
        "headline": judged.headline,
        "strips": strips_of(profiles, bout),
        "table_rows": table.differing if options.diff else table.differing_first,
        "hidden": len(table.rows) - len(table.differing),
        "rounds": rounds_of(profiles, bout),
        "weights": weights,
        "weighted": weigh(bout, weights),
        "weighed": bool(options.weights),
        "options": options,
        "related": cards,
        "changes": changes_of(profiles),
        "reviewed_on": max((p.panel.reviewed_on for p in profiles if p.panel.reviewed_on), default=None),
        "thirds": thirds(heads, around) if len(heads) < len(LETTERS) else (),
        "drops": drops(profiles) if len(profiles) > 2 else (),
        "personas": PERSONAS,
        "why_not_indexed": why_not_indexed(profiles, curated=curated is not None),
    }


class Front(NamedTuple):
    """What the home page read before its version was known: the featured matchup, if any, and cards of the others."""

    featured: dict[str, Any] | None
    cards: list[MatchupCard]

    @property
    def version(self) -> object:
        sides = self.featured["sides"] if self.featured else ()
        return tuple((side.profile.head.id, side.profile.count) for side in sides)


def front(moment: Moment, query: Query) -> Front:
    curated = curated_sides(Matchup.objects.chosen(moment.today)[: CURATED_SHOWN + 1], moment)
    cards = [card_of(profiles) for _, profiles in curated[:CURATED_SHOWN]]
    if not curated:
        return Front(None, cards)
    matchup, profiles = curated[0]
    counted = moment.with_tallies(profile.head.id for profile in profiles)
    return Front(featured_page(matchup, tallied(profiles, counted)), cards)


class Waiting(NamedTuple):
    """How many votes are stored and not counted now."""

    number: int

    @property
    def version(self) -> object:
        return self.number


def waiting(moment: Moment, query: Query) -> Waiting:
    return Waiting(Vote.objects.waiting().count())


def featured_page(matchup: Matchup, profiles: Sequence[Profile]) -> dict[str, Any]:
    """What the home page prints of the featured matchup."""
    judged = judge(profiles, written_of(vars(matchup)))
    bout = judged.bout
    return {
        "sides": sides_of(profiles, bout),
        "out_of": bout.out_of,
        "seam": seam_of(bout),
        "verdict": judged.verdict,
        "headline": judged.headline,
        "path": f"/compare/{canonical(profile.slug for profile in profiles)}",
        "title": " v ".join(profile.name for profile in profiles),
    }


def profiles_and_cards(
    heads: Sequence[Head], related: Sequence[tuple[Head, ...]], as_of: date | None, moment: Moment
) -> tuple[list[Profile], list[MatchupCard]]:
    """The page's own profiles and the cards of the related matchups, in one read. A page of the past has no cards."""
    if as_of is not None:
        return profiles_of(heads, moment, as_of), []
    keys = [(moment.today, tuple((head.id, head.version) for head in group)) for group in related]
    kept = [CARDS.get(key) for key in keys]
    unknown = [group for group, card in zip(related, kept, strict=True) if card is None]
    everyone = {head.id: head for group in (heads, *unknown) for head in group}
    profiles = {profile.head.id: profile for profile in profiles_of(list(everyone.values()), moment)}
    cards = []
    for key, group, card in zip(keys, related, kept, strict=True):
        if card is None:
            card = card_of([profiles[head.id] for head in group])
            CARDS.put(key, card)
        cards.append(card)
    return [profiles[head.id] for head in heads], cards


def decision_of(profiles: Sequence[Profile], options: CompareOptions, moment: Moment) -> str:
    """The decision record of a compare page with these options."""
    judged = judge(profiles)
    path = f"/compare/{canonical(profile.slug for profile in profiles)}{options.query(diff='')}"
    return decision(
        profiles, judged.bout, judged.verdict, weigh(judged.bout, parse_weights(options.weights)), build(profiles),
        address=settings.SITE_ORIGIN + path, today=moment.today, as_of=options.as_of,
    )  # fmt: skip


def changes_of(profiles: Sequence[Profile]) -> list[tuple[Profile, Any]]:
    """The latest changes of each tool, newest first."""
    found = [(profile, change) for profile in profiles for change in profile.changes]
    return sorted(found, key=lambda pair: (pair[1].at, pair[0].slug, pair[1].what), reverse=True)


def thirds(heads: Sequence[Head], around: Any) -> tuple[Head, ...]:
    """Tools of the same job that one could add."""
    have = {head.id for head in heads}
    found = {other.id: other for head in heads for other in around[head.id].leaders if other.id not in have}
    return tuple(found.values())


def drops(profiles: Sequence[Profile]) -> tuple[tuple[str, str], ...]:
    """(name, path without it) of every tool that one could leave out."""
    return tuple((gone.name, f"/compare/{canonical(p.slug for p in profiles if p is not gone)}") for gone in profiles)


def tool_page(head: Head, moment: Moment, draft: Profile | None = None) -> dict[str, Any]:
    """Everything that a tool page prints; of a `draft`, which nobody keeps, for the preview."""
    around = surroundings([head], moment)[head.id]
    others = {side.id: side for curated in around.curated for side in curated.heads} | {h.id: h for h in around.leaders}
    others.pop(head.id, None)
    if draft is None:
        profile, *rivals = profiles_of([head, *others.values()], moment)
    else:
        profile, rivals = draft, profiles_of(list(others.values()), moment)
    record = record_of(profile, rivals)
    return {
        "profile": profile,
        **heading.of_tool(profile, ballot_of(profile, settings.SITE_NAME)),
        "sentence": tool_sentence(profile),
        "strips": standing_strips(profile, moment),
        "rank": rank_of(profile, moment),
        "record": record,
        "record_line": record_line(record),
        "rivals": sorted(rivals, key=lambda rival: (not_same_job(profile, rival), -(rival.panel.points or -1))),
        "methods": dict(Fact.Method.choices),
        "personas": PERSONAS,
    }


def not_same_job(profile: Profile, rival: Profile) -> bool:
    return rival.head.category_id != profile.head.category_id
