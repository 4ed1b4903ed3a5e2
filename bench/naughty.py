"""Hostile texts asked of a configured site (see bench.hostile): what took how long, and which answers were wrong."""

import statistics
import time
from heapq import nlargest
from typing import Any, NamedTuple

from django.test import Client

from comparisons.cache import forget_all
from tests.hostile.checks import complaints
from tests.hostile.places import PLACES, Place
from tests.hostile.strings import sample

SUSPECTS, SHOWN = 60, 12


class Asked(NamedTuple):
    ms: float
    place: Place
    text: bytes


def report(count: int, place: str = "") -> None:
    """Ask, and print what took how long and what was wrong. Runs inside a configured site."""
    client, asked, wrong = Client(raise_request_exception=False, SERVER_NAME="localhost"), list[Asked](), list[str]()
    for one in PLACES:
        if place in f"{one.group} {one}":
            for text in sample(count, key=str(one)):
                ms, response = timed(client, one, text)
                asked.append(Asked(ms, one, text))
                wrong += [f"{one} {text[:60]!r}: {problem}" for problem in complaints(one, response)]
    tell(asked, slowest(client, asked), wrong)


def timed(client: Client, place: Place, text: bytes) -> tuple[float, Any]:
    began = time.perf_counter()
    response = place.ask(client, text)
    return (time.perf_counter() - began) * 1000, response


def slowest(client: Client, asked: list[Asked]) -> list[Asked]:
    """Those that took longest, asked again with nothing in memory: the best of three is the site's own time, the rest
    is what else the machine was doing."""
    found = []
    for one in nlargest(SUSPECTS, asked):
        best = one.ms
        for _ in range(3):
            forget_all()
            best = min(best, timed(client, one.place, one.text)[0])
        found.append(one._replace(ms=best))
    return sorted(found, reverse=True)[:SHOWN]


def tell(asked: list[Asked], slow: list[Asked], wrong: list[str]) -> None:
    print(f"{'':12}{'answers':>9}{'median ms':>11}{'p99':>9}")
    for group in dict.fromkeys(one.place.group for one in asked):
        took = sorted(one.ms for one in asked if one.place.group == group)
        print(f"{group:12}{len(took):9}{statistics.median(took):11.2f}{took[len(took) * 99 // 100]:9.1f}")
    print(f"\nThe slowest of {len(asked):,}, best of four (wanted: under 1,000 ms)")
    for one in slow:
        print(f"{one.ms:9.1f} ms  {one.place} {one.text[:60]!r}")
    print(f"\nComplaints: {len(wrong)} (wanted: none)", *wrong[:20], sep="\n")
