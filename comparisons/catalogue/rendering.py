"""Many Markdown texts at once: one converting process per processor, fed by threads that only wait."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import LifoQueue
from types import TracebackType
from typing import Self

from tools.markup import WORKER, Refused, Worker

# Starting another process costs as much as converting this many texts.
FEW = 200


class Renderers:
    """Renders texts that `markup.check` has passed. Use it in a `with`; the processes that it adds end with it."""

    def __init__(self) -> None:
        size = os.cpu_count() or 1
        self.added = [Worker() for _ in range(size - 1)]
        self.free: LifoQueue[Worker] = LifoQueue()
        for worker in (*self.added, WORKER):
            self.free.put(worker)
        self.threads = ThreadPoolExecutor(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.threads.shutdown(cancel_futures=True)
        for worker in self.added:
            if worker.child is not None:
                worker.child.kill()
                worker.child.communicate()

    def start(self, texts: Sequence[str]) -> Iterator[str | Refused]:
        """Begin to render; the results come in order, each the HTML or why the text cannot be shown."""
        return map(self.convert, texts) if len(texts) < FEW else self.threads.map(self.convert, texts)

    def convert(self, text: str) -> str | Refused:
        if not text.strip():
            return ""
        worker = self.free.get()
        try:
            return worker.convert(text)
        except Refused as refused:
            return refused
        finally:
            self.free.put(worker)
