"""What the home page prints."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from comparisons.models import Matchup
from comparisons.moment import Moment
from comparisons.params.matchup import canonical
from comparisons.params.options import CompareOptions, Query
from comparisons.reading.comparison import compared
from comparisons.reading.highlights import curated_sides
from comparisons.reading.profiles import tallied
from comparisons.verdict.editor import written_of
from comparisons.verdict.profile import Profile
from comparisons.verdict.scorecard import seam_of, sides_of
from comparisons.verdict.summaries import MatchupCard, card_of
from votes.models import Vote

CURATED_SHOWN = 5


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
    judged = compared(profiles, CompareOptions(), written_of(vars(matchup))).judged
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
