"""One sender at a time. The lock goes with the process that holds it, whatever ends it: no lease, no clock."""

import fcntl
import os
from pathlib import Path
from typing import IO

from django.db import connection

NUMBER = 0x5645_5253  # of PostgreSQL's advisory lock


class AnotherSender(Exception):
    """A sender runs already."""


class Lock:
    """Held from `take` until the process ends or `release`. On SQLite a locked file beside the database."""

    def __init__(self) -> None:
        self.file: IO[str] | None = None

    def take(self) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER])
                if not cursor.fetchone()[0]:
                    raise AnotherSender
            return
        name = str(connection.settings_dict["NAME"])
        if ":memory:" in name or "mode=memory" in name:
            return
        self.file = Path(f"{name}.sender").open("a", encoding="utf-8")  # noqa: SIM115 (closing it releases the lock)
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.file.close()
            self.file = None
            if isinstance(error, BlockingIOError):
                raise AnotherSender from None
            raise  # a disk that knows no locks, for example: no sender runs, and none may

    def held(self) -> bool:
        """Whether the lock is still ours: a database that restarted has forgotten it."""
        if connection.vendor != "postgresql":
            return True
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
                " AND pid = pg_backend_pid())",
                [NUMBER],
            )
            return bool(cursor.fetchone()[0])

    def release(self) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER])
        elif self.file is not None:
            self.file.close()
            self.file = None


def new_owner() -> str:
    """A name for this run of a sender, on the rows that it holds."""
    return f"{os.getpid()}-{os.urandom(6).hex()}"
