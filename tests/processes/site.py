"""The site as it runs: several server processes on a database of their own, and visitors who press buttons."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SLUG = "hot-tool"
MAKE_TOOL = f"""
from tests.build import make_tool, LLAMA
make_tool("{SLUG}", panel=LLAMA)
"""
COMPARE = """
    SELECT tally.ship, tally.skip,
      (SELECT COUNT(*) FROM votes_vote WHERE tool_id = tally.tool_id AND counted = 'ship'),
      (SELECT COUNT(*) FROM votes_vote WHERE tool_id = tally.tool_id AND counted = 'skip'),
      (SELECT votes FROM comparisons_standing WHERE tool_id = tally.tool_id)
    FROM votes_tally tally
"""


@dataclass(frozen=True, slots=True)
class Site:
    port: int
    pid: int
    url: str

    def workers(self) -> list[int]:
        """The process ids of the servers behind the one that watches them."""
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.pid)], capture_output=True, text=True)
        return [int(pid) for pid in listed.stdout.split()]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement gives, through a connection of its own: one moment of the database."""
        if self.url.startswith("sqlite"):
            database = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)
            try:
                return database.execute(statement).fetchall()
            finally:
                database.close()
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement).fetchall()


class Visitor:
    """A browser: it keeps its cookies. `may_hold` is what the site may have stored: what it last said that it stored, or
    what was on its way when no answer came."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self.stored = ""
        self.may_hold = {""}

    def vote(self, choice: str) -> int:
        """The status of the answer; 0 where there was none."""
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Host": "localhost",
        }
        if self.cookie:
            headers["Cookie"] = f"visitor={self.cookie}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("POST", f"/tools/{SLUG}/vote", urlencode({"vote": choice}), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.may_hold.add(choice)
            return 0
        finally:
            connection.close()
        if answer.status == 303:
            self.stored = choice
            self.may_hold = {choice}
            self.cookie = re.findall(r"visitor=([^;]+)", str(answer.headers))[0]
        return answer.status


class Editor:
    """Somebody at the door of the admin, with cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        """(status, page)"""
        headers = {"Host": "localhost", "Content-Type": kind or "application/x-www-form-urlencoded"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        self.cookies |= dict(re.findall(r"set-cookie: (\w+)=([^;]+)", str(answer.headers)))
        connection.close()
        return answer.status, page

    def token(self, path: str) -> str:
        """The token of the form on a page."""
        return str(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", path)[1])[0])

    def log_in(self, name: str, password: str) -> int:
        """The status of the answer to the form, which is fetched first, as a browser does it."""
        fields = {"csrfmiddlewaretoken": self.token("/admin/login/"), "username": name, "password": password}
        return self.ask("POST", "/admin/login/", urlencode(fields).encode())[0]


@contextmanager
def serving(folder: Path, workers: int, make: str = MAKE_TOOL, **settings: str) -> Iterator[Site]:
    """The site with so many server processes, on a database of the kind that this run tests, filled by `make`."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        url = f"sqlite:///{folder / 'site.sqlite3'}"
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS processes WITH (FORCE)")
            connection.execute("CREATE DATABASE processes")
        url = url.replace("/postgres?", "/processes?")
    with served(folder, url, workers, make, **settings) as site:
        yield site
    errors = (folder / "log").read_text()
    assert "locked" not in errors, errors
    assert "Traceback" not in errors, errors


@contextmanager
def served(folder: Path, url: str, workers: int, make: str = MAKE_TOOL, **settings: str) -> Iterator[Site]:
    """The site on this empty database. What it logs is in `folder / "log"`."""
    environment = os.environ | {"DATABASE_URL": url} | settings
    for command in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", make]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {"PORT": str(port), "HOST": "127.0.0.1", "WORKERS": str(workers), "THREADS": "2"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(["bin/serve"], cwd=ROOT, env=environment | given, stdout=log, stderr=log)
    try:
        wait_for(port)
        yield Site(port, server.pid, url)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)  # a process is starting: there is nothing else to wait for
    raise AssertionError("the site did not start")
