"""How often matchups are asked for, without a cookie or a trace of who asked: one number per matchup and day.

Requests are counted in memory and added to the database in batches, at most once a minute for each process. A cache
in front answers most requests itself, so the numbers are low; they are comparable with each other, and nothing more is
claimed. What a process has counted and not yet written is lost when it stops.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from threading import Lock, Thread

from django.db import connections
from django.http import HttpRequest, HttpResponse

from comparisons.index.asked import write
from comparisons.params.matchup import MAX_TEXT

logger = logging.getLogger("comparisons")
BATCH_SECONDS = 60
# A crawler that walks all pairs must not fill the memory: further matchups of the minute are not counted.
MOST_AT_ONCE = 5000

type View = Callable[..., HttpResponse]


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


def counting_requests(view: View) -> View:
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
