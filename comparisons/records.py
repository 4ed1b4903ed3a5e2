"""A reviewer's record over the whole catalogue: ship rate, agreement with the panel, lone dissents."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from comparisons.moments import Moment
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


def records(moment: Moment) -> dict[str, Record]:
    """{persona: record}, from one statement."""
    agreed = Q(verdict="ship", tool__standing__call="ship") | Q(verdict="skip", tool__standing__call="skip")
    counted = (
        Review.objects.of_public_tools(moment.now)
        .order_by()
        .values("persona")
        .annotate(
            filed=Count("pk"),
            ships=Count("pk", filter=Q(verdict="ship")),
            judged=Count("pk", filter=Q(tool__standing__call__in=["ship", "skip"])),
            agreed=Count("pk", filter=agreed),
            lone=Count("pk", filter=alone("ship") | alone("skip")),
        )
    )
    rows = {row[0]: row[1:] for row in counted.values_list("persona", "filed", "ships", "judged", "agreed", "lone")}
    return {persona.key: Record(persona, *rows.get(persona.key, (0, 0, 0, 0, 0))) for persona in PERSONAS}
