"""The few tools that a field offers while one types."""

from typing import NamedTuple

from comparisons.models import Standing
from comparisons.moment import Moment
from comparisons.params.options import Query, last
from comparisons.reading.profiles import heads_named, heads_of
from comparisons.search.find import SUGGESTED, search
from comparisons.verdict.profile import Head
from tools.slugs import slug_from


class Suggestions(NamedTuple):
    heads: list[Head]

    @property
    def version(self) -> object:
        return tuple(head.id for head in self.heads)


def suggestions(moment: Moment, query: Query) -> Suggestions:
    """The tools that `?q=` may mean, those of the job of `?with=` first; without a `q`, the best of that job."""
    beside = head_beside(last(query, "with"), moment)
    near = beside.category_id if beside else 0
    text = last(query, "q")
    if text:
        ids = [pk for pk in search(text, moment, near, few=True).ids if beside is None or pk != beside.id][:SUGGESTED]
    elif beside:
        best = Standing.objects.offered(moment).filter(category=near).exclude(tool=beside.id)
        ids = list(best.order_by("-points", "tool_id").values_list("tool_id", flat=True)[:SUGGESTED])
    else:
        ids = []
    return Suggestions(heads_of(ids))


def head_beside(text: str, moment: Moment) -> Head | None:
    """The tool that the other field of a picker names, by name or slug."""
    slug = slug_from(text[:100])
    found = heads_named([slug], moment) if slug else {}
    return found[slug][0] if slug in found else None
