"""make bench, --scale N: the database among N tools with four reviews each, beside a small catalogue.

The same is measured among 1,000 tools before, and the suggestions on SQLite among 10,000 after.
"""

import json
import tempfile
import time

from bench.server import manage, run
from tests.plugin import start_postgres

SMALL, EMBEDDED = 1_000, 10_000
# What a server for a large catalogue is given (docs/operations.md), on a machine with a few GiB to spare.
POSTGRESQL = ("shared_buffers=2GB", "random_page_cost=1.1", "effective_cache_size=8GB", "max_wal_size=4GB")
REPORT = "BENCH_REPORT"


def at_scale(tools: int) -> None:
    """Measure among SMALL and among `tools` tools on PostgreSQL, then the search among EMBEDDED ones on SQLite."""
    medians = {}
    for number in (SMALL, tools):
        url, stop = start_postgres(*POSTGRESQL)
        try:
            medians[number] = loaded(number, url)
        finally:
            stop()
    print(
        f"\nThe median among {tools:,} tools as a multiple of that among {SMALL:,} (wanted for the compare page: 1.3)"
    )
    for name in (name for name in medians[tools] if "page" in name):
        print(f"{name:44}{medians[tools][name] / medians[SMALL][name]:8.2f}")
    with tempfile.TemporaryDirectory() as folder:
        loaded(EMBEDDED, f"sqlite:///{folder}/scale.sqlite3")


def loaded(tools: int, url: str) -> dict[str, float]:
    """Fill a new database and measure in a process of its own; gives the medians that it printed."""
    environment = {"DATABASE_URL": url, "DEBUG": "0", "STATIC_MANIFEST": "0"}
    manage("migrate", "-v", "0", environment=environment)
    started = time.monotonic()
    run("-m", "bench.make_catalog", "--tools", str(tools), "--seed", "1", "--load", environment=environment)
    print(f"\n{tools:,} tools, {4 * tools:,} reviews loaded in {time.monotonic() - started:.0f} s", flush=True)
    with tempfile.NamedTemporaryFile("r") as file:
        code = "from bench.large import report; report()"
        print(manage("shell", "-v", "0", "-c", code, environment=environment | {REPORT: file.name}), end="", flush=True)
        medians: dict[str, float] = json.load(file)
        return medians
