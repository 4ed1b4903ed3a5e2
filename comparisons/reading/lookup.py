"""From the text of an address to the tools that it names: the one answer to what a text names."""

from datetime import date

from django.http import Http404

from comparisons.moment import Moment
from comparisons.params.matchup import Known, TooMany, candidates, counts_more_than_four, read_path
from comparisons.params.options import CompareOptions
from comparisons.reading.profiles import COMPOUNDS, heads_named, profiles_of
from comparisons.verdict.profile import Head, Profile
from tools.models.dated import end_of
from tools.slugs import JOINT


def names_in(text: str, moment: Moment) -> dict[str, Known]:
    """What `matchup.read_path` needs to know about the names that could stand in `text`.

    Names that themselves contain `-vs-` are few: all of them are read with the first path of a stamp, so that later
    paths need not ask whether their neighbouring parts make up a name.
    """
    compounds = COMPOUNDS.get(moment.key)
    wanted = candidates(text)
    if compounds is not None:
        wanted = {name for name in wanted if JOINT not in name or name in compounds}
    names = heads_named(wanted, moment, compounds=compounds is None)
    return {name: Known(head.slug, current) for name, (head, current) in names.items()}


def public_at(head: Head, as_of: date | None) -> bool:
    """Whether a tool that is public now was already public at the end of the day `as_of`."""
    return as_of is None or (head.published_at is not None and head.published_at <= end_of(as_of))


def slugs_in(text: str, moment: Moment) -> list[str]:
    """The tools that the text of a matchup path names, each once, in canonical order. Raises Http404."""
    try:
        slugs = read_path(text, names_in(text, moment))
    except TooMany:
        raise Http404("more than four") from None
    if slugs is None:
        raise Http404("more than four" if counts_more_than_four(text) else "unknown")
    return slugs


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
