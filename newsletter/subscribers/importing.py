"""Putting an existing list of subscribers in, with those who left it. Commands and buttons share it."""

import contextlib
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import IO, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from newsletter.addresses import BadAddress, address_key, parse_address
from newsletter.models import Event, Forgotten, Subscriber, Suppression
from newsletter.subscribers.columns import NO, YES, Columns, Standing, check_others, fold, read_header, says
from newsletter.subscribers.consent import digest_of, suppress, unsubscribe

BATCH = 1000
LONGEST_LINE = 2000
DELIMITERS = ",;\t"
Status = Subscriber.Status
REASON_OF = {
    Standing.BOUNCED: Suppression.Reason.BOUNCE,
    Standing.COMPLAINED: Suppression.Reason.COMPLAINT,
    Standing.BLOCKED: Suppression.Reason.EDITOR,
}


class Rows(Protocol):
    """What `csv.reader` makes. `line_num` counts the lines of the file that were read."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


@dataclass(slots=True)
class Line:
    """What one line says about one mailbox. `confirmed_at` is there for everybody who is listed."""

    address: str
    key: str
    standing: Standing
    confirmed_at: datetime | None
    left_at: datetime | None

    def ends(self, subscriber: Subscriber) -> bool:
        """Whether this leaving is newer than the consent that we have."""
        if self.left_at is None or subscriber.confirmed_at is None:
            return subscriber.source == "import"
        return subscriber.confirmed_at <= self.left_at

    def subscriber(self, now: datetime) -> Subscriber:
        listed = self.standing is Standing.LISTED
        return Subscriber(
            address=self.address, key=self.key, source="import",
            status=Status.CONFIRMED if listed else Status.UNSUBSCRIBED,
            asked_at=self.confirmed_at or self.left_at or now, confirmed_at=self.confirmed_at,
            unsubscribed_at=None if listed else self.left_at or now,
        )  # fmt: skip


@dataclass
class Imported:
    """What an import did: how many are new, how many were known or had left, and each bad line with its reason."""

    new: int = 0
    known: int = 0
    forgotten: int = 0
    left: int = 0
    unconfirmed: int = 0
    zoneless: bool = False
    columns: str = ""
    errors: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        known = f"{self.known} known already or suppressed (left as they are)"
        gone = f"{self.forgotten} deleted their data (only they can come back)"
        left = f"{self.left} left, bounced or complained there (not mailed)"
        pending = f"{self.unconfirmed} never confirmed there (not taken)"
        return f"{self.new} new, {known}, {gone}, {left}, {pending}, {len(self.errors)} lines with errors"

    @property
    def notes(self) -> list[str]:
        """What whoever imports should know besides the numbers."""
        return [self.columns, *(["times without a zone were taken as UTC"] if self.zoneless else [])]


def import_subscribers(stream: IO[str], now: datetime) -> Imported:
    """Put an existing list in, with the times of its consent; who left there is kept out. Who is known stays as they
    are, except that a leaving takes off whom an import had put on the list, or who confirmed before they left.

    Good lines go in, bad ones are reported. Raises ValueError where the columns are not there or not understood.
    """
    rows, columns = open_list(stream)
    result = Imported(columns=str(columns))
    batch: dict[str, Line] = {}
    for row in read_rows(rows, result):
        try:
            line = read_line(row, columns, result, now)
        except ValueError as problem:
            result.errors.append(f"line {rows.line_num}: {problem}")
            continue
        if line.standing is Standing.UNCONFIRMED:
            result.unconfirmed += 1
            continue
        held = batch.get(line.key)
        result.known += held is not None
        if held is None or line.standing > held.standing:
            batch[line.key] = line
        if len(batch) >= BATCH:
            store(batch, result, now)
            batch = {}
    store(batch, result, now)
    return result


def open_list(stream: IO[str]) -> tuple[Rows, Columns]:
    """The rows below the first line, and what that says. Cells are separated by commas, semicolons or tabs."""
    start = stream.readline()
    separator = max(DELIMITERS, key=start.count)
    rows = csv.reader(chain([start], stream), delimiter=separator)
    try:
        return rows, read_header(next(rows, []))
    except csv.Error as problem:
        raise ValueError(f"line 1: {problem}") from problem


def read_rows(rows: Rows, result: Imported) -> Iterator[list[str]]:
    """The rows of a file, without empty ones; what csv itself cannot read is an error of its line."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as problem:
            result.errors.append(f"line {rows.line_num}: {problem}")
            continue
        if any(cell.strip() for cell in row):
            yield row


def read_line(row: list[str], columns: Columns, result: Imported, now: datetime) -> Line:
    """Raises ValueError with what was expected. Of somebody who left, the time of consent is not asked for."""
    try:
        address = parse_address(plain_cell(columns.address.of(row)[:LONGEST_LINE]))
    except BadAddress as problem:
        raise ValueError(str(problem)) from problem
    check_others(columns, row)
    standing, left_at = Standing.LISTED, None
    if columns.status is not None:
        standing = says(columns.status, row)
    for column, meaning in columns.since:
        told, at = read_since(column.of(row), column.name, result)
        if told:
            standing, left_at = max(standing, meaning), at or left_at
    confirmed_at = None
    if standing is Standing.LISTED:
        confirmed_at = read_consent(row, columns, result, now)
    elif standing is not Standing.UNCONFIRMED:
        with contextlib.suppress(ValueError):
            confirmed_at = read_consent(row, columns, result, now)
    return Line(address, address_key(address), standing, confirmed_at, min(left_at, now) if left_at else None)


def read_consent(row: list[str], columns: Columns, result: Imported, now: datetime) -> datetime:
    column = columns.confirmed
    text = column.of(row) if column else ""
    if column is None or not text:
        raise ValueError("expected an address and the time of its consent")
    at = read_time(text, column.name, result)
    if at > now:
        raise ValueError(f"{column.name} lies in the future")
    return at


def read_since(text: str, name: str, result: Imported) -> tuple[bool, datetime | None]:
    """Whether a cell says that somebody left, and when: a time, yes, no, or nothing."""
    if fold(text) in NO:
        return False, None
    if fold(text) in YES:
        return True, None
    return True, read_time(text, name, result)


def read_time(text: str, name: str, result: Imported) -> datetime:
    wrong = ValueError(f"{name}: expected a date or time such as 2026-05-01T12:00:00Z, got {text[:40]!r}")
    try:
        at = parse_datetime(text)
        day = parse_date(text) if at is None else None
    except ValueError:
        raise wrong from None
    if at is None and day is not None:
        at = datetime(day.year, day.month, day.day)
    if at is None:
        raise wrong
    if timezone.is_naive(at):
        result.zoneless = True
        return at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # the first or last day there is, in another time zone
        raise wrong from None


@transaction.atomic
def store(batch: dict[str, Line], result: Imported, now: datetime) -> None:
    known = set(Subscriber.objects.filter(key__in=batch).values_list("key", flat=True))
    barred = set(Suppression.objects.filter(key__in=batch).values_list("key", flat=True))
    digests = {digest_of(key): key for key in batch}
    gone = {digests[row] for row in Forgotten.objects.filter(digest__in=digests).values_list("digest", flat=True)}
    there = known | barred | gone
    fresh = [line for key, line in batch.items() if key not in there]
    stopped = [
        Suppression(key=line.key, reason=REASON_OF[line.standing], detail="import", made_at=now)
        for line in fresh
        if line.standing in REASON_OF
    ]
    made = [line.subscriber(now) for line in fresh if line.standing not in REASON_OF]
    Suppression.objects.bulk_create(stopped, ignore_conflicts=True)
    Subscriber.objects.bulk_create(made, ignore_conflicts=True)
    keys = [subscriber.key for subscriber in made if subscriber.status == Status.CONFIRMED]
    arrived = Subscriber.objects.filter(key__in=keys, source="import", status=Status.CONFIRMED)
    numbers = arrived.values_list("pk", flat=True)
    Event.objects.bulk_create([Event(subscriber_id=pk, what=Event.What.IMPORTED, at=now) for pk in numbers])
    leaving = [line for key, line in batch.items() if key in known and line.standing is not Standing.LISTED]
    taken_off = take_off(leaving, now)
    result.new += len(keys)
    result.left += len(fresh) - len(keys) + taken_off
    result.forgotten += len(gone - known - barred)
    result.known += len(batch) - len(fresh) - len(gone - known - barred) - taken_off


def take_off(lines: list[Line], now: datetime) -> int:
    """End the subscriptions of those who left there: of whom an import had put on the list, and of whom had confirmed
    before. Who confirmed here and left there at an unknown time stays: they said so themselves. Says how many."""
    left = {line.key: line for line in lines}
    count = 0
    for subscriber in Subscriber.objects.filter(key__in=left, status=Status.CONFIRMED):
        line, reason = left[subscriber.key], REASON_OF.get(left[subscriber.key].standing)
        if line.ends(subscriber):
            count += suppress(line.address, reason, now, "import") if reason else unsubscribe(subscriber, now)
    return count


def plain_cell(text: str) -> str:
    """A cell as it was before `safe_cell` guarded it."""
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
