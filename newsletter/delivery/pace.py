"""How fast messages leave."""

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Pace:
    """At most so many messages a second over all connections; 0 does not limit."""

    per_second: int
    guard: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0

    def wait(self, stopping: threading.Event) -> None:
        if not self.per_second:
            return
        with self.guard:
            now = time.monotonic()
            start = max(now, self.next_at)
            self.next_at = start + 1 / self.per_second
        stopping.wait(max(0.0, start - now))
