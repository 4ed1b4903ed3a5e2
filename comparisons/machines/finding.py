"""The search as programs use it: the one of the pages, cut to so many."""

from comparisons.moments import Moment
from comparisons.profile import Head, Profile
from comparisons.reading import HEAD, profiles_of
from comparisons.search import search as look
from comparisons.standing import Standing
from comparisons.wishes import MAX_TYPED

LONGEST = 200


def search(text: str, moment: Moment, most: int) -> list[Profile]:
    """The public tools that `text` names or describes, the nearest first."""
    ids = look(text.replace("\0", " ")[:MAX_TYPED], moment).ids[:most]
    rows = Standing.objects.filter(tool__in=ids).values_list(*(f"tool__{column}" for column in HEAD))
    heads = {row[0]: Head(*row) for row in rows}
    return profiles_of([heads[pk] for pk in ids if pk in heads], moment)
