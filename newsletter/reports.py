"""What commands and buttons share: reading logs, and putting an existing list in."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from newsletter.addresses import BadAddress, address_key, parse_address
from newsletter.consent import digest_of
from newsletter.models import Event, Forgotten, Subscriber, Suppression

MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
BATCH = 1000
LONGEST_LINE = 2000


def message_ids(lines: Iterable[str]) -> Iterator[str]:
    """Every Message-ID that a log names, with or without angle brackets around it."""
    for line in lines:
        yield from MESSAGE_ID.findall(line)
        for match in re.finditer(r"message-id=([^<>\s,;]+@[^<>\s,;]+)", line, re.IGNORECASE):
            yield f"<{match[1]}>"


@dataclass
class Imported:
    """What an import did: how many are new, how many were known or had left, and each bad line with its reason."""

    new: int = 0
    known: int = 0
    forgotten: int = 0
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        known = f"{self.known} known already or suppressed (left as they are)"
        gone = f"{self.forgotten} deleted their data (only they can come back)"
        return f"{self.new} new, {known}, {gone}, {len(self.errors)} lines with errors"


def import_subscribers(stream: IO[str], now: datetime) -> Imported:
    """Put an existing list in, with the times of its consent. It never changes anybody who is known, whatever they are.

    Good lines go in, bad ones are reported. Raises ValueError where the columns are not there.
    """
    rows = csv.reader(stream)
    header = [name.strip().lower().lstrip("\ufeff") for name in next(rows, [])]
    if header[:2] != ["email", "confirmed_at"]:
        raise ValueError("line 1: expected the columns email,confirmed_at")
    result = Imported()
    batch: dict[str, Subscriber] = {}
    for row in read_rows(rows, result):
        try:
            subscriber = read_subscriber(row, now)
        except ValueError as problem:
            result.errors.append(f"line {rows.line_num}: {problem}")
            continue
        if subscriber.key in batch:
            result.known += 1
            continue
        batch[subscriber.key] = subscriber
        if len(batch) >= BATCH:
            store(batch, result, now)
            batch = {}
    store(batch, result, now)
    return result


def read_rows(rows: Iterator[list[str]], result: Imported) -> Iterator[list[str]]:
    """The rows of a file, without empty ones; what csv itself cannot read is an error of its line."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as problem:
            result.errors.append(f"line {getattr(rows, 'line_num', '?')}: {problem}")
            continue
        if any(cell.strip() for cell in row):
            yield row


def read_subscriber(row: list[str], now: datetime) -> Subscriber:
    """Raises ValueError with what was expected."""
    if len(row) < 2:
        raise ValueError("expected an address and the time of its consent")
    try:
        address = parse_address(row[0][:LONGEST_LINE])
    except BadAddress as problem:
        raise ValueError(str(problem)) from problem
    at = read_time(row[1].strip())
    if at > now:
        raise ValueError("confirmed_at lies in the future")
    return Subscriber(address=address, key=address_key(address), status=Subscriber.Status.CONFIRMED, source="import",
                      asked_at=at, confirmed_at=at)  # fmt: skip


def read_time(text: str) -> datetime:
    wrong = ValueError(f"confirmed_at: expected a date or time such as 2026-05-01T12:00:00Z, got {text[:40]!r}")
    try:
        at = parse_datetime(text)
        day = parse_date(text) if at is None else None
    except ValueError:
        raise wrong from None
    if at is None and day is not None:
        at = datetime(day.year, day.month, day.day)
    if at is None:
        raise wrong
    try:
        return (at if timezone.is_aware(at) else timezone.make_aware(at)).astimezone(UTC)
    except OverflowError:  # the first or last day there is, in another time zone
        raise wrong from None


@transaction.atomic
def store(batch: dict[str, Subscriber], result: Imported, now: datetime) -> None:
    known = set(Subscriber.objects.filter(key__in=batch).values_list("key", flat=True))
    known |= set(Suppression.objects.filter(key__in=batch).values_list("key", flat=True))
    digests = {digest_of(key): key for key in batch}
    gone = {digests[row] for row in Forgotten.objects.filter(digest__in=digests).values_list("digest", flat=True)}
    fresh = [subscriber for key, subscriber in batch.items() if key not in known | gone]
    Subscriber.objects.bulk_create(fresh, ignore_conflicts=True)
    made = Subscriber.objects.filter(key__in=[subscriber.key for subscriber in fresh], source="import")
    Event.objects.bulk_create([Event(subscriber=one, what=Event.What.IMPORTED, at=now) for one in made])
    result.new += len(fresh)
    result.forgotten += len(gone - known)
    result.known += len(batch) - len(fresh) - len(gone - known)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
