"""make bench, --scale N: what the database takes for the search, the list and the compare page among N tools.

Statements are timed as the site sends them, through its own functions, with nothing kept in memory. The questions are
drawn from the synthetic catalogue: names, parts of names, misspellings, words of descriptions.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.statements import forget
from comparisons.catalogue.synthetic import FIRST, SECOND, THINGS
from comparisons.listing import shelf
from comparisons.moments import moment_at
from comparisons.reading import COMPOUNDS
from comparisons.suggesting import suggestions
from comparisons.wishes import FILTERS, SORTS
from tools.models import Tool

ASKED = 100
FORMS = ("name", "part", "misspelt", "words")


class Clock:
    """The time that statements take, added up."""

    def __init__(self) -> None:
        self.spent = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.spent += time.perf_counter() - began


@contextmanager
def timed() -> Iterator[Clock]:
    clock = Clock()
    with connection.execute_wrapper(clock):
        yield clock


def report() -> None:
    draw = random.Random(1)
    rounds = max(3, Tool.objects.count() // (len(FIRST) * len(SECOND)))  # how often each name comes, numbered
    print(f"\n{Tool.objects.count():,} tools on {connection.vendor}: milliseconds in the database, nothing kept")
    print(f"{'':44}{'p50':>8}{'p95':>8}{'most':>8}")
    for form in FORMS:
        typed = [question(form, draw, rounds) for _ in range(ASKED)]
        row(f"suggest: {form}", [partial(suggest, text) for text in typed])
        row(f"search: {form}", [partial(listed, q=text) for text in typed])
    row(
        "suggest: one and two letters", [partial(suggest, text) for text in ("a", "b", "s", "am", "zz", "or", "th") * 4]
    )
    rows_of_lists(draw)
    compare_pages(draw)


def row(name: str, calls: list[Callable[[], object]]) -> None:
    times = []
    for call in calls:
        compounds = dict(COMPOUNDS.values)  # read once for each edition of the site, not once a page
        forget()
        COMPOUNDS.values.update(compounds)
        with timed() as clock:
            call()
        times.append(1000 * clock.spent)
    ordered = sorted(times)
    print(f"{name:44}{ordered[len(ordered) // 2]:8.1f}{ordered[int(len(ordered) * 0.95)]:8.1f}{ordered[-1]:8.1f}")


def question(form: str, draw: random.Random, rounds: int) -> str:
    first, second = draw.choice(FIRST), draw.choice(SECOND)
    if form == "name":
        return f"{first} {second} {draw.randrange(2, rounds)}"
    if form == "part":
        return f"{first} {second}"[: draw.randrange(3, 9)]
    if form == "words":
        return draw.choice(THINGS)
    at = draw.randrange(1, len(first) - 1)
    return first[:at] + first[at + 1] + first[at] + first[at + 2 :] + f" {second[:-1]}"


def suggest(text: str) -> None:
    suggestions(moment_at(timezone.now()), {"q": [text]})


def listed(**query: str) -> Any:
    return shelf(moment_at(timezone.now()), {name: [value] for name, value in query.items() if value})


def rows_of_lists(draw: random.Random) -> None:
    """Every filter with every sort, some of them together, and pages far behind the first."""
    single = [{name: value} for name, (_, choices) in FILTERS.items() for value in choices]
    mixed = [
        {name: draw.choice(["", *choices]) for name, (_, choices) in FILTERS.items()}
        | {"category": draw.choice(["", "code", "voice"])}
        for _ in range(30)
    ]
    for sort in SORTS:
        queries = [{"sort": sort} | query for query in ({}, {"category": "code"}, *single, *mixed)]
        row(f"list by {sort}: any filters, first page", [partial(listed, **query) for query in queries])
        further = [query | {"after": ten_pages_on(query)} for query in queries[:8]]
        row(f"list by {sort}: the eleventh page", [partial(listed, **query) for query in further])


def ten_pages_on(query: dict[str, str]) -> str:
    """The cursor behind ten pages, or behind the last one before."""
    after = ""
    for _ in range(10):
        following = listed(**query, after=after).listing.following
        if not following:
            return after
        after = following
    return after


def compare_pages(draw: random.Random) -> None:
    """Pages whose tools nobody asked for before."""
    last = Tool.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ids = [draw.randrange(last - last // 2, last) for _ in range(2 * ASKED)]
    slugs = list(Tool.objects.filter(pk__in=ids).values_list("slug", flat=True))
    pairs = [sorted(draw.sample(slugs, 2)) for _ in range(ASKED)]
    client = Client(headers={"host": "localhost"})
    row("compare page, cold", [partial(client.get, f"/compare/{'-vs-'.join(pair)}") for pair in pairs])
