"""Pages of one reviewer's reviews, newest first, by a cursor."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from comparisons.moments import Moment
from comparisons.options import BadArgument, Query, last
from reviews.models import Review

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class ReviewPage:
    reviews: tuple[Review, ...]
    following: str


def page_of_reviews(persona: str, query: Query, moment: Moment) -> ReviewPage:
    """The page behind the cursor `?after=2026-11-01.42`. Raises BadArgument."""
    reviews = Review.objects.of_public_tools(moment.now).filter(persona=persona).select_related("tool")
    cursor = last(query, "after")
    if cursor:
        day, pk = read_cursor(cursor)
        reviews = reviews.filter(Q(reviewed_on__lt=day) | Q(reviewed_on=day, pk__lt=pk))
    rows = list(reviews.order_by("-reviewed_on", "-pk")[: PAGE_SIZE + 1])
    following = ""
    if len(rows) > PAGE_SIZE:
        edge = rows[PAGE_SIZE - 1]
        following = f"{edge.reviewed_on.isoformat()}.{edge.pk}"
    return ReviewPage(tuple(rows[:PAGE_SIZE]), following)


def read_cursor(text: str) -> tuple[date, int]:
    day, _, pk = text.partition(".")
    try:
        if not pk.isascii() or not pk.isdigit() or len(pk) > 15:
            raise ValueError
        return date.fromisoformat(day), int(pk)
    except ValueError:
        raise BadArgument("after", "expected the cursor of a page of this list; start again without it") from None
