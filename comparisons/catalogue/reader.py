"""A catalogue file as a stream: one entry of a section at a time, so that memory does not grow with the file. Pure.

The standard library's decoder runs over a buffer. (140 MB with 100,000 tools take 2.5 s and 17 MB of memory; ijson's
C parser takes 1.6 s, but it hides duplicate keys and its errors name no line.)
"""

import codecs
import json
from collections.abc import Iterator
from decimal import Decimal
from json.decoder import JSONDecodeError
from pathlib import Path
from typing import IO, Any, NoReturn

SECTIONS = ("attributes", "categories", "tools", "matchups")
CHUNK = 1 << 20
# An entry with every text at its limit has less than 1 MB.
MAX_ENTRY = 8 << 20
BATCH = 1_000
BATCH_SIZE = 8 << 20
SPACE = " \t\n\r"


class BrokenFile(ValueError):
    """The file is no JSON object. The message says where and why, in one line."""


class Repeated(dict[str, Any]):
    """A JSON object in which some keys stand more than once; `keys_again` names them."""

    keys_again: list[str]


def make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = Repeated(found)
    seen: set[str] = set()
    repeated.keys_again = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
    return repeated


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Fractions come as decimals, so that no digit of the file is lost before somebody has looked at it.
DECODER = json.JSONDecoder(object_pairs_hook=make_object, parse_float=Decimal, parse_constant=refuse_constant)


class Scanner:
    """The text of an open file behind a moving place. Raises BrokenFile."""

    def __init__(self, file: IO[bytes], start: int = 0, line: int = 1) -> None:
        file.seek(start)
        self.file = file
        self.taken = start
        self.utf8 = codecs.getincrementaldecoder("utf-8")()
        self.text = ""
        self.at = 0
        self.line = line
        self.column = 0
        self.size = 0
        self.ended = False
        if start == 0:
            self.skip_mark()

    def skip_mark(self) -> None:
        """Leave out the byte order mark that some editors put first."""
        if self.file.read(3) == codecs.BOM_UTF8:
            self.taken = 3
        else:
            self.file.seek(0)

    def more(self) -> None:
        """Drop what was read and bring at least as much text again as is left."""
        self.line, self.column = self.line_and_column()
        rest = self.text[self.at :]
        data = self.file.read(max(CHUNK, len(rest)))
        self.taken += len(data)
        self.ended = not data
        try:
            self.text = rest + self.utf8.decode(data, final=self.ended)
        except UnicodeDecodeError as error:
            raise BrokenFile(f"expected UTF-8, got other bytes after line {self.line + rest.count('\n')}") from error
        self.at = 0

    def place(self) -> tuple[int, int]:
        """(byte offset, line) of the next character: what a second Scanner starts from."""
        left = len(self.text[self.at :].encode()) + len(self.utf8.getstate()[0])
        return self.taken - left, self.line_and_column()[0]

    def peek(self) -> str:
        """The next character that is no space; the empty string at the end."""
        while True:
            while self.at < len(self.text):
                letter = self.text[self.at]
                if letter not in SPACE:
                    return letter
                self.at += 1
            if self.ended:
                return ""
            self.more()

    def take(self, wanted: str) -> str:
        """Step over the next character, which must be one of `wanted`."""
        letter = self.peek()
        if not letter or letter not in wanted:
            self.fail(f"expected {' or '.join(wanted)}, got {letter or 'the end of the file'}")
        self.at += 1
        return letter

    def value(self) -> Any:
        """The JSON value that stands next."""
        self.peek()
        while True:
            error: JSONDecodeError | None = None
            try:
                found, end = DECODER.raw_decode(self.text, self.at)
            except JSONDecodeError as caught:
                error = caught
            except (RecursionError, ValueError) as caught:
                self.fail("the nesting is too deep" if isinstance(caught, RecursionError) else str(caught))
            whole = error is None and (end < len(self.text) or self.ended)
            self.size = (end if whole else len(self.text)) - self.at
            if self.size > MAX_ENTRY or (error and self.ended):
                self.explain(error)
            if whole:
                self.at = end
                return found
            self.more()

    def explain(self, error: JSONDecodeError | None) -> NoReturn:
        """Say why there is no value here: the decoder's error, unless it only met the end of the text."""
        if error is None or error.pos >= len(self.text.rstrip(SPACE)) or error.msg.startswith("Unterminated string"):
            self.fail("the file ends too early" if self.ended else f"an entry is larger than {MAX_ENTRY >> 20} MB")
        self.at = error.pos
        self.fail(error.msg[0].lower() + error.msg[1:])

    def fail(self, why: str) -> NoReturn:
        line, column = self.line_and_column()
        raise BrokenFile(f"not JSON at line {line}, column {column + 1}: {why}")

    def line_and_column(self) -> tuple[int, int]:
        """Of the next character; columns count from 0."""
        newline = self.text.rfind("\n", 0, self.at)
        column = self.column + self.at if newline < 0 else self.at - newline - 1
        return self.line + self.text.count("\n", 0, self.at), column

    def items(self) -> Iterator[Any]:
        """The elements of the list that stands next, one at a time."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            if self.take(",]") == "]":
                return


class Catalogue:
    """An open catalogue file, and the folder that its pictures are below.

    `survey` reads all of it once; after that `entries` starts at a section at once.
    """

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        self.file = file
        self.folder = folder
        self.places: dict[str, tuple[int, int]] = {}

    def survey(self) -> Iterator[tuple[str, int | None, Any]]:
        """(key, index, value) of everything at the top: index counts entries of a section, else None.

        A key that stands again comes with the index -1. Raises BrokenFile.
        """
        scan = Scanner(self.file)
        scan.take("{")
        if scan.peek() == "}":
            scan.take("}")
        else:
            yield from self.members(scan)
        if scan.peek():
            scan.fail("expected the end of the file")

    def members(self, scan: Scanner) -> Iterator[tuple[str, int | None, Any]]:
        seen: set[str] = set()
        while True:
            if scan.peek() != '"':
                scan.fail("expected a key in double quotes")
            key: str = scan.value()
            scan.take(":")
            if key in seen:
                yield key, -1, None
            seen.add(key)
            if key in SECTIONS and scan.peek() == "[":
                self.places.setdefault(key, scan.place())
                yield from ((key, index, value) for index, value in enumerate(scan.items()))
            else:
                yield key, None, scan.value()
            if scan.take(",}") == "}":
                return

    def entries(self, section: str) -> Iterator[list[tuple[int, Any]]]:
        """(index, value) of the entries of a section in batches of bounded number and size, after a survey."""
        if section not in self.places:
            return
        start, line = self.places[section]
        scan = Scanner(self.file, start, line)
        batch: list[tuple[int, Any]] = []
        size = 0
        for index, value in enumerate(scan.items()):
            batch.append((index, value))
            size += scan.size
            if len(batch) == BATCH or size > BATCH_SIZE:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch
