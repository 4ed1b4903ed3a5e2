"""How often matchups are asked for, without a cookie or a trace of who asked: one number per matchup and day.

Requests are counted in memory and added to the database in batches, at most once a minute for each process. A cache
in front answers most requests itself, so the numbers are low; they are comparable with each other, and nothing more is
claimed. What a process has counted and not yet written is lost when it stops.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from threading import Lock, Thread
from typing import Any

from django.db import DatabaseError, connection, connections, models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comparisons.matchup import MAX_TEXT
from comparisons.moments import Moment
from tools.causes import cause_of

logger = logging.getLogger("comparisons")
BATCH_SECONDS = 60
# A crawler that walks all pairs must not fill the memory: further matchups of the minute are not counted.
MOST_AT_ONCE = 5000
DAYS_SHOWN = 7
DAYS_KEPT = 30
ADD = """
    INSERT INTO comparisons_asked (day, matchup, times) VALUES (%s, %s, %s)
    ON CONFLICT (day, matchup) DO UPDATE SET times = comparisons_asked.times + excluded.times
"""

type View = Callable[..., HttpResponse]


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


class Counting:
    """Requests that are not written yet. Safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = Lock()
        self.counts: Counter[str] = Counter()
        self.began = clock()

    def count(self, matchup: str) -> Counter[str] | None:
        """Count one request; gives the batch to write when it is time, once."""
        with self.lock:
            if not self.counts:
                self.began = self.clock()
            if matchup in self.counts or len(self.counts) < MOST_AT_ONCE:
                self.counts[matchup] += 1
            if self.clock() - self.began < BATCH_SECONDS:
                return None
            batch, self.counts = self.counts, Counter()
            return batch


COUNTING = Counting()


def counted(view: View) -> View:
    """Count the answers of the compare page, also those that need no page: 304 and what is kept in memory."""

    @wraps(view)
    def inner(request: HttpRequest, text: str) -> HttpResponse:
        response = view(request, text=text)
        if response.status_code in {200, 304} and request.method == "GET" and len(text) <= MAX_TEXT:
            batch = COUNTING.count(text)
            if batch:
                aside(batch)
        return response

    return inner


def aside(batch: Counter[str]) -> None:
    """Write a batch beside the requests: no reader waits for it."""
    Thread(target=write_and_close, args=(batch,), daemon=True).start()


def write_and_close(batch: Counter[str]) -> None:
    """The thread ends, and its connection with it."""
    try:
        write(batch)
    finally:
        connections.close_all()


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
