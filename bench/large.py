"""What the database takes for the search, lists and pages of a large catalogue. `bench.scale` calls it.

Statements are timed as the site sends them, through its own functions, with nothing kept in memory. The questions are
drawn from the synthetic catalogue: names, parts of names, misspellings, words of descriptions.
"""

import json
import os
import random
import re
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.synthetic import THINGS, name_of
from comparisons.cache import forget_all
from comparisons.models import Standing
from comparisons.moment import moment_at
from comparisons.params.filters import FILTERS, SORTS, VERDICTS
from comparisons.reading.profiles import COMPOUNDS
from comparisons.search.listing import PAGE_SIZE, Edge, categories_with_counts, cursor_of, shelf
from comparisons.search.suggest import suggestions
from tools.models import Tool

ASKED = 100
FORMS = ("name", "part", "misspelt", "words")
FEW_LETTERS = ("a", "b", "s", "am", "zz", "or", "th") * 4
REPORT = "BENCH_REPORT"


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
    tools = Tool.objects.count()
    print(f"{tools:,} tools on {connection.vendor}: milliseconds in the database, nothing kept")
    print(f"{'':44}{'p50':>8}{'p95':>8}{'most':>8}  wanted (p95)")
    medians = searches(draw, tools)
    if connection.vendor == "postgresql":
        medians |= lists(draw)
        medians |= pages(draw)
        sitemaps()
    Path(os.environ[REPORT]).write_text(json.dumps(medians), encoding="utf-8")


def searches(draw: random.Random, tools: int) -> dict[str, float]:
    medians: dict[str, float] = {}
    for form in FORMS:
        typed = [question(form, draw, tools) for _ in range(ASKED)]
        medians |= row(f"suggest: {form}", [partial(suggest, text) for text in typed], "50")
        if connection.vendor == "postgresql":
            medians |= row(f"search: {form}", [partial(listed, q=text) for text in typed], "150")
    return medians | row("suggest: one and two letters", [partial(suggest, text) for text in FEW_LETTERS], "50")


def row(name: str, calls: list[Callable[[], object]], wanted: str = "", *, whole: bool = False) -> dict[str, float]:
    """Time each call, what the database takes of it or the `whole`, and print the row; gives {name: median}."""
    times = []
    for call in calls:
        compounds = dict(COMPOUNDS.values)  # read once for each edition of the site, not once a page
        forget_all()
        COMPOUNDS.values.update(compounds)
        categories_with_counts(moment_at(timezone.now()))  # counted once for each edition, too
        began = time.perf_counter()
        with timed() as clock:
            call()
        times.append(1000 * (time.perf_counter() - began if whole else clock.spent))
    ordered = sorted(times)
    median = ordered[len(ordered) // 2]
    print(f"{name:44}{median:8.1f}{ordered[int(len(ordered) * 0.95)]:8.1f}{ordered[-1]:8.1f}  {wanted}")
    return {name: median}


def question(form: str, draw: random.Random, tools: int) -> str:
    """What somebody types who looks for one of so many tools."""
    name = name_of(draw.randrange(tools))
    if form == "name":
        return name
    if form == "part":
        return name[: draw.randrange(3, 9)]
    if form == "words":
        return draw.choice(THINGS)
    return misspelt(name, draw)


def misspelt(name: str, draw: random.Random) -> str:
    """Two letters of the first word swapped, and the last letter of the second not yet there."""
    first, second = name.split()[:2]
    at = draw.randrange(1, len(first) - 1)
    return first[:at] + first[at + 1] + first[at] + first[at + 2 :] + f" {second[:-1]}"


def suggest(text: str) -> None:
    suggestions(moment_at(timezone.now()), {"q": [text]})


def listed(**query: str) -> Any:
    return shelf(moment_at(timezone.now()), {name: [value] for name, value in query.items() if value})


def lists(draw: random.Random) -> dict[str, float]:
    """Every filter with every sort, many of them together, and pages far behind the first."""
    categories = ("", "code", "voice", "agents")
    queries: list[dict[str, str]] = [{}, {"category": "code"}]
    queries += [{name: value} for name, (_, choices) in FILTERS.items() for value in choices]
    queries += [{"verdict": verdict, "category": category} for verdict in VERDICTS for category in categories[1:]]
    for _ in range(ASKED):
        mixed = {name: draw.choice(["", *choices]) for name, (_, choices) in FILTERS.items()}
        queries.append(mixed | {"category": draw.choice(categories)})
    medians: dict[str, float] = {}
    for sort, (field, _, _) in SORTS.items():
        medians |= row(f"list by {sort}: any filters", [partial(listed, sort=sort, **query) for query in queries], "50")
        further = [query | {"after": cursor_anywhere(sort, field, draw)} for query in queries]
        medians |= row(f"list by {sort}: behind any tool", [partial(listed, sort=sort, **q) for q in further], "50")
    return medians


def cursor_anywhere(sort: str, field: str, draw: random.Random) -> str:
    """The cursor of a page that ended with some tool, at any depth."""
    last = Standing.objects.order_by("-tool_id").values_list("tool_id", flat=True)[0]
    standing = Standing.objects.filter(tool__gte=draw.randrange(last)).order_by("tool_id")
    tool_id, value = standing.values_list("tool_id", field)[0]
    return cursor_of(sort, PAGE_SIZE, Edge(tool_id, value))


def pages(draw: random.Random) -> dict[str, float]:
    """Pages whose tools nobody asked for before."""
    last = Tool.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ids = [draw.randrange(last - last // 2, last) for _ in range(4 * ASKED)]
    slugs = list(Tool.objects.filter(pk__in=ids).values_list("slug", flat=True))
    pairs = [sorted(draw.sample(slugs, 2)) for _ in range(2 * ASKED)]
    missing = [misspelt(name_of(draw.randrange(last)), draw).lower().replace(" ", "-") for _ in range(ASKED)]
    client = Client(headers={"host": "localhost"})
    rows = {
        "compare page": [f"/compare/{'-vs-'.join(pair)}" for pair in pairs],
        "tool page": [f"/tools/{slug}" for slug in slugs[:ASKED]],
        "page of alternatives": [f"/tools/{slug}/alternatives" for slug in slugs[:ASKED]],
        "home page": ["/"] * 10,
        "page of all matchups": ["/compare"] * 10,
        "404 page for a misspelt tool": [f"/tools/{slug}" for slug in missing],
    }
    medians: dict[str, float] = {}
    for name, paths in rows.items():
        medians |= row(f"{name}, the whole", [partial(client.get, path) for path in paths], whole=True)
        medians |= row(f"{name}, the database", [partial(client.get, path) for path in paths[::-1]])
    return medians


def sitemaps() -> None:
    """Read the whole map of the site. What the process grows by meanwhile must not depend on the number of tools."""
    client, addresses, sent = Client(headers={"host": "localhost"}), 0, 0
    files = re.findall(r"<loc>[^<]*?(/sitemaps/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    for path in files:
        for piece in client.get(path):
            addresses += piece.count(b"<loc>")
            sent += len(piece)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    seconds = time.monotonic() - started
    print(f"sitemap: {addresses:,} addresses in {len(files)} files, {sent / 1e6:.0f} MB in {seconds:.1f} s, "
          f"memory grew by {grown:.1f} MB")  # fmt: skip
