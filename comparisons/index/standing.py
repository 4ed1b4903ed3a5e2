"""One derived row per tool: what lists filter and sort by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, models, transaction

from comparisons.index.census import Census, census_of, written
from comparisons.index.search_names import NameStart
from comparisons.index.search_words import Findable, derive_words
from comparisons.moment import Moment
from reviews.models import Review
from reviews.panel import Opinion, panel_of
from tools.licences import licence_kind
from tools.models import Category, Fact, Tool
from tools.slugs import name_key
from tools.states import RECENT_DAYS, State
from tools.values import price_flag
from votes.models import Tally
from votes.tally import NOTHING, UNRANKED, Count

NEVER = date(1, 1, 1)
PASSED = ("contradicted", "published_at")
COUNTED_BY = ("price", "licence", "confirmed_on", *PASSED)
TAKE = "UPDATE comparisons_standing SET votes = %s, community = %s WHERE tool_id = %s"
# The facts that make a difference, by their columns.
FACT = ("tool_id", "attribute__key", "value", "outcome", "checked_on", "attribute__stale_after_days")


class StandingQuerySet(models.QuerySet["Standing"]):
    @transaction.atomic
    def refresh(self, tool_ids: Iterable[int]) -> None:
        """Derive the rows of these tools anew: the only writer. Call it in the transaction of the change.

        They are locked before they are derived: who comes second derives from what the first has written.
        """
        ids = list(tool_ids)
        before = census_of(self.filter(tool__in=ids).order_by("pk").select_for_update())
        rows = derive(ids)
        fields = [field.name for field in Standing._meta.concrete_fields if not field.primary_key]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["tool"], update_fields=fields, batch_size=500)
        Census.objects.move(before, census_of(rows))
        Findable.objects.refresh({row.tool_id: row.points for row in rows})

    def take(self, tool_id: int, count: Count) -> None:
        """Take over a tally that just moved, in the transaction that moved it: one statement, not composed anew."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [count.votes, count.rank, tool_id])

    def ended(self, moment: Moment) -> "StandingQuerySet":
        """Of the tools that were discontinued."""
        return self.filter(tool__in=Tool.objects.ended(moment.today))

    def going_on(self, moment: Moment) -> "StandingQuerySet":
        """Of the others: those that lists rank. An index over the few that ended keeps this cheap."""
        return self.exclude(tool__in=Tool.objects.ended(moment.today))

    def offered(self, moment: Moment) -> "StandingQuerySet":
        """Of the public tools that were not discontinued: what the site offers by itself."""
        return self.going_on(moment).filter(published_at__lte=moment.now)

    def waiting(self, moment: Moment) -> "StandingQuerySet":
        """The standings of the tools that are public later than this moment; no statement if there is none."""
        return self.filter(published_at__gt=moment.now) if moment.stamp.next_publication else self.none()

    def wrong(self) -> list[str]:
        """Slugs of the tools whose rows are missing or differ from what the record says now."""
        slugs = dict(Tool.objects.values_list("pk", "slug"))
        ids = list(slugs)
        found = []
        for start in range(0, len(ids), 500):
            chunk = ids[start : start + 500]
            kept, right = stored(chunk), derived(chunk)
            found += [pk for pk in chunk if kept.get(pk) != right[pk]]
        return sorted(slugs[pk] for pk in found)


class Standing(models.Model):
    """One tool's place in lists, derived from its reviews, its facts and its tally.

    For filters, sorts and the census only: pages never print from it. `community` is the Wilson bound in millionths.
    What a tool does not have sorts last: its number is then -1, its newest review in the year 1. `sort_name` holds
    letters and digits only, so that every database puts them in the same order.
    """

    tool = models.OneToOneField(Tool, models.CASCADE, primary_key=True)
    category = models.ForeignKey(Category, models.CASCADE)
    published_at = models.DateTimeField(null=True)
    sort_name = models.CharField(max_length=80)
    call = models.CharField(max_length=5)
    ships = models.PositiveSmallIntegerField()
    skips = models.PositiveSmallIntegerField()
    points = models.SmallIntegerField()
    spread = models.SmallIntegerField()
    reviewed_on = models.DateField()
    votes = models.PositiveIntegerField(default=0)
    community = models.IntegerField(default=UNRANKED)
    price = models.CharField(max_length=7, default="unknown")
    licence = models.CharField(max_length=7, default="unknown")
    confirmed_on = models.DateField(default=NEVER)
    contradicted = models.BooleanField(default=False)
    opinions = models.CharField(max_length=100, default="", db_default="")

    objects = StandingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-points", "tool"]),
            models.Index(fields=["category", "-points", "tool"]),
            models.Index(fields=["-published_at", "-tool"]),
            models.Index(fields=["-reviewed_on", "tool"]),
            models.Index(fields=["-spread", "tool"]),
            models.Index(fields=["-community", "tool"]),
            models.Index(fields=["sort_name", "tool"]),
            # the call follows the points: without this, a list of what is skipped walks past all that is shipped
            models.Index(fields=["call", "-points", "tool"]),
            # counts under filters are read from these alone, whose last columns are there for that
            models.Index(fields=["category", "call", *COUNTED_BY], name="standing_in_category"),
            models.Index(fields=["call", *COUNTED_BY], name="standing_called"),
            models.Index(fields=["licence", "price", "confirmed_on", *PASSED], name="standing_licensed"),
            models.Index(fields=["confirmed_on"]),
            models.Index(fields=["tool"], name="standing_contradicted", condition=models.Q(contradicted=True)),
        ]

    def __str__(self) -> str:
        return f"{self.sort_name}: {self.call}"

    def content(self) -> tuple[object, ...]:
        return tuple(getattr(self, field.attname) for field in self._meta.concrete_fields)


def stored(ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """All that is derived of these tools, as it is stored; a tool without a standing is left out."""
    words = {row.tool_id: row.content() for row in Findable.objects.filter(tool__in=ids)}
    starts: dict[int, set[Any]] = defaultdict(set)
    for start in NameStart.objects.filter(tool__in=ids):
        starts[start.tool_id].add(start.content())
    standings = Standing.objects.filter(tool__in=ids)
    return {row.tool_id: (row.content(), words.get(row.tool_id), starts[row.tool_id]) for row in standings}


def derived(ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """The same as the record says it now."""
    words = {row.tool_id: row for row in derive_words(ids)}
    return {
        row.tool_id: (
            row.content(),
            words[row.tool_id].content(),
            {start.content() for start in words[row.tool_id].starts(row.points)},
        )
        for row in derive(ids)
    }


def derive(tool_ids: Iterable[int]) -> list[Standing]:
    """The standings of these tools as they should be, unsaved."""
    ids = list(tool_ids)
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    columns = ("tool_id", "persona", "score", "verdict", "reviewed_on")
    for tool_id, persona, score, verdict, day in Review.objects.current().filter(tool__in=ids).values_list(*columns):
        opinions[tool_id].append(Opinion(persona, score, verdict, reviewed_on=day))
    facts: dict[int, list[Any]] = defaultdict(list)
    for tool_id, *fact in Fact.objects.filter(tool__in=ids, superseded_at=None).order_by().values_list(*FACT):
        facts[tool_id].append(fact)
    tools = Tool.objects.filter(pk__in=ids).only("pk", "category_id", "published_at", "name")
    counts = Tally.objects.counts(ids)
    return [
        standing_of(tool, opinions[tool.pk], counts.get(tool.pk, NOTHING), said_by(facts[tool.pk])) for tool in tools
    ]


def said_by(facts: Iterable[Any]) -> dict[str, Any]:
    """The columns that follow from the current facts of a tool."""
    values, confirmed, contradicted = {}, NEVER, False
    for key, value, outcome, checked_on, stale_after in facts:
        values[key] = value
        contradicted |= outcome == State.CONTRADICTED
        if outcome == State.CONFIRMED:
            # what stays fresh for less than "recently" must not count as confirmed once it is stale
            confirmed = max(confirmed, checked_on - timedelta(days=max(0, RECENT_DAYS - stale_after)))
    flag = price_flag(values.get("entry-price"))
    return {
        "price": flag.lower() if flag else "unknown",
        "licence": licence_kind(values.get("licence")),
        "confirmed_on": confirmed,
        "contradicted": contradicted,
    }


def standing_of(tool: Tool, opinions: Sequence[Opinion], count: Count, said: dict[str, Any]) -> Standing:
    panel = panel_of(opinions)
    return Standing(
        tool_id=tool.pk,
        category_id=tool.category_id,
        published_at=tool.published_at,
        sort_name=name_key(tool.name)[:80],
        call=panel.call.slug,
        ships=panel.ships,
        skips=panel.skips,
        points=-1 if panel.points is None else panel.points,
        spread=-1 if panel.spread is None else panel.spread,
        reviewed_on=panel.reviewed_on or NEVER,
        votes=count.votes,
        community=count.rank,
        opinions=written(opinions),
        **said,
    )
