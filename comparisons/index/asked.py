"""How often matchups are asked for: one number per matchup and day, without a trace of who asked."""

import logging
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, models
from django.utils import timezone

from comparisons.moment import Moment
from comparisons.params.matchup import MAX_TEXT
from tools.causes import cause_of

logger = logging.getLogger("comparisons")
DAYS_SHOWN = 7
DAYS_KEPT = 30
ADD = """
    INSERT INTO comparisons_asked (day, matchup, times) VALUES (%s, %s, %s)
    ON CONFLICT (day, matchup) DO UPDATE SET times = comparisons_asked.times + excluded.times
"""


class AskedQuerySet(models.QuerySet["Asked"]):
    def most(self, moment: Moment, count: int) -> list[str]:
        """The matchups asked for most on the last whole days, most first. Today is still being counted."""
        days = (moment.today - timedelta(days=DAYS_SHOWN), moment.today - timedelta(days=1))
        found = self.filter(day__range=days).values("matchup").annotate(sum=models.Sum("times"))
        return list(found.order_by("-sum", "matchup").values_list("matchup", flat=True)[:count])


class Asked(models.Model):
    """How often the page of a matchup was asked for on one day."""

    day = models.DateField()
    matchup = models.CharField(max_length=MAX_TEXT)
    times = models.PositiveIntegerField()

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "matchup"], name="asked_one_a_day")]

    def __str__(self) -> str:
        return f"{self.matchup} on {self.day}: {self.times}"


def write(batch: Counter[str]) -> None:
    """Add a batch to today's numbers and forget old days. A reader's page does not fail because this does."""
    today = timezone.localdate()
    rows: list[tuple[Any, ...]] = [(today, matchup, times) for matchup, times in sorted(batch.items())]
    try:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, rows)
        Asked.objects.filter(day__lt=today - timedelta(days=DAYS_KEPT)).delete()
    except DatabaseError as error:
        logger.warning("the requests of %s matchups are not counted: %s", len(batch), cause_of(error))
