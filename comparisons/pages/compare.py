"""What the compare page and the tool page show, put together from the one read. Views and previews call these."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings

from comparisons.cache import Kept
from comparisons.formats.decision_record import decision
from comparisons.moment import Moment
from comparisons.pages import heading
from comparisons.params.matchup import canonical
from comparisons.params.options import CompareOptions, parse_weights
from comparisons.pictures.subjects import face_of
from comparisons.reading.comparison import compared
from comparisons.reading.profiles import profiles_of
from comparisons.reading.related import curated_for, related_to, surroundings
from comparisons.verdict import sentences
from comparisons.verdict.head_to_head import Band
from comparisons.verdict.profile import Head, Profile
from comparisons.verdict.scorecard import rounds_of, seam_of, sides_of
from comparisons.verdict.summaries import MatchupCard, card_of
from comparisons.verdict.tape import LETTERS, strips_of
from comparisons.verdict.trust import shown_rows, trust_of
from reviews.personas import PERSONAS

# One line about a set of tools, by the day (on which one may end) and their ids and versions.
CARDS: Kept[tuple[date, tuple[tuple[int, int], ...]], MatchupCard] = Kept(2 * settings.PROFILE_MEMORY)


def matchup_page(heads: Sequence[Head], options: CompareOptions, moment: Moment) -> dict[str, Any]:
    """Everything that a compare page prints."""
    around = surroundings(heads, moment)
    curated, related = curated_for(heads, around), related_to(heads, around)
    profiles, cards = profiles_and_cards(heads, related, options.as_of, moment)
    comparison = compared(profiles, options, curated.written if curated else None)
    judged, table, title, path = comparison.judged, comparison.table, comparison.title, comparison.path
    bout, trust = judged.bout, trust_of(profiles, table)
    face = face_of(judged, settings.SITE_NAME)
    return {
        "sides": sides_of(profiles, bout),
        "title": title,
        "canonical": path,
        **heading.of_comparison(profiles, face, title, path, past=options.as_of is not None),
        "categories": list(dict.fromkeys((p.head.category_slug, p.head.category_name) for p in profiles)),
        "bout": bout,
        "over": sentences.base(bout),
        "seam": seam_of(bout),
        "verdict": judged.verdict,
        "bands": list(Band),
        "said": judged.said,
        "headline": judged.headline,
        "strips": strips_of(profiles, bout),
        "trust": trust,
        "table_rows": shown_rows(table, trust, quiet_hidden=options.diff, all_told=options.all_facts),
        "hidden": sum(row.quiet for row in table.rows),
        "rounds": rounds_of(profiles, bout),
        "weights": parse_weights(options.weights),
        "weighted": comparison.weighted,
        "weighed": comparison.weighed,
        "options": options,
        "related": cards,
        "changes": changes_of(profiles),
        "reviewed_on": max((p.panel.reviewed_on for p in profiles if p.panel.reviewed_on), default=None),
        "thirds": thirds(heads, around) if len(heads) < len(LETTERS) else (),
        "drops": drops(profiles) if len(profiles) > 2 else (),
        "personas": PERSONAS,
        "why_not_indexed": comparison.why_not_indexed,
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
    """The decision record of a compare page with these options. It has no word of an editor, so none is read."""
    comparison = compared(profiles, options, None)
    address = f"{settings.SITE_ORIGIN}{comparison.path}{options.query(diff='', facts='')}"
    return decision(comparison, address=address, today=moment.today)


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
