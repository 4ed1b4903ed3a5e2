"""The database of the settings: which one, and how connections to it are made, kept and given up."""

from pathlib import Path
from typing import Any

import dj_database_url
from environs import Env, EnvError

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so a read-then-write transaction
# waits its turn instead of failing with "database is locked". Connections stay open: opening costs more than a page.
SQLITE: dict[str, Any] = {
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728",
    },
}
# The pool survives a restart of the database with few errors; its short timeout shows a wrong host at once. What cannot
# be connected is given up after two seconds: the next request tries anew at once, where the pool by itself would wait
# ever longer, long after the database is back. A thread that has to wait for a free one would hold up the others.
POOL = {"min_size": 1, "timeout": 2, "max_lifetime": 600, "reconnect_timeout": 2}
POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 2,
    "server_side_binding": True,
    "prepare_threshold": 1,
    # The search sets misspelt words right by pg_trgm: with its usual threshold, two swapped letters are too many.
    "options": "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s "
    "-c pg_trgm.similarity_threshold=0.19",
}


def read_database(env: Env, folder: Path) -> dict[str, Any]:
    """DATABASE_URL as Django wants it; without one, SQLite in `folder`. Raises EnvError."""
    url = env.str("DATABASE_URL", f"sqlite:///{folder / 'versed.sqlite3'}")
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, KeyError) as error:
        raise EnvError("DATABASE_URL: expected sqlite:///path or postgres://user:password@host:5432/name") from error
    if database["ENGINE"].endswith("sqlite3"):
        return database | SQLITE
    if database["ENGINE"].endswith("postgresql"):
        options = POSTGRESQL | {"pool": POOL | {"max_size": max(4, env.int("THREADS", 2))}}
        return database | {
            "ENGINE": "config.postgresql",
            "OPTIONS": options | database.get("OPTIONS", {}),
            "CONN_HEALTH_CHECKS": True,
        }
    raise EnvError("DATABASE_URL: only SQLite and PostgreSQL are supported")
