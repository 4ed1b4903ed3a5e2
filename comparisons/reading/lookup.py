"""From the text of an address to the tools that it names: the one answer to what a text names.

A view that has a tool or a matchup in its address asks `tool_at` or `tools_at`. Both know the one spelling of the
address: any other raises Elsewhere, which `web.public` answers with a redirect. What leads nowhere raises NotThere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from comparisons.moment import Moment
from comparisons.params.matchup import (
    MAX_TOOLS,
    Known,
    TooMany,
    candidates,
    canonical,
    counts_more_than_four,
    read_path,
    unknown_names,
)
from comparisons.params.options import CompareOptions
from comparisons.reading.profiles import COMPOUNDS, heads_named, profiles_of
from comparisons.verdict.profile import Head, Profile
from comparisons.verdict.sentences import NUMBERS
from tools.models import Tool
from tools.models.dated import end_of
from tools.slugs import JOINT, name_key, slug_from

HOW_MANY = f"A comparison has two to {NUMBERS[MAX_TOOLS]} tools."
LONGEST_TOLD = 120
# What paths of tools and of comparisons begin with.
TOOL, COMPARE = "/tools/", "/compare/"
NOT_YET = "Not all of these tools were published yet on that day."


class NotThere(Http404):
    """An address that leads to nothing; its words say why in one sentence."""


class WrongCount(NotThere):
    """One tool where only a comparison has a page, or more tools than one compares."""

    def __init__(self) -> None:
        super().__init__(HOW_MANY)


class NotYet(NotThere):
    """A day on which one of the tools was not published."""

    def __init__(self) -> None:
        super().__init__(NOT_YET)


class Unknown(NotThere):
    """`names` in `text`, what an address says, that no public tool has."""

    def __init__(self, names: Iterable[str], text: str) -> None:
        self.names = tuple(name[:LONGEST_TOLD] for name in names)
        self.text = text
        super().__init__(f"No public tool is called {' or '.join(self.names)}.")


class Elsewhere(Exception):
    """What an address names stands at another, `path`. `alone` says that it is a page of one tool, where a comparison
    was asked for: then what the query says of a comparison means nothing there."""

    def __init__(self, path: str, *, alone: bool = False) -> None:
        super().__init__(path)
        self.path = path
        self.alone = alone


@dataclass(frozen=True, slots=True)
class Named:
    """The tools that a text names, each once, in canonical order, and the text that is their one spelling."""

    heads: tuple[Head, ...]

    @property
    def text(self) -> str:
        return canonical(head.slug for head in self.heads)


def tools_at(text: str, moment: Moment, address: str, alone: str = "") -> tuple[Head, ...]:
    """The two to four tools that `text` names, in the address `address` of a comparison: `/embed/{}`.

    `alone` is the address that a tool has in the same form, if it has one. Raises Elsewhere and NotThere.
    """
    found = named(text, moment)
    if len(found.heads) == 1:
        if not alone:
            raise WrongCount
        raise Elsewhere(alone.format(found.text), alone=True)
    if text != found.text:
        raise Elsewhere(address.format(found.text))
    return found.heads


def tool_at(slug: str, moment: Moment, address: str) -> Head:
    """The tool that `slug` names, in the address `address` of a tool: `/tools/{}`. Raises Elsewhere and NotThere."""
    head = tool_named(slug, moment)
    if head.slug != slug:
        raise Elsewhere(address.format(head.slug))
    return head


def named(text: str, moment: Moment) -> Named:
    """The one to four tools that `text` names, in whatever order and by whatever names. Raises NotThere."""
    heads = heads_in(text, moment)
    known = {name: Known(head.slug, current) for name, (head, current) in heads.items()}
    try:
        slugs = read_path(text, known)
    except TooMany:
        raise WrongCount from None
    if slugs is None and counts_more_than_four(text):
        raise WrongCount
    if slugs is None:
        raise Unknown(unknown_names(text, known), text)
    by_slug = {head.slug: head for head, _ in heads.values()}
    return Named(tuple(by_slug[slug] for slug in slugs))


def tool_named(slug: str, moment: Moment) -> Head:
    """The tool that goes by this name. Raises NotThere."""
    found = heads_named([slug], moment).get(slug)
    if found is None:
        raise Unknown([slug], slug)
    return found[0]


def heads_typed(texts: Sequence[str], moment: Moment) -> dict[str, Head]:
    """{text: the tool that goes by this name, slug or alias}, as people type them; what names none is left out.

    One statement, and one more for what is a name alone.
    """
    slugs = {text: slug_of(text) for text in texts}
    heads = heads_named({slug for slug in slugs.values() if slug}, moment)
    found = {text: heads[slug][0] for text, slug in slugs.items() if slug in heads}
    keys = {text: name_key(text) for text in texts if text not in found}
    called = Tool.objects.public(moment.now).filter(name_key__in=[key for key in keys.values() if key])
    by_key = dict(called.values_list("name_key", "slug")) if any(keys.values()) else {}
    named_so = heads_named(by_key.values(), moment)
    return found | {text: named_so[by_key[key]][0] for text, key in keys.items() if key in by_key}


def slug_of(typed: str) -> str:
    """A slug as it was typed, whatever the case; else the slug that a tool of this name would have."""
    return typed.lower() if typed.lower() == slug_from(typed) else slug_from(typed)


def heads_at(paths: Iterable[str], moment: Moment) -> dict[str, tuple[Head, ...]]:
    """{path of a tool or of a comparison: the public tools there}; what leads nowhere is left out. One statement."""
    wanted = list(paths)
    found = heads_named({name for path in wanted for name in names_in(path)}, moment)
    known = {name: Known(head.slug, current) for name, (head, current) in found.items()}
    by_slug = {head.slug: head for head, _ in found.values()}
    read = {path: slugs_in(path, known) for path in wanted}
    return {path: tuple(by_slug[slug] for slug in slugs) for path, slugs in read.items() if slugs}


def slugs_in(path: str, known: Mapping[str, Known]) -> list[str]:
    """The current slugs of the tools that a path shows, in canonical order; none where it leads nowhere."""
    if path.startswith(TOOL):
        name = path.removeprefix(TOOL)
        return [known[name].slug] if name in known else []
    if not path.startswith(COMPARE):
        return []
    try:
        return read_path(path.removeprefix(COMPARE), known) or []
    except TooMany:
        return []


def names_in(path: str) -> set[str]:
    """The names of tools that could stand in a path."""
    if path.startswith(TOOL):
        return {path.removeprefix(TOOL)}
    return candidates(path.removeprefix(COMPARE)) if path.startswith(COMPARE) else set()


def heads_in(text: str, moment: Moment) -> dict[str, tuple[Head, bool]]:
    """{name: (tool, whether it is called so today)} of the names that could stand in `text`.

    Names that themselves contain `-vs-` are few: all of them are read with the first path of a stamp, so that later
    paths need not ask whether their neighbouring parts make up a name.
    """
    compounds = COMPOUNDS.get(moment.key)
    wanted = candidates(text)
    if compounds is not None:
        wanted = {name for name in wanted if JOINT not in name or name in compounds}
    return heads_named(wanted, moment, compounds=compounds is None)


def public_at(head: Head, as_of: date | None) -> bool:
    """Whether a tool that is public now was already public at the end of the day `as_of`."""
    return as_of is None or (head.published_at is not None and head.published_at <= end_of(as_of))


def check_published(heads: Iterable[Head], as_of: date | None) -> None:
    """Raises NotYet for a day before one of these tools was published."""
    if not all(public_at(head, as_of) for head in heads):
        raise NotYet


def profile_of(head: Head, options: CompareOptions, moment: Moment) -> Profile:
    check_published([head], options.as_of)
    return profiles_of([head], moment, options.as_of)[0]
