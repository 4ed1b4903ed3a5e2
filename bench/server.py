"""The site on granian, one worker pinned to core 0, and wrk against it from core 1."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
PORT = 8799
BASE = f"http://127.0.0.1:{PORT}"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of wrk: requests per second seen, the worker's CPU milliseconds per request, failed answers."""

    per_second: float
    cpu_ms: float
    failed: int


@contextmanager
def serving(
    environment: dict[str, str], *, workers: int = 1, threads: int = 1, cores: str = "0", log: IO[str] | None = None
) -> Iterator[int]:
    """The site at BASE; yields the process id of granian. Stopped at the end."""
    command = [
        "taskset",
        "-c",
        cores,
        str(ROOT / ".venv/bin/granian"),
        "--interface",
        "wsgi",
        "config.wsgi:application",
    ]
    command += ["--host", "127.0.0.1", "--port", str(PORT), "--workers", str(workers)]
    command += ["--blocking-threads", str(threads)]
    command += ["--http", "1", "--no-ws", "--no-access-log", "--log-level", "warning"]
    settings = {"DJANGO_SETTINGS_MODULE": "bench.settings", "PORT": str(PORT)}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment | settings, stdout=log, stderr=log)
    try:
        wait_until_up()
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def wait_until_up() -> None:
    for _ in range(100):
        try:
            fetch("/healthz")
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("bench: the server did not start")


def fetch(path: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    """The body as sent, and the headers in lower case."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(BASE + path, headers=named)) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def load(pid: int, seconds: int, path: str, headers: dict[str, str], paths: Path | None) -> Sample:
    """Eight connections for so many seconds, on one path or on the paths of a file."""
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c8", f"-d{seconds}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if paths:
        command += ["-s", str(ROOT / "bench/pairs.lua")]
    before = cpu_seconds(pid)
    environment = os.environ | {"PATHS": str(paths or "")}
    said = subprocess.run([*command, BASE + path], capture_output=True, text=True, check=True, env=environment).stdout
    spent = cpu_seconds(pid) - before
    count = int(found(r"(\d+) requests in", said))
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Sample(
        float(found(r"Requests/sec:\s+([\d.]+)", said)), 1000 * spent / count, int(failed[1]) if failed else 0
    )


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if not match:
        sys.exit(f"bench: wrk said something else:\n{text}")
    return match[1]


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children so far."""
    total = 0.0
    for process in (pid, *children(pid)):
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def manage(*arguments: str, environment: dict[str, str]) -> str:
    return run("manage.py", *arguments, environment=environment)


def run(*arguments: str, environment: dict[str, str]) -> str:
    """A Python program of ours, to its end; gives what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=os.environ | environment, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"bench: {' '.join(arguments[:2])} failed\n{done.stdout}")
    return done.stdout
