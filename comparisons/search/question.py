"""The search as programs use it: the one of the pages, cut to so many."""

from typing import NamedTuple

from comparisons.moment import Moment
from comparisons.params.filters import MAX_TYPED
from comparisons.reading.profiles import heads_of, profiles_of
from comparisons.search.find import search as look
from comparisons.verdict.profile import Profile


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
    profiles = profiles_of(heads_of(found.ids[:most]), moment)
    return Finding(profiles, q, found.cut or len(typed) > MAX_TYPED)
