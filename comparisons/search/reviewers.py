"""A reviewer's record over the whole catalogue: ship rate, agreement with the panel, lone dissents."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from comparisons.index.census import read
from comparisons.models import Standing
from comparisons.moment import Moment
from comparisons.params.cursors import DayPlace, read_day_cursor, write_day_cursor
from comparisons.params.options import Query, last
from reviews.models import Review
from reviews.panel import percent
from reviews.personas import FULL_PANEL, PERSONAS, Persona


@dataclass(frozen=True, slots=True)
class Record:
    """`judged` counts the reviews of tools that the panel calls ship or skip; `agreed` those of the same verdict.

    `lone` counts the tools with a full panel on which this persona alone went against the other three.
    """

    persona: Persona
    filed: int
    ships: int
    judged: int
    agreed: int
    lone: int

    @property
    def ship_rate(self) -> int | None:
        return percent(self.ships, self.filed)

    @property
    def agreement(self) -> int | None:
        return percent(self.agreed, self.judged)


def alone(verdict: str) -> Q:
    """The reviews with this verdict that no other persona of a full panel shares."""
    ships = 1 if verdict == "ship" else FULL_PANEL - 1
    return Q(verdict=verdict, tool__standing__ships=ships, tool__standing__skips=FULL_PANEL - ships)


def lone_dissents(moment: Moment) -> QuerySet[Review]:
    return Review.objects.of_public_tools(moment.now).filter(alone("ship") | alone("skip"))


def track_records(moment: Moment) -> dict[str, Record]:
    """{persona: record}, from the census."""
    kinds = read(moment, Standing.objects.waiting(moment), "persona", "verdict", "call", "lone")
    return {persona.key: record_from(persona, kinds) for persona in PERSONAS}


def record_from(persona: Persona, kinds: Mapping[tuple[str, str, str, bool], int]) -> Record:
    """The record of a persona, from {(persona, verdict, the panel's call, alone against the others): how often}."""
    own = [(*kind[1:], n) for kind, n in kinds.items() if kind[0] == persona.key]
    return Record(
        persona,
        filed=sum(n for *_, n in own),
        ships=sum(n for verdict, _, _, n in own if verdict == "ship"),
        judged=sum(n for _, call, _, n in own if call in {"ship", "skip"}),
        agreed=sum(n for verdict, call, _, n in own if verdict == call),
        lone=sum(n for *_, lone, n in own if lone),
    )


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
        place = read_day_cursor(cursor)
        reviews = reviews.filter(Q(reviewed_on__lt=place.on) | Q(reviewed_on=place.on, pk__lt=place.pk))
    rows = list(reviews.order_by("-reviewed_on", "-pk")[: PAGE_SIZE + 1])
    following = ""
    if len(rows) > PAGE_SIZE:
        edge = rows[PAGE_SIZE - 1]
        following = write_day_cursor(DayPlace(edge.reviewed_on, edge.pk))
    return ReviewPage(tuple(rows[:PAGE_SIZE]), following)
