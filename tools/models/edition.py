"""The editorial version of the whole site: what every ETag and every kept page is keyed by."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.utils.dateparse import parse_datetime

# One argument: the moment. The first three columns of any statement that reads the stamp beside something else.
COLUMNS = "version, demo, (SELECT MIN(published_at) FROM tools_tool WHERE published_at > %s)"
READ = f"SELECT {COLUMNS} FROM tools_edition"


class Stamp(NamedTuple):
    """What the site shows at one moment. Two equal stamps on one day mean equal pages."""

    version: int
    demo: bool
    next_publication: datetime | None


class Edition(models.Model):
    """One row. `version` is drawn at random, so that a restored database never repeats one that caches know."""

    version = models.BigIntegerField(default=0)
    demo = models.BooleanField("demo site", default=False)

    def __str__(self) -> str:
        return f"edition {self.version}"

    @classmethod
    def current(cls, now: datetime) -> Stamp:
        """The version at `now`, in one statement (it is asked at every request, so it is not composed anew)."""
        with connection.cursor() as cursor:
            cursor.execute(READ, [connection.ops.adapt_datetimefield_value(now)])
            row = cursor.fetchone()
        return stamp_of(row) if row else NO_STAMP

    @classmethod
    def bump(cls) -> int:
        """Draw a new version. Every editorial verb calls it inside its own transaction.

        The row lock makes editorial writes queue up, and nobody reads the version before the data behind it.
        """
        version = secrets.randbits(62) + 1
        with transaction.atomic():
            if not cls.objects.filter(pk=1).update(version=version):
                cls.objects.create(pk=1, version=version)
        return version


NO_STAMP = Stamp(0, False, None)


def stamp_of(row: Sequence[Any]) -> Stamp:
    """A stamp from the values of COLUMNS."""
    version, demo, publication = row
    return Stamp(version, bool(demo), instant(publication))


def instant(value: datetime | str | None) -> datetime | None:
    """An instant as a plain statement gives it: SQLite keeps it as text, in UTC, and says so of some columns only."""
    read = parse_datetime(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if read is not None and read.tzinfo is None else read
