"""The list of tools for editors: what is missing or old, in a fixed number of statements whatever the page shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact, LessThan
from django.http import HttpRequest
from django.utils import timezone

from reviews.models import Review
from reviews.personas import FULL_PANEL, PERSONAS
from tools.models import Attribute, Fact, Tool
from tools.states import State

if TYPE_CHECKING:
    Filtered = QuerySet[Any]


@dataclass(slots=True)
class OnRecord:
    """What the list says about one tool's facts and reviews."""

    facts: int = 0
    stale: int = 0
    newest: datetime | None = None


def stale_on(today: date) -> Q:
    """The condition of current facts that are stale on `today`: `tools.states.state_of`, asked of the database.

    There are few different terms of freshness, so they are read first; dates are then compared with constants, which
    both databases do alike.
    """
    found = Q(pk__in=[])
    for days in Attribute.objects.order_by().values_list("stale_after_days", flat=True).distinct():
        found |= Q(attribute__stale_after_days=days, checked_on__lt=today - timedelta(days=days))
    return found & Q(superseded_at=None, outcome=State.CONFIRMED.value)


def on_record(tools: Iterable[Tool], today: date) -> dict[int, OnRecord]:
    """What is on record about each of these tools: three statements."""
    found = {tool.pk: OnRecord() for tool in tools}
    facts = Fact.objects.filter(tool__in=found).order_by().values("tool")
    current, stale = Q(superseded_at=None), stale_on(today)
    counted = facts.annotate(n=Count("pk", filter=current), old=Count("pk", filter=stale), newest=Max("recorded_at"))
    for fact in counted:
        found[fact["tool"]] = OnRecord(fact["n"], fact["old"], fact["newest"])
    reviews = Review.objects.filter(tool__in=found).order_by().values("tool").annotate(newest=Max("recorded_at"))
    for review in reviews:
        one = found[review["tool"]]
        one.newest = max(filter(None, (one.newest, review["newest"])))
    return found


class ToolChangeList(ChangeList):
    """The page of the list, with what is on record about each of its tools beside it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        tools: Sequence[Any] = list(self.result_list)
        record = on_record(tools, timezone.localdate())
        for tool in tools:
            tool.on_record = record[tool.pk]
        self.result_list = tools


class Choice(admin.SimpleListFilter):
    """A filter whose choices are named conditions."""

    labels: ClassVar[dict[str, str]]

    def condition(self, value: str) -> Q:
        """What a tool fulfils that this choice shows."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.labels.items())

    def queryset(self, request: HttpRequest, queryset: "Filtered") -> "Filtered":
        value = self.value()
        return queryset.filter(self.condition(value)) if value in self.labels else queryset


class StatusFilter(Choice):
    title = "status"
    parameter_name = "status"
    labels = {"published": "Published", "scheduled": "Scheduled", "draft": "Draft", "discontinued": "Discontinued"}

    def condition(self, value: str) -> Q:
        now = timezone.now()
        gone = Q(discontinued_on__isnull=False, discontinued_on__lte=timezone.localdate(now))
        return {
            "published": Q(published_at__lte=now) & ~gone,
            "scheduled": Q(published_at__gt=now),
            "draft": Q(published_at=None),
            "discontinued": gone,
        }[value]


class MissingReviewsFilter(Choice):
    title = "missing reviews"
    parameter_name = "missing"
    labels = {
        "any": "At least one",
        **{str(n): f"{n} of {FULL_PANEL}" for n in range(1, FULL_PANEL + 1)},
        "none": "None: a full panel",
        **{persona.key.value: f"The {persona.name}’s" for persona in PERSONAS},
    }

    def condition(self, value: str) -> Q:
        filed = F("standing__ships") + F("standing__skips")
        if value == "any":
            return Q(LessThan(filed, FULL_PANEL))
        if value.isdecimal() or value == "none":
            return Q(Exact(filed, FULL_PANEL - int(value if value != "none" else 0)))
        theirs = Review.objects.current().filter(tool=OuterRef("pk"), persona=value).order_by()
        return ~Q(Exists(theirs))


class FactsFilter(Choice):
    title = "facts"
    parameter_name = "facts"
    labels = {
        "stale": "Some are stale",
        "never-checked": "Some were never checked",
        "doubtful": "Some are contradicted or unreadable",
        "none": "None on record",
    }

    def condition(self, value: str) -> Q:
        mine = Fact.objects.filter(tool=OuterRef("pk"), superseded_at=None).order_by()
        if value == "none":
            return ~Q(Exists(mine))
        if value == "stale":
            return Q(Exists(mine.filter(stale_on(timezone.localdate()))))
        if value == "never-checked":
            return Q(Exists(mine.filter(checked_on=None)))
        return Q(Exists(mine.filter(outcome__in=[State.CONTRADICTED.value, State.UNREADABLE.value])))


class LogoFilter(Choice):
    title = "logo"
    parameter_name = "logo"
    labels = {"missing": "Missing", "present": "Present"}

    def condition(self, value: str) -> Q:
        return Q(logo="") if value == "missing" else ~Q(logo="")
