"""Markdown to clean HTML, once, when a text is saved. The parser runs in a process of its own that is killed when slow.

Python-Markdown takes minutes on hostile runs of brackets and recurses on deep nesting, so length, nesting and runs are
capped first, and what still takes too long is refused.
"""

import atexit
import logging
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from select import select
from typing import IO

import nh3

from tools.causes import cause_of

logger = logging.getLogger("tools")
PROJECT = Path(__file__).resolve().parent.parent
MAX_BYTES = 20_000
MAX_DEPTH = 12
MAX_RUN = 60
SECONDS = 2.0

TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li",
    "dl", "dt", "dd", "a", "table", "thead", "tbody", "tr", "th", "td", "abbr", "sup", "sub",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto"}
LINK_REL = "noopener nofollow ugc"

NESTING = re.compile(r"^(?:[ \t]*(?:>|[-*+]|\d+[.)]))+", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
RUN = re.compile(rf"([\[\]()<>*_`!~\\&])\1{{{MAX_RUN},}}|(?:!\[|\]\(|\[\[|<\w){{{MAX_RUN},}}")
OPENERS = 400


class Refused(ValueError):
    """The text cannot be shown. The message tells the writer why."""


def check(text: str) -> None:
    """Refuse at once what the parser cannot be trusted with. Raises Refused."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Refused(f"The text is too long: {MAX_BYTES // 1000} KB at most.")
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refused("The text contains characters that are not text.")
    for match in NESTING.finditer(text):
        if len(re.findall(r">|[-*+]|\d+[.)]", match.group())) > MAX_DEPTH:
            raise Refused(f"The text is nested too deeply: {MAX_DEPTH} levels at most.")
    if any(len(match.group().expandtabs(4)) > 4 * MAX_DEPTH for match in INDENT.finditer(text)):
        raise Refused("The text is indented too deeply.")
    if RUN.search(text) or any(text.count(opener) > OPENERS for opener in "[<*_`"):
        raise Refused("The text has too many brackets or marks in a row.")


def render(text: str) -> str:
    """`text` (Markdown) as HTML that is safe on any page, in a feed and in a mail. Raises Refused."""
    return render_all([text])[0]


def render_all(texts: Sequence[str]) -> list[str]:
    """Many texts at once, in order. Raises Refused for the first that cannot be shown."""
    for text in texts:
        check(text)
    return [WORKER.convert(text) if text.strip() else "" for text in texts]


def clean(html: str) -> str:
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=LINK_REL, strip_comments=True
    )


class Worker:
    """One child process that converts, started at the first use and again after it was killed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None

    def convert(self, text: str) -> str:
        with self.lock:
            child = self.child
            if child is None or child.poll() is not None:
                command = [sys.executable, "-m", "tools.markup_worker"]
                child = self.child = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT
                )
                self.ask(child, "", seconds=30)  # the start is not the text's fault
            return clean(self.ask(child, text, seconds=SECONDS))

    def close(self) -> None:
        """End the child, if there is one; the next text starts another."""
        if self.child is not None:
            self.child.kill()
            self.child.communicate()
            self.child = None

    def ask(self, child: "subprocess.Popen[bytes]", text: str, *, seconds: float) -> str:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            send(child.stdin, text)
            if select([child.stdout], [], [], seconds)[0]:
                return receive(child.stdout)
            logger.warning("a text of %s characters took longer than %s s to convert", len(text), seconds)
        except (BrokenPipeError, EOFError) as error:
            logger.warning("the process that converts texts ended by itself: %s", cause_of(error))
        self.close()
        raise Refused("The text takes too long to convert. Use fewer brackets and less nesting.")


def send(stream: IO[bytes], text: str) -> None:
    """Write one text behind its length in bytes."""
    body = text.encode()
    stream.write(struct.pack("!I", len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> str:
    """Read what `send` wrote. Raises EOFError when the other side has gone."""
    head = stream.read(4)
    if len(head) < 4:
        raise EOFError
    (size,) = struct.unpack("!I", head)
    return stream.read(size).decode()


WORKER = Worker()
atexit.register(WORKER.close)
