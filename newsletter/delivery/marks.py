"""The mark outside the database, in the storage `marks`. newsletter.delivery.lives says what it means."""

import os
import secrets
import threading
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Sum

from newsletter.delivery import ledger
from newsletter.delivery.lives import BATCH, DIGITS, HEAD, WAYS, Known, Mark, doubt, read_mark
from newsletter.delivery.steady import SteadyStorage
from newsletter.models import Delivery, Issue, Life

NAME = "sender.json"


class Asks(Exception):
    """It is not certain that this database sent last. The message says why, and what to run."""


class CannotMark(Exception):
    """The storage of the mark fails. Without it nothing is sent."""


def read() -> Mark | None:
    """Raises CannotMark, and Asks where something stands there that is no mark."""
    try:
        with storages["marks"].open(NAME) as file:
            data = file.read()
    except FileNotFoundError:
        return None
    except Exception as error:  # each storage has errors of its own
        raise CannotMark(f"The mark cannot be read ({where()}, MARKS_ROOT): {error}") from error
    try:
        return read_mark(data)
    except ValueError:
        raise Asks(question("What stands there is no mark.")) from None


def write(mark: Mark) -> None:
    """Replace the mark. It is safe when this returns; raises CannotMark."""
    storage = storages["marks"]
    try:
        name = storage.save(NAME, ContentFile(mark.as_bytes()))
        if name != NAME:
            storage.delete(name)
    except Exception as error:  # each storage has errors of its own
        raise CannotMark(f"The mark cannot be written ({where()}, MARKS_ROOT): {error}") from error
    if name != NAME:
        raise CannotMark("The storage of the mark does not replace a file of the same name.")


def path() -> str:
    """The file of the mark; empty where the storage is no folder that keeps a file in its place."""
    storage = storages["marks"]
    return storage.path(NAME) if isinstance(storage, SteadyStorage) else ""


def where() -> str:
    return path() or f"{NAME} in the storage of marks"


def question(why: str) -> str:
    return f"{why}\nThe mark: {where()} (MARKS_ROOT).\n{WAYS}"


def known() -> Known:
    """What the database says. Deliveries are never deleted, so what their tries add up to only grows."""
    life = Life.current()
    claims = Delivery.objects.aggregate(made=Sum("attempts"))["made"] or 0
    return Known(life.name, life.counter, claims) if life else Known("", 0, claims)


def check() -> tuple[Mark | None, Known]:
    """The mark, and what the database says. Raises Asks unless this database is the one that sent last."""
    mark, own = read(), known()
    why = doubt(mark, own)
    if why:
        raise Asks(question(why))
    return mark, own


@transaction.atomic
def begin(now: datetime) -> Mark:
    """A new life of the database: the mark first, so that a commit that fails leaves a question, not a gap."""
    mark = Mark(secrets.token_hex(16), 0, known().claims)
    write(mark)
    Life.objects.update_or_create(pk=1, defaults={"name": mark.life, "counter": 0, "begun_at": now})
    return mark


@transaction.atomic
def restored(now: datetime) -> tuple[int, int]:
    """A copy from an earlier moment lives on: (deliveries that are uncertain now, issues that wait for a person).

    What waits may have been sent since, and so may an approved issue that was due. Hold the sender's lock meanwhile.
    """
    held = Issue.objects.filter(state=Issue.State.APPROVED, due_at__lte=now).update(state=Issue.State.HELD)
    uncertain = ledger.recover(now) + ledger.distrust(now)
    begin(now)
    return uncertain, held


class Keeper:
    """Moves the mark for one sender, whose workers share it.

    Where no mail server is set nothing leaves the machine, and there is no mark.
    """

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.mark: Mark | None = None
        self.sure = False
        self.left = 0
        self.claims = 0
        self.open_file = -1

    def start(self, now: datetime) -> None:
        """Raises Asks and CannotMark."""
        if settings.MAIL_SERVER is not None:
            mark, own = check()
            if mark is None or mark.life != own.life:
                mark = begin(now)
            with self.guard:
                if self.mark is None or self.mark.life != mark.life:
                    self.claims = own.claims  # later on it counts by itself: it must never be ahead of the database
                self.mark, self.left = mark, 0
        self.sure = True

    def take(self) -> None:
        """Before each claim. Raises Asks where the database changed under the sender, and CannotMark."""
        with self.guard:
            if self.mark is None:
                return
            if not self.left:
                self.open_batch(self.mark)
            elif self.open_file < 0:
                self.count_on()
            self.left -= 1

    def open_batch(self, mark: Mark) -> None:
        life = Life.current()
        if life is None or life.name != mark.life or life.counter not in {mark.counter, mark.counter - 1}:
            raise Asks(question("The database was replaced while the sender ran."))
        self.put(Mark(mark.life, life.counter + 1, self.claims))
        same = Life.objects.filter(pk=1, name=life.name, counter=life.counter)
        if not same.update(counter=life.counter + 1):
            raise Asks(question("Another sender sends from this database."))
        self.left = BATCH
        self.count_on()

    def put(self, mark: Mark) -> None:
        self.close()
        write(mark)
        self.mark = mark

    def count_on(self) -> None:
        """Open the mark for counting claims in place, where it is a file."""
        if path():
            try:
                self.open_file = os.open(path(), os.O_WRONLY)
            except OSError as error:
                raise CannotMark(f"The mark cannot be written ({where()}, MARKS_ROOT): {error}") from error

    def claimed(self) -> None:
        """After a delivery was claimed and committed, before it is handed over. Costs no wait for the disk: the count
        outlives the process, and after a power cut it is that of the last batch."""
        with self.guard:
            self.claims += 1
            if self.open_file >= 0:
                os.pwrite(self.open_file, f"{self.claims:0{DIGITS}d}".encode(), len(HEAD))

    def rest(self) -> None:
        """When nothing more is to be claimed for now. Raises CannotMark."""
        with self.guard:
            if self.mark is not None and self.mark.claims != self.claims:
                self.put(Mark(self.mark.life, self.mark.counter, self.claims))
            self.close()

    def close(self) -> None:
        if self.open_file >= 0:
            os.close(self.open_file)
            self.open_file = -1
