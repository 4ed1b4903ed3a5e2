"""How many votes one hot tool takes through HTTP: every request is a new visitor, the dearest kind of vote."""

import os
import re
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.server import BASE, ROOT, found, serving

HOT = "/tools/code-llama-4/vote"
CONNECTIONS = 16


def vote_on_postgres(environment: dict[str, str], rounds: int, seconds: int) -> None:
    """Votes per second of one worker on one core, with the slowest of a hundred (wanted: 300/s, aim 800; 100 ms)."""
    with serving(environment, threads=4):
        press(2)
        runs = [press(seconds) for _ in range(rounds)]
    rates, slowest, failed = zip(*runs, strict=True)
    print(f"\nVotes on one tool, new visitors, {CONNECTIONS} connections, one worker on one core, PostgreSQL")
    print(f"  {spread(rates)} votes/s, p99 {spread(slowest)} ms, {sum(failed)} failed (wanted: 300/s, aim 800; 100 ms)")
    prove(environment)


def vote_on_sqlite(folder: Path, seconds: int) -> None:
    """Eight server processes write to one file (wanted: none finds it locked)."""
    environment = {"DATABASE_URL": f"sqlite:///{folder / 'votes.sqlite3'}", "DEBUG": "0", "STATIC_MANIFEST": "0"}
    for command in (["migrate", "-v", "0"], ["import_catalog", "fixtures/demo.json"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=os.environ | environment, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    with (folder / "sqlite.log").open("w") as log, serving(environment, workers=8, cores="0,1", log=log):
        rate, slowest, failed = press(seconds)
    locked = (folder / "sqlite.log").read_text().count("locked")
    print(f"\nVotes on one tool, SQLite, eight server processes on both cores for {seconds} s")
    print(f"  {rate:.0f}/s, p99 {slowest:.1f} ms, {failed} failed, {locked} times locked (wanted: 0)")
    prove(environment)


def press(seconds: int) -> tuple[float, float, int]:
    """(votes per second, milliseconds of the slowest of a hundred, failed answers) of one run of wrk."""
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "--latency"]
    said = subprocess.run(
        [*command, "-s", str(ROOT / "bench/votes.lua"), BASE + HOT], capture_output=True, text=True, check=True
    ).stdout
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", said).groups()  # type: ignore[union-attr]
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    slowest = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return float(found(r"Requests/sec:\s+([\d.]+)", said)), slowest, int(failed[1]) if failed else 0


def prove(environment: dict[str, str]) -> None:
    """What the votes came to: the tally against a recount."""
    done = subprocess.run([sys.executable, "manage.py", "verify_tallies"], cwd=ROOT, env=os.environ | environment,
                          capture_output=True, text=True)  # fmt: skip
    print(f"  {(done.stdout + done.stderr).strip()}")


def spread(seen: Sequence[float]) -> str:
    """The median, and from where to where the runs lay."""
    return f"{statistics.median(seen):.0f} ({min(seen):.0f} to {max(seen):.0f})"
