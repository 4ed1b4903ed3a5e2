"""The search as programs use it: the one of the pages, cut to so many."""

from typing import NamedTuple

from comparisons.moments import Moment
from comparisons.profile import Head, Profile
from comparisons.reading import HEAD, profiles_of
from comparisons.search import search as look
from comparisons.standing import Standing
from comparisons.wishes import MAX_TYPED


class Finding(NamedTuple):
    """The tools that were found, nearest first. `q` is what the search read; `cut` says that more was asked."""

    profiles: list[Profile]
    q: str
    cut: bool


def search(text: str, moment: Moment, most: int) -> Finding:
    """The public tools that `text` names or describes."""
    typed = " ".join(text.replace("\0", " ").split())
    q = typed[:MAX_TYPED].strip()
    found = look(q, moment)
    ids = found.ids[:most]
    rows = Standing.objects.filter(tool__in=ids).values_list(*(f"tool__{column}" for column in HEAD))
    heads = {row[0]: Head(*row) for row in rows}
    profiles = profiles_of([heads[pk] for pk in ids if pk in heads], moment)
    return Finding(profiles, q, found.cut or len(typed) > MAX_TYPED)
