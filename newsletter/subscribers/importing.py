"""Putting an existing list of subscribers in, with those who left it. Commands and buttons share it."""

import contextlib
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import IO, Protocol

from django.db import transaction
from django.utils import timezone

from newsletter.addresses import BadAddress, address_key, parse_address
from newsletter.models import Event, Forgotten, Subscriber, Suppression
from newsletter.subscribers.columns import NO, YES, Column, Columns, Standing, check_others, fold, read_header, says
from newsletter.subscribers.consent import suppress, unsubscribe
from newsletter.subscribers.departures import digest_of
from newsletter.subscribers.import_terms import ASKED, SOURCE, How, Imported
from newsletter.subscribers.moments import AmbiguousDay, read_moment
from tools.cells import plain_cell

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
            return subscriber.source.startswith(SOURCE)
        return subscriber.confirmed_at <= self.left_at

    def subscriber(self, source: str, now: datetime) -> Subscriber:
        listed = self.standing is Standing.LISTED
        return Subscriber(
            address=self.address, key=self.key, source=source,
            status=Status.CONFIRMED if listed else Status.UNSUBSCRIBED,
            asked_at=self.confirmed_at or self.left_at or now, confirmed_at=self.confirmed_at,
            unsubscribed_at=None if listed else self.left_at or now,
        )  # fmt: skip


def import_subscribers(stream: IO[str], now: datetime, how: How = ASKED) -> Imported:
    """Put an existing list in, with the times of its consent; who left there is kept out. Who is known stays as they
    are, except that a leaving takes off whom an import had put on the list, or who confirmed before they left.

    Good lines go in, bad ones are reported; of a rehearsal nothing stays but what it says. Raises ValueError where the
    columns are not there or not understood.
    """
    if not how.rehearsal:
        return put_in(stream, now, how)
    with transaction.atomic():
        result = put_in(stream, now, how)
        transaction.set_rollback(True)
    return result


def put_in(stream: IO[str], now: datetime, how: How) -> Imported:
    rows, columns = open_list(stream, how)
    result = Imported(columns=str(columns))
    batch: dict[str, Line] = {}
    for row in read_rows(rows, result):
        try:
            line = read_line(row, columns, result, now, how)
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
            store(batch, result, how, now)
            batch = {}
    store(batch, result, how, now)
    return result


def open_list(stream: IO[str], how: How) -> tuple[Rows, Columns]:
    """The rows below the first line, and what that says. Cells are separated by commas, semicolons or tabs."""
    start = stream.readline()
    separator = max(DELIMITERS, key=start.count)
    rows = csv.reader(chain([start], stream), delimiter=separator)
    try:
        return rows, read_header(next(rows, []), gone=how.gone)
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


def read_line(row: list[str], columns: Columns, result: Imported, now: datetime, how: How) -> Line:
    """Raises ValueError with what was expected. Of somebody who left, the time of consent is not asked for."""
    try:
        address = parse_address(plain_cell(columns.address.of(row)[:LONGEST_LINE]))
    except BadAddress as problem:
        raise ValueError(str(problem)) from problem
    check_others(columns, row)
    standing, left_at = standing_of(row, columns, result, how)
    confirmed_at = None
    if standing is Standing.LISTED:
        confirmed_at = read_consent(row, columns, result, now, how)
    elif standing is not Standing.UNCONFIRMED:
        with contextlib.suppress(ValueError):
            confirmed_at = read_consent(row, columns, result, now, how)
    return Line(address, address_key(address), standing, confirmed_at, min(left_at, now) if left_at else None)


def standing_of(row: list[str], columns: Columns, result: Imported, how: How) -> tuple[Standing, datetime | None]:
    """(how they stand to the list, when they left if it says so): the worst that any of its columns says."""
    standing, left_at = Standing.LEFT if how.gone else Standing.LISTED, None
    if columns.status is not None:
        standing = max(standing, says(columns.status, row))
    if columns.wanted is not None and says_no(columns.wanted, row):
        standing = max(standing, Standing.LEFT)
    for column, meaning in columns.since:
        told, at = read_since(column.of(row), column.name, result, how)
        if told:
            standing, left_at = max(standing, meaning), at or left_at
    return standing, left_at


def says_no(column: Column, row: list[str]) -> bool:
    """Raises ValueError where a column of yes and no says neither."""
    text = fold(column.of(row))
    if text not in YES | NO:
        raise ValueError(f"{column.name}: expected true or false, got {column.of(row)[:40]!r}")
    return text in NO


def read_consent(row: list[str], columns: Columns, result: Imported, now: datetime, how: How) -> datetime:
    column = columns.confirmed
    text = column.of(row) if column else ""
    if column is None or not text:
        raise ValueError("expected an address and the time of its consent")
    at = read_time(text, column.name, result, how)
    if at > now:
        raise ValueError(f"{column.name} lies in the future")
    return at


def read_since(text: str, name: str, result: Imported, how: How) -> tuple[bool, datetime | None]:
    """Whether a cell says that somebody left, and when: a time, yes, no, or nothing."""
    if fold(text) in NO:
        return False, None
    if fold(text) in YES:
        return True, None
    return True, read_time(text, name, result, how)


def read_time(text: str, name: str, result: Imported, how: How) -> datetime:
    wrong = ValueError(f"{name}: expected a date or time such as 2026-05-01T12:00:00Z, got {text[:40]!r}")
    try:
        at = read_moment(text, how.order)
    except AmbiguousDay as problem:
        raise ValueError(f"{name}: in {text[:40]!r} {problem}") from None
    except (ValueError, TypeError, IndexError, OverflowError):
        raise wrong from None
    if timezone.is_naive(at):
        result.zoneless = True
        return at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # the first or last day there is, in another time zone
        raise wrong from None


@transaction.atomic
def store(batch: dict[str, Line], result: Imported, how: How, now: datetime) -> None:
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
    made = [line.subscriber(how.source, now) for line in fresh if line.standing not in REASON_OF]
    Suppression.objects.bulk_create(stopped, ignore_conflicts=True)
    Subscriber.objects.bulk_create(made, ignore_conflicts=True)
    keys = [subscriber.key for subscriber in made if subscriber.status == Status.CONFIRMED]
    arrived = Subscriber.objects.filter(key__in=keys, source=how.source, status=Status.CONFIRMED)
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
