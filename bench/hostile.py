"""python -m bench.hostile: how long the site thinks about hostile texts (tests/hostile), among so many tools.

Every answer is checked as the tests check it. Wanted: no complaint, and no answer that takes a second.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from heapq import nlargest
from pathlib import Path
from typing import NamedTuple

from django.test import Client

from bench.__main__ import fill, manage
from tests.hostile.checks import complaints
from tests.hostile.places import PLACES
from tests.hostile.strings import sample
from tests.plugin import start_postgres

SLOWEST = 12


class Asked(NamedTuple):
    ms: float
    group: str
    what: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="postgres")
    parser.add_argument("--tools", type=int, default=1000, help="tools in the synthetic catalogue")
    parser.add_argument("--count", type=int, default=100, help="texts that each place gets; 0: all of them")
    parser.add_argument("--place", default="", help="only the places whose address or group contains this")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    url, stop = start_postgres() if given.db == "postgres" else (f"sqlite:///{folder}/bench.sqlite3", lambda: None)
    environment = {"DATABASE_URL": url, "DEBUG": "0", "STATIC_MANIFEST": "0", "MEDIA_ROOT": str(folder)}
    try:
        fill(given.tools, folder, environment)
        code = f"from bench.hostile import report; report({given.count}, {given.place!r})"
        print(manage("shell", "-v", "0", "-c", code, environment=os.environ | environment), end="")
    finally:
        stop()


def report(count: int, place: str = "") -> None:
    """Ask, and print what took how long and what was wrong. Runs inside a configured site."""
    client, asked, wrong = Client(raise_request_exception=False, SERVER_NAME="localhost"), list[Asked](), list[str]()
    for one in PLACES:
        if place in f"{one.group} {one}":
            for text in sample(count, key=str(one)):
                began = time.perf_counter()
                response = one.ask(client, text)
                asked.append(Asked((time.perf_counter() - began) * 1000, one.group, f"{one} {text[:60]!r}"))
                wrong += [f"{one} {text[:60]!r}: {problem}" for problem in complaints(one, response)]
    tell(asked, wrong)


def tell(asked: list[Asked], wrong: list[str]) -> None:
    print(f"{'':12}{'answers':>9}{'median ms':>11}{'p99':>9}{'longest':>9}")
    for group in dict.fromkeys(one.group for one in asked):
        took = sorted(one.ms for one in asked if one.group == group)
        print(
            f"{group:12}{len(took):9}{statistics.median(took):11.2f}{took[len(took) * 99 // 100]:9.1f}{took[-1]:9.1f}"
        )
    print(f"\nThe slowest of {len(asked):,} (wanted: under 1,000 ms)")
    for one in nlargest(SLOWEST, asked):
        print(f"{one.ms:9.1f} ms  {one.what}")
    print(f"\nComplaints: {len(wrong)} (wanted: none)", *wrong[:20], sep="\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
