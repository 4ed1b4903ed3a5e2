"""What stands around a matchup: the editor's words about it, and the matchups to read next. One statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from comparisons.cache import Kept
from comparisons.models import MatchupTool, Standing, set_key
from comparisons.moment import Moment
from comparisons.reading.profiles import HEAD, heads_of
from comparisons.verdict.editor import Written, written_of
from comparisons.verdict.profile import Head
from tools.models import Tool

RELATED = 3
LEADERS = 4
RIVALS = 12
CURATED_PER_TOOL = 8


@dataclass(frozen=True, slots=True)
class Curated:
    """A matchup that an editor put together."""

    key: str
    written: Written
    featured: bool
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What one tool stands in: curated matchups with it, and the best placed tools of its category."""

    curated: tuple[Curated, ...]
    leaders: tuple[Head, ...]


AROUND: Kept[tuple[Any, int], Around] = Kept(2 * settings.PROFILE_MEMORY)

# Behind the columns of HEAD.
WORDS = ("headline", "headline_basis", "bottom_line_html", "bottom_line_basis", "would_change")
BESIDE = (
    "standing__points", "sides__matchup__key", "sides__matchup__featured", "sides__matchup_id",
    *(f"sides__matchup__{name}" for name in WORDS),
)  # fmt: skip


class Beside(NamedTuple):
    """What stands beside a tool in a row, by the columns of BESIDE: its points, and a side of one of its matchups."""

    points: int | None
    key: str | None
    featured: bool
    matchup_id: int
    headline: str
    headline_basis: Any
    bottom_line_html: str
    bottom_line_basis: Any
    would_change: Any


type Side = tuple[Head, Beside]


def surroundings(heads: Sequence[Head], moment: Moment) -> dict[int, Around]:
    """{tool id: what stands around it}: one statement, or none."""
    by_id = {head.id: head for head in heads}

    def load(keys: list[tuple[Any, int]]) -> dict[tuple[Any, int], Around]:
        wanted = [by_id[pk] for _, pk in keys]
        width = len(HEAD)
        rows = [(Head(*row[:width]), Beside(*row[width:])) for row in rows_around(wanted, moment)]
        curated = group_curated(rows)
        return {
            (moment.key, head.id): Around(
                tuple(one for one in curated if head.id in {side.id for side in one.heads}),
                leaders_of(head.category_id, rows),
            )
            for head in wanted
        }

    kept = AROUND.get_all([(moment.key, head.id) for head in heads], load)
    return {pk: around for (_, pk), around in kept.items()}


def rows_around(heads: Sequence[Head], moment: Moment) -> QuerySet[Tool, Any]:
    """The public tools around these: a row per side of their curated matchups, and one per leader of a category."""
    with_one = MatchupTool.objects.filter(tool__in=[head.id for head in heads]).order_by("-matchup_id")
    matchups = with_one.values("matchup_id")[: CURATED_PER_TOOL * len(heads)]
    sides = MatchupTool.objects.filter(matchup__in=matchups).order_by().values("tool_id")
    wanted = sides.union(*(leading(category_id, moment) for category_id in {head.category_id for head in heads}))
    return Tool.objects.public(moment.now).filter(pk__in=wanted).order_by().values_list(*HEAD, *BESIDE)


def choices(category_id: int, moment: Moment) -> QuerySet[Standing]:
    """The public tools of a job that one could still choose: none that was discontinued or soon will be."""
    return Standing.objects.filter(category=category_id, published_at__lte=moment.now, tool__discontinued_on=None)


def leading(category_id: int, moment: Moment) -> QuerySet[Standing, Any]:
    """The ids of the best placed tools of a category, in a form that every database takes as a part of a union."""
    best = choices(category_id, moment).filter(points__gte=0)
    return Standing.objects.filter(tool__in=best.order_by("-points", "tool").values("tool")[:LEADERS]).values("tool_id")


def rivals_of(head: Head, moment: Moment) -> list[Head]:
    """The best placed public tools of the same job, the tool itself left out."""
    best = choices(head.category_id, moment).exclude(tool=head.id)
    return heads_of(list(best.order_by("-points", "tool_id").values_list("tool_id", flat=True)[:RIVALS]))


def leaders_of(category_id: int, rows: Sequence[Side]) -> tuple[Head, ...]:
    """The best placed tools of a category among `rows`, most points first."""
    points = {
        head: beside.points
        for head, beside in rows
        if head.category_id == category_id and head.discontinued_on is None
        if beside.points is not None and beside.points >= 0
    }
    return tuple(sorted(points, key=lambda head: (-points[head], head.id)))[:LEADERS]


def group_curated(rows: Sequence[Side]) -> list[Curated]:
    """The curated matchups in `rows`, newest first; one whose tools are not all public is left out."""
    heads: dict[str, dict[int, Head]] = {}
    matchups: dict[str, Beside] = {}
    for head, beside in rows:
        if beside.key:
            heads.setdefault(beside.key, {})[head.id] = head
            matchups[beside.key] = beside
    found = []
    # The database gives the rows in any order; the page must not.
    for key, matchup in sorted(matchups.items(), key=lambda item: item[1].matchup_id, reverse=True):
        if set_key(heads[key]) == key:
            sides = tuple(sorted(heads[key].values(), key=lambda head: head.slug))
            found.append(Curated(key, written_of(matchup._asdict()), matchup.featured, sides))
    return found


def curated_for(heads: Sequence[Head], around: dict[int, Around]) -> Curated | None:
    """The editor's words about exactly this set of tools."""
    key = set_key(head.id for head in heads)
    return next((curated for curated in around[heads[0].id].curated if curated.key == key), None)


def related_to(heads: Sequence[Head], around: dict[int, Around]) -> list[tuple[Head, ...]]:
    """The matchups to read next: curated ones with a tool of this one, then each tool against the best of its job."""
    own = set_key(head.id for head in heads)
    found: dict[str, tuple[Head, ...]] = {}
    for head in heads:
        for curated in around[head.id].curated:
            found.setdefault(curated.key, curated.heads)
    for head in heads:
        for other in around[head.id].leaders:
            if other.id not in {side.id for side in heads}:
                pair = tuple(sorted((head, other), key=lambda side: side.slug))
                found.setdefault(set_key(side.id for side in pair), pair)
                break
    found.pop(own, None)
    return list(found.values())[:RELATED]
