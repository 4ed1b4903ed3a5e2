"""Whose changes a page or feed shows: everybody's, or those of a tool, a category or a matchup."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.http import Http404

from comparisons.changes import ChangePage, changes
from comparisons.matchup import TooMany, canonical, read_path
from comparisons.moments import Moment
from comparisons.options import Query, last
from comparisons.reading import heads_named, names_in
from tools.models import Category


@dataclass(frozen=True, slots=True)
class Scope:
    """`part` is what stands behind `/changes` and `/feeds/changes` in the address; `shown` the page it is about."""

    part: str
    name: str
    shown: str
    about: Q

    @property
    def page(self) -> str:
        return f"/changes{self.part}"

    def feed(self, form: str) -> str:
        return f"/feeds/changes{self.part}.{form}"

    @property
    def title(self) -> str:
        return f"What changed: {self.name}" if self.name else "What changed"


class Changed(NamedTuple):
    """What a page of changes read before its version was known."""

    scope: Scope
    page: ChangePage

    @property
    def version(self) -> object:
        return tuple(entry.key for entry in self.page.entries)


def changed(moment: Moment, query: Query, kind: str = "", name: str = "", form: str = "") -> Changed:
    """The changes that an address asks for. Raises Http404 and BadArgument."""
    scope = scope_of(kind, name, moment)
    return Changed(scope, changes(moment, scope.about, last(query, "after")))


def scope_of(kind: str, name: str, moment: Moment) -> Scope:
    """The scope that `/changes/<kind>/<name>` names, under its current name. Raises Http404."""
    if kind == "tools":
        found = heads_named([name], moment).get(name)
        if found is not None:
            head = found[0]
            return Scope(f"/tools/{head.slug}", head.name, f"/tools/{head.slug}", Q(tool=head.id))
    elif kind == "categories":
        category = Category.objects.filter(slug=name).first()
        if category is not None:
            path = f"/categories/{category.slug}"
            return Scope(path, category.name, path, Q(tool__category=category.pk))
    elif kind == "compare":
        slugs = slugs_in(name, moment)
        if len(slugs) > 1:
            heads = [head for head, _ in heads_named(slugs, moment).values()]
            path = f"/compare/{canonical(slugs)}"
            return Scope(path, " v ".join(head.name for head in heads), path, Q(tool__in=[h.id for h in heads]))
    else:
        return Scope("", "", "/changes", Q())
    raise Http404("unknown")


def slugs_in(text: str, moment: Moment) -> list[str]:
    try:
        return list(read_path(text, names_in(text, moment)) or [])
    except TooMany:
        return []
