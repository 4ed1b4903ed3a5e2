"""Where a tool stands among those of its category: its scores beside the medians, and its place by points."""

from dataclasses import dataclass

from comparisons.index.census import read
from comparisons.models import Standing
from comparisons.moment import Moment
from comparisons.search.listing import COUNTED, say_count
from comparisons.verdict.profile import Profile
from comparisons.verdict.tape import median_of
from reviews.personas import PERSONAS, Persona


@dataclass(frozen=True, slots=True)
class Against:
    """One score against the median of its category; `count` tools have that review."""

    persona: Persona
    score: int | None
    median: int | None
    count: int


def standing_strips(profile: Profile, moment: Moment) -> tuple[Against, ...]:
    """Each of the panel's scores beside the median of the public tools of the category.

    Nothing while the census has not counted the tool itself: derived rows lag behind an upgrade for a while.
    """
    category_id = profile.head.category_id
    waiting = Standing.objects.waiting(moment).filter(category=category_id)
    counts: dict[str, dict[int, int]] = {persona.key: {} for persona in PERSONAS}
    for (key, score), count in read(moment, waiting, "persona", "score", category_id=category_id).items():
        counts[key][score] = count
    found = []
    for persona in PERSONAS:
        opinion = profile.panel.of(persona.key)
        histogram = counts[persona.key]
        if opinion and not histogram:
            return ()
        found.append(
            Against(persona, opinion.score if opinion else None, median_of(histogram), sum(histogram.values()))
        )
    return tuple(found)


def rank_of(profile: Profile, moment: Moment) -> tuple[str, str] | None:
    """(place by points in the category, how many have a full panel) in words; None without a full panel of its own.

    Tools that were discontinued have no place and take none. Neither is counted beyond what lists count.
    """
    points = profile.panel.points
    if points is None or profile.discontinued:
        return None
    ranked = Standing.objects.offered(moment).filter(category=profile.head.category_id)
    above = ranked.filter(points__gt=points)[: COUNTED + 1].count()
    full = ranked.filter(points__gte=0)[: COUNTED + 1].count()
    return say_count(above + 1), say_count(full)
