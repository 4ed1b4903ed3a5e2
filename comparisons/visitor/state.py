"""What one visitor has of its own on a page: votes, bookmarks, and the profiles that they are shown with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comparisons.moment import Moment
from comparisons.params.matchup import canonical
from comparisons.reading.lookup import COMPARE, TOOL, heads_at
from comparisons.reading.profiles import heads_named, profiles_of
from comparisons.verdict.community import Mine
from comparisons.verdict.profile import Head, Profile
from votes.models import Bookmark, Visitor, Vote


@dataclass(frozen=True, slots=True)
class State:
    """A visitor's votes by tool and saved paths; of a stranger, nothing."""

    votes: dict[int, Mine]
    saved: frozenset[str]

    def vote(self, tool_id: int) -> Mine:
        return self.votes.get(tool_id, Mine())


def state_of(visitor: Visitor | None, tool_ids: Iterable[int] = ()) -> State:
    """What a visitor voted on these tools, and all that it saved: two statements."""
    if visitor is None:
        return State({}, frozenset())
    votes = Vote.objects.filter(visitor=visitor, tool__in=list(tool_ids)).values_list("tool", "choice", "counted")
    saved = Bookmark.objects.kept().filter(visitor=visitor).values_list("path", flat=True)
    return State({tool: Mine(choice, bool(counted)) for tool, choice, counted in votes}, frozenset(saved))


def profiles_named(names: Sequence[str], moment: Moment) -> list[Profile]:
    """The public tools that answer to these names, each once, with their tallies."""
    found = heads_named(names, moment)
    heads = {head.id: head for name in names if name in found for head in [found[name][0]]}
    return profiles_of(list(heads.values()), moment.with_tallies(heads))


@dataclass(frozen=True, slots=True)
class Target:
    """A page that can be saved: its canonical path, and the tools that it shows, in order."""

    path: str
    heads: tuple[Head, ...]

    @property
    def name(self) -> str:
        return " v ".join(head.name for head in self.heads)


def target_of(heads: Sequence[Head]) -> Target:
    """The page of a tool, or of two to four in canonical order."""
    slugs = [head.slug for head in heads]
    return Target(f"{TOOL}{slugs[0]}" if len(slugs) == 1 else f"{COMPARE}{canonical(slugs)}", tuple(heads))


def targets_of(paths: Iterable[str], moment: Moment) -> dict[str, Target]:
    """{path: where it leads today} of the paths that lead to something public, by whatever names: one statement."""
    return {path: target_of(heads) for path, heads in heads_at(paths, moment).items()}
