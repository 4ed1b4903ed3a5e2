"""The list of tools: filters, sorts and a cursor that keeps its place. The rows are found through Standing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from comparisons.models import Standing
from comparisons.moments import Moment
from comparisons.options import BadArgument, Query, last, read_choice
from comparisons.profile import Head, Profile
from comparisons.reading import HEAD, profiles_of
from reviews.panel import Call
from tools.models import Category

PAGE_SIZE = 24
VERDICTS = {call.slug: call.value for call in (Call.SHIP, Call.SPLIT, Call.SKIP, Call.NONE)}
# What a sort goes by, whether downwards, and its name. The tool's id breaks every tie.
SORTS = {
    "points": ("points", True, "Panel points"),
    "new": ("reviewed_on", True, "Latest review"),
    "community": ("community", True, "Community"),
    "split": ("spread", True, "Most disputed"),
    "name": ("sort_name", False, "Name"),
}
# What the numbers of a sort go up to; -1 stands for none.
LARGEST = {"points": 1000, "spread": 1000, "community": 1_000_000}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asked of the list."""

    category: str = ""
    verdict: str = ""
    sort: str = "points"
    after: str = ""


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
        return tuple((profile.head.id, profile.count) for profile in self.profiles)

    @property
    def last(self) -> int:
        return self.first + len(self.profiles) - 1


def read_wish(query: Query, categories: Sequence[str]) -> Wish:
    """The filters, the sort and the cursor. Raises BadArgument."""
    return Wish(
        read_choice(query, "category", ["", *categories], ""),
        read_choice(query, "verdict", ["", *VERDICTS], ""),
        read_choice(query, "sort", list(SORTS), "points"),
        last(query, "after"),
    )


def list_tools(wish: Wish, moment: Moment) -> Listing:
    """The page of the list that `wish` asks for. Raises BadArgument for a cursor that no page gave."""
    standings = Standing.objects.filter(published_at__lte=moment.now)
    if wish.category:
        standings = standings.filter(category__slug=wish.category)
    if wish.verdict:
        standings = standings.filter(call=wish.verdict)
    field, descending, _ = SORTS[wish.sort]
    rank, value, tool_id = read_cursor(wish)
    total = standings.count()
    if tool_id:
        standings = standings.filter(beyond(field, descending, value, tool_id))
    ordered = standings.order_by(f"{'-' if descending else ''}{field}", "tool_id")
    rows = list(rows_of(ordered, field))
    heads = [Head(*row[2:]) for row in rows[:PAGE_SIZE]]
    following = ""
    if len(rows) > PAGE_SIZE:
        following = write_cursor(wish, rank + PAGE_SIZE, rows[PAGE_SIZE - 1][1], rows[PAGE_SIZE - 1][0])
    shown = moment.with_tallies(head.id for head in heads)
    return Listing(tuple(profiles_of(heads, shown)), total, rank + 1, following)


def rows_of(ordered: QuerySet[Standing], field: str) -> QuerySet[Standing, Any]:
    """One row more than a page shows: it tells whether there is another page."""
    return ordered.values_list("tool_id", field, *(f"tool__{column}" for column in HEAD))[: PAGE_SIZE + 1]


def beyond(field: str, descending: bool, value: object, tool_id: int) -> Q:
    """The rows behind a row in the order: keyset paging costs the same at any depth."""
    further = Q(**{f"{field}__{'lt' if descending else 'gt'}": value})
    return further | Q(**{field: value, "tool_id__gt": tool_id})


def write_cursor(wish: Wish, rank: int, value: object, tool_id: int) -> str:
    text = f"{wish.sort}|{rank}|{tool_id}|{value}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(wish: Wish) -> tuple[int, object, int]:
    """(rows before, value and tool of the last row seen); zeros at the start."""
    if not wish.after:
        return 0, None, 0
    try:
        text = urlsafe_b64decode(wish.after + "=" * (-len(wish.after) % 4)).decode()
        sort, rank, tool_id, value = text.split("|", 3)
        field = SORTS[sort][0]
        typed: object = value
        if field in LARGEST:
            typed = between(value, LARGEST[field])
        elif field == "reviewed_on":
            typed = date.fromisoformat(value)
        elif "\x00" in value:
            raise ValueError
        if sort != wish.sort:
            raise ValueError
        return positive(rank), typed, positive(tool_id)
    except (ValueError, KeyError):
        raise BadArgument("after", "expected the cursor of a page of this list; start again without it") from None


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
    """All categories by name, each with `n` public tools; empty ones are left out."""

    counted = Category.objects.annotate(n=Count("standing", filter=Q(standing__published_at__lte=moment.now)))
    return list(counted.filter(n__gt=0).order_by("name", "pk"))


class Shelf(NamedTuple):
    """What the list of tools read before its version was known."""

    wish: Wish
    categories: list[Category]
    listing: Listing

    @property
    def version(self) -> object:
        return self.listing.version


def shelf(moment: Moment, query: Query) -> Shelf:
    """The list that a query asks for. Raises BadArgument."""
    categories = categories_with_counts(moment)
    wish = read_wish(query, [category.slug for category in categories])
    return Shelf(wish, categories, list_tools(wish, moment))


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
