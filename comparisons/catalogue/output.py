"""Writes a catalogue file as a stream, an entry at a time."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

type Section = tuple[str, object]


def write(put: Callable[[str], object], sections: Iterable[Section]) -> None:
    """Write a JSON object with these members. A member that is an iterator becomes a list, written as it comes."""
    put("{")
    for number, (key, value) in enumerate(sections):
        put(f"{',' if number else ''}\n {json.dumps(key)}: ")
        if isinstance(value, Iterator):
            write_list(put, value)
        else:
            put(json.dumps(value, ensure_ascii=False))
    put("\n}\n")


def write_list(put: Callable[[str], object], entries: Iterator[Any]) -> None:
    put("[")
    for number, entry in enumerate(entries):
        text = json.dumps(entry, ensure_ascii=False, indent=1)
        put(f"{',' if number else ''}\n{text}")
    put("\n ]")


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A new text file that takes the place of `path` when it is whole, and never before."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            yield file
        draft.replace(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
