"""What serving needs. Each check gives what is wrong in a few words, or nothing; together they take less than a second.

Nothing here waits: the database has a fraction of a second for a connection, and another for each statement.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from comparisons.models import Underived
from newsletter.models import Arming
from tools.causes import cause_of

logger = logging.getLogger("config")
CONNECT_SECONDS = 0.5
STATEMENT_MILLISECONDS = 200
LEAST_FREE_BYTES = 100_000_000
LONGEST_SILENCE = timedelta(minutes=10)


def problems(now: datetime, warnings: list[str]) -> list[str]:
    """Everything that stands in the way of serving at `now`; empty: nothing. What does not goes into `warnings`."""
    return [*database_problems(now, warnings), *static_problems(), *disk_problems()]


def database_problems(now: datetime, warnings: list[str]) -> list[str]:
    try:
        with hurried():
            pending = pending_migrations()
            if pending:  # then the tables of the other questions may not be there
                return [f"migrations are pending: {', '.join(pending)}"]
            behind = ["derived rows are behind: run migrate"] if Underived.objects.needed().exists() else []
            return [*behind, *sender_problems(now, warnings)]
    except DatabaseError as error:
        logger.error("the database does not answer: %s", cause_of(error))
        return ["the database does not answer"]


@contextmanager
def hurried() -> Iterator[None]:
    """Wait for a connection and for an answer no longer than a probe waits for its own."""
    connection.patience = CONNECT_SECONDS  # type: ignore[attr-defined]
    try:
        set_timeout(f"SET statement_timeout = {STATEMENT_MILLISECONDS}")
        yield
    finally:
        connection.patience = None  # type: ignore[attr-defined]
        try:
            set_timeout("RESET statement_timeout")
        except DatabaseError as error:  # a connection that broke is not used again
            logger.info("the limit of a probe ends with its connection: %s", cause_of(error))


def set_timeout(statement: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement)


def pending_migrations() -> list[str]:
    """The migrations of this code that the database has not been through."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in migrations_here() if (app, name) not in applied)


@cache
def migrations_here() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration of this code, read once."""
    return frozenset(MigrationLoader(None).disk_migrations)


def sender_problems(now: datetime, warnings: list[str]) -> list[str]:
    """Where mails go out, the sender says every few seconds that it lives."""
    arming = Arming.current()
    if settings.MAIL_SERVER is None or arming is None:
        return []
    warnings += mail_warning(arming)
    heard = max(arming.armed_at, arming.heard_at or arming.armed_at)
    return [f"the mail sender was last heard of at {heard:%Y-%m-%d %H:%M %Z}"] if now - heard > LONGEST_SILENCE else []


def mail_warning(arming: Arming) -> list[str]:
    """What is wrong with the mail server: it keeps nobody from serving pages."""
    if settings.MAIL_SERVER is None or not arming.trouble:
        return []
    return [f"mail: {arming.trouble} (since {arming.trouble_since:%Y-%m-%d %H:%M %Z})"]


def static_problems() -> list[str]:
    """Without the names of the static files, every page is an error."""
    if not settings.STATIC_MANIFEST:
        return []
    if not staticfiles_storage.manifest_storage.exists(staticfiles_storage.manifest_name):  # type: ignore[attr-defined]
        return ["the static files are not built: run collectstatic"]
    if not staticfiles_storage.hashed_files:  # type: ignore[attr-defined]
        return ["the static files were built after this process started: start it again"]
    return []


def disk_problems() -> list[str]:
    places = {"media": Path(settings.MEDIA_ROOT), "database": database_folder()}
    return [
        f"the disk of the {name} is full: {free // 1_000_000} MB are left"
        for name, folder in places.items()
        if folder and (free := free_bytes(folder)) < LEAST_FREE_BYTES
    ]


def database_folder() -> Path | None:
    """Where the database lies, if that is a disk of this machine."""
    name = str(connection.settings_dict["NAME"])
    return None if connection.vendor != "sqlite" or "memory" in name else Path(name).parent


def free_bytes(folder: Path) -> int:
    """What may still be written below `folder`, which need not be there yet."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free
