"""The list of tools: found through Standing, a page at a time, by a cursor that keeps its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from comparisons.cache import Kept
from comparisons.index.standing import StandingQuerySet
from comparisons.models import NEVER, Standing
from comparisons.moment import Moment
from comparisons.params.cursors import read_parts, write_parts, wrong_cursor
from comparisons.params.filters import NEAR, SORTS, Wish, read_wish
from comparisons.params.options import Query
from comparisons.reading.profiles import heads_of, profiles_of
from comparisons.search.find import Found, search
from comparisons.search.nearest import nearest
from comparisons.verdict.profile import Profile
from tools.models import Category
from tools.states import RECENT_DAYS

PAGE_SIZE = 24
# More than this is not counted on a request: the page says "10,000+".
COUNTED = 10_000
# What the numbers of a sort go up to; -1 stands for none.
LARGEST = {"points": 1000, "spread": 1000, "community": 1_000_000}
CLEARLY = 500_000
# The sorts that say which tool is better than which; and the end of a cursor among the tools that were discontinued.
RANKING = {"points", "community", "split"}
ENDED = "|ended"
COUNT_OF_CATEGORY = f"""SELECT COUNT(*) FROM (
    SELECT 1 FROM comparisons_standing s
    WHERE s.category_id = tools_category.id AND s.published_at <= %s LIMIT {COUNTED + 1}
) counted"""
CATEGORIES: Kept[Any, list[Category]] = Kept(4)


class Edge(NamedTuple):
    """A row of the list: its tool, what it is sorted by, and whether it stands among those that were discontinued."""

    tool_id: int
    value: object
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of tools. `following` is the cursor of the next page, empty on the last; `first` is the first rank."""

    profiles: tuple[Profile, ...]
    total: int
    first: int
    following: str

    @property
    def version(self) -> tuple[object, ...]:
        """The tools that the page shows, in order, with their tallies."""
        return (self.total, *((profile.head.id, profile.count) for profile in self.profiles))

    @property
    def last(self) -> int:
        return self.first + len(self.profiles) - 1

    @property
    def size(self) -> str:
        """The total in words: `36`, `10,000+`."""
        return say_count(self.total)


def say_count(count: int) -> str:
    return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


def list_tools(wish: Wish, moment: Moment, found: Found | None = None) -> Listing:
    """The page of the list that `wish` asks for, among the tools that were `found`; None: among all.

    Raises BadArgument for a cursor that no page gave.
    """
    standings = filtered(wish, moment)
    if found is not None:
        standings = standings.filter(tool__in=found.ids)
    rank, edge = place_of(wish)
    if wish.sort == NEAR:
        return nearest_first(standings, found or Found(()), rank, moment)
    total = standings.order_by()[: COUNTED + 1].count()
    rows = rows_of(standings, wish.sort, edge, total, moment)
    following = cursor_of(wish.sort, rank + PAGE_SIZE, rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else ""
    return listing_of([row.tool_id for row in rows[:PAGE_SIZE]], total, rank, following, moment)


def listing_of(tool_ids: Sequence[int], total: int, rank: int, following: str, moment: Moment) -> Listing:
    profiles = profiles_of(heads_of(tool_ids), moment.with_tallies(tool_ids))
    return Listing(tuple(profiles), total, rank + 1, following)


def filtered(wish: Wish, moment: Moment) -> StandingQuerySet:
    """The standings of the public tools that pass the filters."""
    standings = Standing.objects.filter(published_at__lte=moment.now)
    for column, wanted in (
        ("category__slug", wish.category), ("call", wish.verdict), ("price", wish.price), ("licence", wish.licence),
    ):  # fmt: skip
        if wanted:
            standings = standings.filter(**{column: wanted})
    if wish.state == "checked":
        standings = standings.filter(confirmed_on__gte=moment.today - timedelta(days=RECENT_DAYS))
    elif wish.state == "contradicted":
        standings = standings.filter(contradicted=True)
    elif wish.state == "unchecked":
        standings = standings.filter(confirmed_on=NEVER)
    if wish.community:
        standings = standings.filter(community__gt=CLEARLY if wish.community == "ship" else -1)
    return standings


def nearest_first(standings: QuerySet[Standing], found: Found, rank: int, moment: Moment) -> Listing:
    """A page of a search in its own order. What was found is bounded, so its place in the order is the cursor."""
    kept = set(standings.values_list("tool_id", flat=True))
    ids = [pk for pk in found.ids if pk in kept]
    page = ids[rank : rank + PAGE_SIZE]
    following = cursor_of(NEAR, rank + PAGE_SIZE, Edge(page[-1], "")) if len(ids) > rank + PAGE_SIZE else ""
    return listing_of(page, len(ids), rank, following, moment)


def rows_of(standings: StandingQuerySet, sort: str, edge: Edge | None, total: int, moment: Moment) -> list[Edge]:
    """One row more than a page shows, of `total` rows, behind `edge`.

    An order that says which tool is better has those that were discontinued behind all others.
    """
    if sort not in RANKING:
        return rows_behind(standings, sort, edge)
    if edge is not None and edge.ended:
        return rows_behind(standings.ended(moment), sort, edge, ended=True)
    rows = rows_behind(standings.going_on(moment), sort, edge)
    if len(rows) > PAGE_SIZE or (edge is None and len(rows) == total):
        return rows
    return (rows + rows_behind(standings.ended(moment), sort, None, ended=True))[: PAGE_SIZE + 1]


def rows_behind(standings: QuerySet[Standing], sort: str, edge: Edge | None, *, ended: bool = False) -> list[Edge]:
    """One row more than a page shows, behind `edge`: it tells whether there is another page.

    The rest of the tools with the same value first, then the further ones: each of the two is a walk along the index
    from a known place, so a page costs the same at any depth. One condition for both would be a walk from the start.
    """
    field, descending, _ = SORTS[sort]
    ordered = standings.order_by(f"{'-' if descending else ''}{field}", "tool_id").values_list("tool_id", field)
    if edge is None:
        rows = list(ordered[: PAGE_SIZE + 1])
    else:
        rows = list(ordered.filter(**{field: edge.value, "tool_id__gt": edge.tool_id})[: PAGE_SIZE + 1])
        if len(rows) <= PAGE_SIZE:
            further = ordered.filter(**{f"{field}__{'lt' if descending else 'gt'}": edge.value})
            rows += further[: PAGE_SIZE + 1 - len(rows)]
    return [Edge(found, at, ended) for found, at in rows]


def cursor_of(sort: str, rank: int, edge: Edge) -> str:
    return write_parts(sort, rank, edge.tool_id, f"{edge.value}{ENDED if edge.ended else ''}")


def place_of(wish: Wish) -> tuple[int, Edge | None]:
    """(rows before, the last row seen); nothing at the start. Raises BadArgument."""
    if not wish.after:
        return 0, None
    sort, rank, tool_id, value = read_parts(wish.after, 4)
    if sort != wish.sort:
        raise wrong_cursor()
    ended = sort in RANKING and value.endswith(ENDED)
    try:
        return positive(rank), Edge(positive(tool_id), typed(sort, value.removesuffix(ENDED)), ended)
    except (ValueError, KeyError):
        raise wrong_cursor() from None


def typed(sort: str, value: str) -> object:
    """What a cursor says of the column that its list is sorted by. Raises ValueError and KeyError."""
    if sort == NEAR:
        return None
    field = SORTS[sort][0]
    if field in LARGEST:
        return between(value, LARGEST[field])
    if field == "reviewed_on":
        return date.fromisoformat(value)
    if "\x00" in value:
        raise ValueError
    return value


def between(text: str, largest: int) -> int:
    number = int(text)
    if not -1 <= number <= largest:
        raise ValueError
    return number


def positive(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**53:
        raise ValueError
    return number


def categories_with_counts(moment: Moment) -> list[Category]:
    """All categories by name, each with `n` public tools (counted up to COUNTED); empty ones are left out.

    Counted once for each edition of the site.
    """
    kept = CATEGORIES.get(moment.key)
    if kept is None:
        counted = Category.objects.annotate(n=RawSQL(COUNT_OF_CATEGORY, [moment.now]))
        kept = [category for category in counted.order_by("name", "pk") if category.n]
        CATEGORIES.put(moment.key, kept)
    return kept


class Shelf(NamedTuple):
    """What the list of tools read before its version was known. `near` are likely names where nothing was found."""

    wish: Wish
    categories: list[Category]
    listing: Listing
    found: Found | None
    near: list[Profile]

    @property
    def version(self) -> object:
        return self.listing.version


def shelf(moment: Moment, query: Query) -> Shelf:
    """The list that a query asks for. Raises BadArgument."""
    categories = categories_with_counts(moment)
    wish = read_wish(query, [category.slug for category in categories])
    found = search(wish.q, moment) if wish.q else None
    near = nearest(wish.q, moment) if found is not None and not found.ids else []
    return Shelf(wish, categories, list_tools(wish, moment, found), found, [one for group in near for one in group])


class Ranking(NamedTuple):
    """What the page of a category read before its version was known."""

    category: Category
    wish: Wish
    listing: Listing

    @property
    def version(self) -> object:
        return self.listing.version


def ranking(moment: Moment, query: Query, slug: str) -> Ranking:
    """The best of a category first. Raises Http404 and BadArgument."""
    found = Category.objects.filter(slug=slug).first()
    if found is None:
        raise Http404("unknown")
    wish = read_wish({"category": [slug], "after": query.get("after", [])}, [slug])
    return Ranking(found, wish, list_tools(wish, moment))
