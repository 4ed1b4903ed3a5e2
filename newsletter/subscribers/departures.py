"""Who left and who came back, in a log outside the database, beside the mark: what a restore would forget.

An entry is an empty file in the storage `marks`, `left/<day>/<time>-<what>-<keyed hash of the mailbox>`, so that any
storage can hold it, and no address is in it. The log is only ever read to keep people off the list.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from tools.causes import cause_of
from votes.identity import keyed

logger = logging.getLogger("newsletter")
FOLDER = "left"
KEPT = timedelta(days=400)  # longer than any backup that one puts back
NAME = re.compile(r"(\d{6}\.\d{6})-([a-z]+)-([0-9a-f]{64})")


class What(StrEnum):
    LEFT = "left"
    DELETED = "deleted"
    COMPLAINED = "complained"
    STOPPED = "stopped"  # by an editor
    MOVED = "moved"  # to another address
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Departure:
    at: datetime
    what: What
    digest: str


def digest_of(key: str) -> str:
    """What is kept of a mailbox that is to be kept out: nobody reads an address in it."""
    return keyed("forgotten", key)


def note(what: What, key: str, now: datetime) -> None:
    """Write it down, or log why not: leaving never fails because of a full disk beside the database.

    A leaving is written before the transaction ends, so that no crash loses it; a way back only once it is committed.
    """
    entry = Departure(now, what, digest_of(key))
    if what is What.BACK:
        transaction.on_commit(lambda: write(entry))
    else:
        write(entry)


def write(entry: Departure) -> None:
    at = entry.at.astimezone(UTC)
    name = f"{FOLDER}/{at:%Y-%m-%d}/{at:%H%M%S.%f}-{entry.what}-{entry.digest}"
    try:
        storages["marks"].save(name, ContentFile(b""))
    except Exception as error:  # each storage has errors of its own
        logger.error("a departure could not be noted beside the database (MARKS_ROOT): %s", cause_of(error))


def noted() -> Iterator[Departure]:
    """All that is on record, oldest day first. What is no entry is passed over; raises what the storage raises."""
    for day in days():
        for name in sorted(storages["marks"].listdir(f"{FOLDER}/{day}")[1]):
            match = NAME.fullmatch(name)
            if match and match[2] in {*What}:
                at = datetime.strptime(f"{day} {match[1]}", "%Y-%m-%d %H%M%S.%f").replace(tzinfo=UTC)
                yield Departure(at, What(match[2]), match[3])


def days() -> list[str]:
    try:
        folders = storages["marks"].listdir(FOLDER)[0]
    except FileNotFoundError:  # nobody left yet
        return []
    return sorted(day for day in folders if re.fullmatch(r"\d{4}-\d\d-\d\d", day))


def forget(now: datetime) -> None:
    """Delete what is older than any backup. Where that fails it is tried again with the next hour."""
    storage = storages["marks"]
    oldest = f"{now.astimezone(UTC) - KEPT:%Y-%m-%d}"
    try:
        for day in filter(lambda day: day < oldest, days()):
            for name in storage.listdir(f"{FOLDER}/{day}")[1]:
                storage.delete(f"{FOLDER}/{day}/{name}")
            storage.delete(f"{FOLDER}/{day}")
    except Exception as error:  # each storage has errors of its own
        logger.error("old departures could not be deleted (MARKS_ROOT): %s", cause_of(error))
