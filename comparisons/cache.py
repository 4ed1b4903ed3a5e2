"""What is kept in memory between requests: bounded, keyed by version, safe between threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any
from weakref import WeakSet

ALL: WeakSet["Kept[Any, Any]"] = WeakSet()


def forget_all() -> None:
    """Empty what this process keeps, as after a start: for measurements and tests."""
    for kept in ALL:
        kept.clear()


class Kept[K: Hashable, V]:
    """The most recently used values, up to `limit` in the sum of their sizes (each counts 1 unless `size` says more).

    Keys carry the version of what the value was made from, so a value is never out of date: it is only no longer asked
    for, and drops out. A value that is larger than the limit is not kept, and pushes nothing out.
    """

    def __init__(self, limit: int, size: Callable[[V], int] = lambda value: 1) -> None:
        self.limit = limit
        self.size = size
        self.used = 0
        self.values: OrderedDict[K, V] = OrderedDict()
        self.lock = Lock()
        ALL.add(self)

    def clear(self) -> None:
        with self.lock:
            self.values.clear()
            self.used = 0

    def get(self, key: K) -> V | None:
        with self.lock:
            value = self.values.get(key)
            if value is not None:
                self.values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        size = self.size(value)
        with self.lock:
            old = self.values.pop(key, None)
            if old is not None:
                self.used -= self.size(old)
            if size > self.limit:
                return
            self.used += size
            self.values[key] = value
            while self.used > self.limit:
                _, dropped = self.values.popitem(last=False)
                self.used -= self.size(dropped)

    def get_all(self, keys: Iterable[K], load: Callable[[list[K]], dict[K, V]]) -> dict[K, V]:
        """The values of `keys`; those that are not kept come from one call of `load`. What it lacks is left out."""
        wanted = list(dict.fromkeys(keys))
        found = {key: value for key in wanted if (value := self.get(key)) is not None}
        missing = [key for key in wanted if key not in found]
        if missing:
            for key, value in load(missing).items():
                self.put(key, value)
                found[key] = value
        return found
