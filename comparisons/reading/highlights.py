"""What the home page and the picker put in the window: curated matchups, newest verdicts, names to choose from."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from comparisons.models import Asked, Matchup, MatchupTool, Standing
from comparisons.moment import Moment
from comparisons.params.matchup import candidates
from comparisons.params.options import Query
from comparisons.reading.lookup import NotThere, named
from comparisons.reading.profiles import HEAD, heads_named, heads_of, profiles_of
from comparisons.verdict.profile import Head, Profile
from comparisons.verdict.summaries import MatchupCard, card_of

NAMES_OFFERED = 60
LATEST = 6


def curated_sides(matchups: Iterable[Matchup], moment: Moment) -> list[tuple[Matchup, list[Profile]]]:
    """These matchups with the profiles of their tools, in their order; one with a hidden tool is left out."""
    wanted = list(matchups)
    sides = MatchupTool.objects.filter(matchup__in=[matchup.pk for matchup in wanted]).order_by("tool__slug")
    rows = sides.values_list("matchup_id", *(f"tool__{column}" for column in HEAD))
    pairs = [(matchup_id, Head(*head)) for matchup_id, *head in rows]
    heads = {head.id: head for _, head in pairs}
    shown = [head for head in heads.values() if head.published_at and head.published_at <= moment.now]
    profiles = {profile.head.id: profile for profile in profiles_of(shown, moment)}
    members: dict[int, list[int]] = {matchup.pk: [] for matchup in wanted}
    for matchup_id, head in pairs:
        members[matchup_id].append(head.id)
    return [
        (matchup, [profiles[pk] for pk in members[matchup.pk]])
        for matchup in wanted
        if all(pk in profiles for pk in members[matchup.pk])
    ]


def curated_cards(matchups: Iterable[Matchup], moment: Moment) -> list[MatchupCard]:
    return [card_of(profiles) for _, profiles in curated_sides(matchups, moment)]


def latest_verdicts(moment: Moment) -> list[Profile]:
    """The tools whose panel spoke last, in the order of the list by latest review; none that was discontinued."""
    newest = Standing.objects.offered(moment).order_by("-reviewed_on", "tool_id")
    heads = heads_of(list(newest.values_list("tool_id", flat=True)[: 8 * LATEST]))
    return profiles_of(spread(heads)[:LATEST], moment)


def spread(heads: list[Head]) -> list[Head]:
    """In turns from each category, in the order given: a day's work in one category does not fill the window."""
    turns: dict[int, int] = {}
    numbered = []
    for head in heads:
        turn = turns[head.category_id] = turns.get(head.category_id, -1) + 1
        numbered.append((turn, head))
    return [head for _, head in sorted(numbered, key=lambda pair: pair[0])]


def newest_heads(moment: Moment) -> list[tuple[Profile, Profile]]:
    """Pairs of the newest tools with another one of their category, to read next."""
    pairs: list[tuple[Profile, Profile]] = []
    waiting: dict[int, Profile] = {}
    for profile in newest_profiles(moment):
        category = profile.head.category_id
        other = waiting.pop(category, None)
        if other is None:
            waiting[category] = profile
        else:
            pairs.append((other, profile))
    return pairs[:LATEST]


def newest_profiles(moment: Moment) -> list[Profile]:
    newest = Standing.objects.offered(moment).filter(points__gte=0).order_by("-published_at", "-tool_id")
    return profiles_of(heads_of(list(newest.values_list("tool_id", flat=True)[: 4 * LATEST])), moment)


class Popular(NamedTuple):
    """The matchups that readers ask for, most first."""

    cards: list[MatchupCard]
    version: tuple[str, ...]


def popular(moment: Moment, query: Query) -> Popular:
    """The cards of the matchups asked for most; a name that leads nowhere any more is left out."""
    texts = Asked.objects.most(moment, 2 * LATEST)
    found: dict[str, Sequence[Head]] = {}
    heads_named({name for text in texts for name in candidates(text)}, moment)
    for text in texts:
        with suppress(NotThere):
            matchup = named(text, moment)
            if len(matchup.heads) > 1:
                found.setdefault(matchup.text, matchup.heads)
    chosen = list(found.items())[:LATEST]
    profiles = {profile.slug: profile for profile in profiles_of([h for _, heads in chosen for h in heads], moment)}
    cards = [card_of([profiles[head.slug] for head in heads]) for _, heads in chosen]
    return Popular(cards, tuple(path for path, _ in chosen))


def picker_names(moment: Moment) -> list[str]:
    """Names for the picker to offer: the best placed tools, by name."""
    best = Standing.objects.offered(moment).order_by("-points", "tool_id")
    return sorted(best.values_list("tool__name", flat=True)[:NAMES_OFFERED], key=str.casefold)
