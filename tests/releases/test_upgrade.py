"""A database of each earlier release: `migrate` alone upgrades it, every page answers, and that release can still write.

The databases lie beside this file; `make.py` says how they were made.
"""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent


def age(release: str) -> tuple[bool, list[int]]:
    """To put releases in order: those named by their day came before those that have a number."""
    return "." in release, [int(part) for part in re.split(r"[.-]", release)]


RELEASES = sorted((folder.name for folder in HERE.iterdir() if (folder / "sqlite.gz").exists()), key=age)
# The last one may be that of this very code; the one before it serves while a site is upgraded. Older ones do no more.
WRITING = RELEASES[-2:]
OWN = ("newsletter", "comparisons", "votes", "reviews", "tools")  # whoever needs another stands before it
POSTGRESQL_COLUMNS = """
    SELECT table_name, column_name, is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES'
    FROM information_schema.columns
    WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
SQLITE_COLUMNS = """
    SELECT of.name, one.name, NOT one."notnull" OR one.dflt_value IS NOT NULL OR one.pk
    FROM sqlite_master of JOIN pragma_table_info(of.name) one
    WHERE of.type = 'table' AND of.name NOT LIKE 'comparisons_findable_%' AND of.name NOT LIKE 'comparisons_nameword_%'
"""
ON_POSTGRESQL = not os.environ["DATABASE_URL"].startswith("sqlite")


def new_database(folder: Path) -> str:
    """The address of an empty database of the kind that this run tests."""
    if not ON_POSTGRESQL:
        return f"sqlite:///{folder / 'site.sqlite3'}"
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS upgraded WITH (FORCE)")
        connection.execute("CREATE DATABASE upgraded")
    return url.replace("/postgres?", "/upgraded?")


def restored(folder: Path, release: str) -> str:
    """The address of a database as that release left it."""
    url = new_database(folder)
    if ON_POSTGRESQL:
        with psycopg.connect(url) as connection:
            connection.execute((HERE / release / "postgres.sql").read_bytes())
    else:
        packed = (HERE / release / "sqlite.gz").read_bytes()
        Path(url.removeprefix("sqlite:///")).write_bytes(gzip.decompress(packed))
    return url


def manage(url: str, *arguments: str) -> str:
    """What a command prints, in a process of its own. It must succeed."""
    environment = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def asked(url: str, *, derived: bool = True) -> Any:
    code = f"from tests.releases.ask import main; main(derived={derived})"
    return json.loads(manage(url, "shell", "-v", "0", "-c", code).splitlines()[-1])


@contextmanager
def opened(url: str) -> Iterator[Any]:
    """A connection past Django, in a transaction that is taken back."""
    connection: Any = psycopg.connect(url) if ON_POSTGRESQL else sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


def columns_in(url: str) -> dict[str, dict[str, bool]]:
    """{table: {column: whether a row may leave it out}} of the site's own apps.

    Without what the database computes itself.
    """
    found: dict[str, dict[str, bool]] = {}
    with opened(url) as connection:
        rows = connection.execute(POSTGRESQL_COLUMNS if ON_POSTGRESQL else SQLITE_COLUMNS).fetchall()
    for table, column, optional in rows:
        if table.split("_")[0] in OWN:
            found.setdefault(table, {})[column] = bool(optional)
    return found


def leaves_in(url: str) -> dict[str, str]:
    """{app: the newest migration that the database has been through} of the site's own apps."""
    with opened(url) as connection:
        rows = connection.execute("SELECT app, MAX(name) FROM django_migrations GROUP BY app").fetchall()
    newest = dict(rows)
    return {app: newest[app] for app in OWN}


def in_the_way(before: dict[str, dict[str, bool]], after: dict[str, dict[str, bool]]) -> list[str]:
    """The columns for which a release that knows the ones `before` alone cannot write: gone, or new and needed."""
    gone = [f"{table}.{column}" for table in before for column in before[table] if column not in after.get(table, {})]
    return gone + [
        f"{table}.{column}"
        for table in before
        for column, optional in after.get(table, {}).items()
        if column not in before[table] and not optional
    ]


def write_as_before(url: str, before: dict[str, dict[str, bool]]) -> None:
    """Write to every table as the release before does until its last process has ended.

    Its own code does not run here (it needs its own packages): what counts is which columns its statements name.
    """
    assert in_the_way(before, columns_in(url)) == []
    with opened(url) as connection:
        for table, columns in before.items():
            write_again(connection, table, columns)


def write_again(connection: Any, table: str, columns: Iterable[str]) -> None:
    """Take a row out of a table and put it back as a release does that knows these columns alone."""
    names, place = ", ".join(f'"{column}"' for column in columns), "ctid" if ON_POSTGRESQL else "rowid"
    first = f'WHERE {place} = (SELECT MIN({place}) FROM "{table}")'
    connection.execute(f'CREATE TEMPORARY TABLE kept AS SELECT {names} FROM "{table}" {first}')
    connection.execute(f'DELETE FROM "{table}" {first}')
    connection.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM kept')
    connection.execute("DROP TABLE kept")


def test_this_release_left_its_database() -> None:
    """`python -m tests.releases.make tests/releases/NUMBER` makes it, on the last commit of a release."""
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] in RELEASES


@pytest.mark.parametrize("release", RELEASES)
def test_migrate_alone_upgrades(tmp_path: Path, release: str) -> None:
    url = restored(tmp_path, release)
    before, leaves = columns_in(url), leaves_in(url)
    manage(url, "migrate", "-v", "0")
    found = asked(url)
    assert {address: status for address, status in found["pages"].items() if status != 200} == {}
    assert found["unasked"] == []
    assert found["saved"] == ["/compare/chatgpt-vs-claude", "/tools/claude"]
    assert found["votes"] > 20
    if release in WRITING:
        write_as_before(url, before)
    manage(url, "shell", "-v", "0", "-c", f"from tests.releases.ask import go_back; go_back({leaves})")
    assert columns_in(url) == before
    manage(url, "migrate", "-v", "0")
    assert asked(url) == found


@pytest.mark.parametrize("release", RELEASES)
def test_every_migration_goes_back_and_forward(tmp_path: Path, release: str) -> None:
    url = restored(tmp_path, release)
    printed = manage(url, "shell", "-v", "0", "-c", "from tests.releases.steps import main; main()")
    found = json.loads(printed.splitlines()[-1])
    assert found["wrong"] == []
    assert found["steps"] >= 9 or release != RELEASES[0]  # the oldest has seen none of ours since


@pytest.mark.parametrize("release", RELEASES)
def test_no_page_breaks_while_derived_rows_are_behind(tmp_path: Path, release: str) -> None:
    found = asked(restored(tmp_path, release), derived=False)
    assert {address: status for address, status in found["pages"].items() if status >= 500} == {}


def test_two_upgrades_at_once_both_succeed(tmp_path: Path) -> None:
    url = restored(tmp_path, RELEASES[0])
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda _: manage(url, "migrate"), range(2)))
    assert sum("Applying comparisons" in text for text in told) == 1
    assert sum("Derived." in text for text in told) == 1
    manage(url, "verify_standings")


def test_two_first_starts_at_once_both_succeed(tmp_path: Path) -> None:
    url = new_database(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda _: manage(url, "migrate"), range(2)))
    assert sum("Applying tools" in text for text in told) == 1
    assert not [text for text in told if "Deriving" in text]  # there is nothing to derive from
