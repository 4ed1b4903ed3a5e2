"""The reads behind machine answers: the same profiles, table and words as the pages, put together once."""

from collections.abc import Sequence

from django.conf import settings
from django.http import Http404

from comparisons.gate import why_not_indexed
from comparisons.judging import judge
from comparisons.machines.comparing import Comparison
from comparisons.machines.serialise import Site
from comparisons.matchup import TooMany, counts_more_than_four, read_path
from comparisons.moments import Moment
from comparisons.options import CompareOptions
from comparisons.pictures.cards import Face, face_of
from comparisons.profile import Head, Profile
from comparisons.reading import heads_named, names_in, profiles_of, public_at
from comparisons.surroundings import curated_for, surroundings
from comparisons.table import build, tie_breakers
from comparisons.weights import parse_weights, weigh


def site_at(moment: Moment) -> Site:
    return Site(settings.SITE_ORIGIN, settings.SITE_NAME, settings.DATA_LICENCE, moment.stamp.demo)


def slugs_in(text: str, moment: Moment) -> list[str]:
    """The tools that the text of a matchup path names, each once, in canonical order. Raises Http404."""
    try:
        slugs = read_path(text, names_in(text, moment))
    except TooMany:
        raise Http404("more than four") from None
    if slugs is None:
        raise Http404("more than four" if counts_more_than_four(text) else "unknown")
    return slugs


def comparison_of(slugs: Sequence[str], options: CompareOptions, moment: Moment) -> Comparison:
    """A matchup of public tools by their current slugs. Raises Http404 for a day before one of them was published."""
    named = heads_named(slugs, moment)
    heads = [named[slug][0] for slug in slugs]
    if not all(public_at(head, options.as_of) for head in heads):
        raise Http404("not yet published")
    curated = curated_for(heads, surroundings(heads, moment))
    profiles = profiles_of(heads, moment, options.as_of)
    table, past = build(profiles), options.as_of is not None
    judged = judge(profiles, curated.written if curated else None, tie_breakers(profiles, table), past=past)
    return Comparison(
        judged=judged,
        table=table,
        weighted=weigh(judged.bout, parse_weights(options.weights)),
        weighed=bool(options.weights),
        as_of=options.as_of,
        indexed=why_not_indexed(profiles, curated=curated is not None) is None,
    )


def tool_named(slug: str, moment: Moment) -> tuple[Head, bool]:
    """(tool, whether it is called so today). Raises Http404."""
    found = heads_named([slug], moment).get(slug)
    if found is None:
        raise Http404("unknown")
    return found


def profile_of(head: Head, options: CompareOptions, moment: Moment) -> Profile:
    if not public_at(head, options.as_of):
        raise Http404("not yet published")
    return profiles_of([head], moment, options.as_of)[0]


def face_named(slugs: Sequence[str], moment: Moment) -> Face:
    """What the picture of a matchup shows."""
    named = heads_named(slugs, moment)
    heads = [named[slug][0] for slug in slugs]
    curated = curated_for(heads, surroundings(heads, moment))
    profiles = profiles_of(heads, moment)
    return face_of(judge(profiles, curated.written if curated else None), settings.SITE_NAME)
