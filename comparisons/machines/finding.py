"""The search as programs use it: the one of the pages, cut to so many."""

from comparisons.moments import Moment
from comparisons.profile import Profile
from comparisons.reading import heads_of, profiles_of
from comparisons.search import search as look
from comparisons.wishes import MAX_TYPED

LONGEST = 200


def search(text: str, moment: Moment, most: int) -> list[Profile]:
    """The public tools that `text` names or describes, the nearest first."""
    ids = look(text.replace("\0", " ")[:MAX_TYPED], moment).ids[:most]
    return profiles_of(heads_of(ids), moment)
