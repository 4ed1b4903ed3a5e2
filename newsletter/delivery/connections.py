"""What a sender must know and want of its connection to the database."""

from django.db import connection


def alone() -> bool:
    """Whether other threads cannot see what this one does: a transaction is open, or the database lives in memory."""
    return connection.in_atomic_block or "mode=memory" in str(connection.settings_dict["NAME"])


def harden() -> None:
    """A committed claim must survive a power cut: SQLite on this connection waits for the disk."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
