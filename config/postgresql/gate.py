"""Who may wait for the database while it does not answer: one thread at a time, so that the others go on answering."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from psycopg import OperationalError

# So long may those wait that come behind one that waits: a connection that is being made is there by then.
PATIENCE = 0.25
# So long nobody tries again after one has waited in vain.
REST = 0.5


class Shut(OperationalError):
    """Nobody asked the database: it did not answer a moment ago, or somebody waits for it already."""


class Gate:
    """Stands before the pool of connections, in each process. Safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = Lock()
        self.entered_at: float | None = None
        self.shut_until = 0.0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Get a connection inside. Raises Shut."""
        self.refuse_if_shut()
        since = self.entered_at
        left = PATIENCE if since is None else PATIENCE - (self.clock() - since)
        if not self.lock.acquire(timeout=max(left, 0)):
            raise Shut("another request waits for the database")
        try:
            self.refuse_if_shut()  # whoever was before us may have waited in vain
            self.entered_at = self.clock()
            yield
        except Shut:
            raise
        except OperationalError:
            self.shut_until = self.clock() + REST
            raise
        finally:
            self.entered_at = None
            self.lock.release()

    def refuse_if_shut(self) -> None:
        if self.clock() < self.shut_until:
            raise Shut("the database did not answer a moment ago")
