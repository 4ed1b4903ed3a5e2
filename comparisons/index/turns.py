"""One process at a time: the others wait for their turn."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from tools.causes import cause_of

logger = logging.getLogger("comparisons")
MIGRATING = 0x5645_5254  # of PostgreSQL's advisory lock; the sender of mails has the number before


@contextmanager
def in_turn(connection: Any, number: int) -> Iterator[None]:
    """Wait until no other process is at this on the same database. The turn ends with the process, whatever ends it.

    On SQLite a locked file beside the database.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SET statement_timeout = 0")  # which the wait for the turn counts against, too
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
            cursor.execute("RESET statement_timeout")
            cursor.execute("RESET lock_timeout")
        try:
            yield
        finally:
            give_back(connection, number)
        return
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        yield
        return
    with Path(f"{name}.turn-{number:x}").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def give_back(connection: Any, number: int) -> None:
    """End the turn. A connection that broke has given its lock back already."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
    except DatabaseError as error:
        logger.warning("a turn ended with its connection: %s", cause_of(error))


def be_patient() -> None:
    """Lift the limits that keep requests short, for this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SET LOCAL lock_timeout = '30s'")
