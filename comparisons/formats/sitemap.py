"""The addresses that search engines may list, each with the day of its last change, read in batches.

A file holds the tools of one range of ids, so that it never holds more than 50,000 addresses and its bounds need no
counting. Of the matchups it lists those that the site itself leads to: curated ones, and each tool against the best of
its category; none of a tool that was discontinued. All pass the index gate.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from comparisons.models import MatchupTool, Standing
from comparisons.moment import Moment
from comparisons.params.matchup import canonical
from comparisons.reading.related import choices
from reviews.models import Review
from reviews.personas import PERSONAS
from tools.models import Category, Fact

MOST = 50_000
LEADERS = 4
BATCH = 1_000
# How many ids a file spans: of tools, which give one address or one per leader each; or of curated matchups.
SPANS = {"tools": MOST, "matchups": MOST // LEADERS, "curated": MOST}
PAGES = (
    "/", "/compare", "/tools", "/categories", "/reviewers", "/methodology", "/about", "/contact", "/terms", "/privacy",
    "/accessibility", "/api", "/data", "/changes", "/newsletter",
)  # fmt: skip
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Address(NamedTuple):
    path: str
    changed: date | None


class Line(NamedTuple):
    """What the sitemap needs of a tool."""

    tool_id: int
    slug: str
    category_id: int
    points: int
    changed: date


def written(addresses: Iterable[Address], origin: str, outer: str = "urlset", inner: str = "url") -> Iterator[str]:
    """The XML, a few kilobytes at a time."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{NAMESPACE}">\n'
    lines: list[str] = []
    for path, changed in addresses:
        day = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        lines.append(f"<{inner}><loc>{origin}{path}</loc>{day}</{inner}>\n")
        if len(lines) == 100:
            yield "".join(lines)
            lines = []
    yield "".join(lines) + f"</{outer}>\n"


def files(moment: Moment) -> Iterator[Address]:
    """The files of the index, those alone that hold something."""
    yield Address("/sitemaps/pages-0.xml", None)
    tools = Standing.objects.filter(published_at__lte=moment.now)
    for kind, rows in (("tools", tools), ("matchups", tools.filter(points__gte=0))):
        for number in ranges(rows, "tool_id", SPANS[kind]):
            yield Address(f"/sitemaps/{kind}-{number}.xml", None)
    for number in ranges(MatchupTool.objects.all(), "matchup_id", SPANS["curated"]):
        yield Address(f"/sitemaps/curated-{number}.xml", None)


def ranges(rows: QuerySet[Any], field: str, span: int) -> list[int]:
    """The numbers of the spans of ids that have a row, found by the highest id: one look at the index each."""
    found, highest = [], rows.aggregate(highest=Max(field))["highest"]
    while highest is not None:
        found.append(highest // span)
        highest = rows.filter(**{f"{field}__lt": highest // span * span}).aggregate(highest=Max(field))["highest"]
    return found[::-1]


def pages(moment: Moment, number: int) -> Iterator[Address]:
    if number:
        return
    for path in PAGES:
        yield Address(path, None)
    for slug in (
        Category.objects.filter(standing__published_at__lte=moment.now).distinct().values_list("slug", flat=True)
    ):
        yield Address(f"/categories/{slug}", None)
    for persona in PERSONAS:
        yield Address(f"/reviewers/{persona.key.value}", None)


def tools(moment: Moment, number: int) -> Iterator[Address]:
    for line in lines_of(public(moment), number, SPANS["tools"]):
        yield Address(f"/tools/{line.slug}", line.changed)


def matchups(moment: Moment, number: int) -> Iterator[Address]:
    """Each tool with a full panel against the best of its category, every pair once."""
    leaders: dict[int, list[Line]] = {}
    for line in lines_of(Standing.objects.offered(moment).filter(points__gte=0), number, SPANS["matchups"]):
        best = leaders.get(line.category_id)
        if best is None:
            best = leaders[line.category_id] = leaders_of(line.category_id, moment)
        places = {leader.tool_id: place for place, leader in enumerate(best)}
        for place, leader in enumerate(best):
            if place < places.get(line.tool_id, LEADERS):
                yield pair(line, leader)


def pair(one: Line, other: Line) -> Address:
    return Address(f"/compare/{canonical([one.slug, other.slug])}", max(one.changed, other.changed))


def curated(moment: Moment, number: int) -> Iterator[Address]:
    """The matchups of editors whose tools are all public and have a full panel, without those of the other file."""
    first, after = number * SPANS["curated"], (number + 1) * SPANS["curated"]
    best: dict[int, set[int]] = {}
    while first < after:
        ids = MatchupTool.objects.filter(matchup_id__gte=first, matchup_id__lt=after).order_by("matchup_id")
        batch = list(ids.values_list("matchup_id", flat=True).distinct()[:BATCH])
        if not batch:
            return
        first = batch[-1] + 1
        for lines in curated_lines(batch, moment):
            if not is_against_the_best(lines, best, moment):
                path = f"/compare/{canonical(line.slug for line in lines)}"
                yield Address(path, max(line.changed for line in lines))


def is_against_the_best(lines: Sequence[Line], best: dict[int, set[int]], moment: Moment) -> bool:
    """Whether `matchups` lists this already. `best` remembers the leaders of categories."""
    category_id = lines[0].category_id
    if len(lines) != 2 or lines[1].category_id != category_id:
        return False
    if category_id not in best:
        best[category_id] = {line.tool_id for line in leaders_of(category_id, moment)}
    return any(line.tool_id in best[category_id] for line in lines)


def curated_lines(matchup_ids: Sequence[int], moment: Moment) -> Iterator[list[Line]]:
    sides = list(MatchupTool.objects.filter(matchup__in=matchup_ids).values_list("matchup_id", "tool_id"))
    full = Standing.objects.offered(moment).filter(points__gte=0, tool__in={tool_id for _, tool_id in sides})
    known = {line.tool_id: line for line in read(full)}
    members: dict[int, list[int]] = {}
    for matchup_id, tool_id in sides:
        members.setdefault(matchup_id, []).append(tool_id)
    for matchup_id in matchup_ids:
        if all(tool_id in known for tool_id in members[matchup_id]):
            yield [known[tool_id] for tool_id in members[matchup_id]]


def leaders_of(category_id: int, moment: Moment) -> list[Line]:
    """The tools that the site sets others against."""
    best = choices(category_id, moment).filter(points__gte=0)
    return read(best.order_by("-points", "tool_id")[:LEADERS])


def public(moment: Moment) -> QuerySet[Standing]:
    return Standing.objects.filter(published_at__lte=moment.now)


def lines_of(rows: QuerySet[Standing], number: int, span: int) -> Iterator[Line]:
    """The rows of a range of ids, a batch at a time behind the last one seen."""
    first, after = number * span, (number + 1) * span
    while first < after:
        batch = read(rows.filter(tool_id__gte=first, tool_id__lt=after).order_by("tool_id")[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        first = batch[-1].tool_id + 1


def read(rows: QuerySet[Standing]) -> list[Line]:
    """With the newest row of each tool's record, whatever it said."""
    dated = rows.annotate(
        fact_at=newest(Fact.objects.all()), review_at=newest(Review.objects.all()), seen_at=F("published_at")
    )
    columns = ("tool_id", "tool__slug", "category_id", "points", "seen_at", "fact_at", "review_at")
    return [
        Line(tool_id, slug, category_id, points, timezone.localdate(max(filter(None, times))))
        for tool_id, slug, category_id, points, *times in dated.values_list(*columns)
    ]


def newest(rows: QuerySet[Any]) -> Subquery:
    latest = rows.filter(tool=OuterRef("tool_id")).order_by("-recorded_at").values("recorded_at")[:1]
    return Subquery(latest)


KINDS: dict[str, Callable[[Moment, int], Iterator[Address]]] = {
    "pages": pages, "tools": tools, "matchups": matchups, "curated": curated,
}  # fmt: skip
