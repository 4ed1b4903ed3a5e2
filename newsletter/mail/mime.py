"""One message for everybody: built once, with slots into which each recipient's own few words are stamped. Pure.

Building a MIME tree for each recipient costs a hundred times more than joining bytes. Text is quoted-printable with
no dot at the start of a line, so that nothing has to be escaped when a message is handed over.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.header import Header

OPEN, CLOSE = "\ue000", "\ue001"
SLOT = re.compile(f"{OPEN}([a-z_]+){CLOSE}")
LINE = 74
SOFT = "=\r\n"


def slot(name: str) -> str:
    """What a template prints where a recipient's own words come."""
    return f"{OPEN}{name}{CLOSE}"


@dataclass(frozen=True, slots=True)
class Template:
    """A message with slots: pieces of bytes, and between them (name, how it is written there)."""

    pieces: tuple[bytes | tuple[str, str], ...]

    def stamp(self, values: Mapping[str, str]) -> bytes:
        """The message of one recipient, in CRLF lines of printable ASCII, ready for DATA."""
        return b"".join(
            piece if isinstance(piece, bytes) else WRITERS[piece[1]](values[piece[0]]) for piece in self.pieces
        )


def build(headers: Sequence[tuple[str, str]], text: str, markup: str, boundary: str) -> Template:
    """A message of two parts, plain text and HTML. Values and parts may hold slots."""
    pieces: list[bytes | tuple[str, str]] = []
    for name, value in headers:
        pieces += [f"{name}: ".encode(), *header_pieces(name, value), b"\r\n"]
    pieces.append(b"MIME-Version: 1.0\r\n")
    pieces.append(f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode())
    for kind, body, writer in (("plain", text, "text"), ("html", markup, "markup")):
        pieces.append(f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n".encode())
        pieces.append(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        pieces += body_pieces(body, writer)
        pieces.append(b"\r\n")
    pieces.append(f"--{boundary}--\r\n".encode())
    return Template(tuple(joined(pieces)))


def header_pieces(name: str, value: str) -> list[bytes | tuple[str, str]]:
    """A header's value: encoded where it is not ASCII, folded, never with a line break of its own."""
    pieces: list[bytes | tuple[str, str]] = []
    for place, part in enumerate(SLOT.split(" ".join(value.splitlines()).replace("\x00", ""))):
        if place % 2:
            pieces.append((part, "header"))
        elif part:
            plain = part.isascii() and len(name) + len(part) < LINE
            coded = (
                part if plain else Header(part, "ascii" if part.isascii() else "utf-8", 76, name).encode(linesep="\r\n")
            )
            pieces.append(coded.encode("ascii"))
    return pieces


def body_pieces(body: str, writer: str) -> list[bytes | tuple[str, str]]:
    pieces: list[bytes | tuple[str, str]] = []
    for place, part in enumerate(SLOT.split(body)):
        pieces.append((part, writer) if place % 2 else quoted(part).encode("ascii"))
    return pieces


def quoted(text: str) -> str:
    """`text` as quoted-printable (RFC 2045 §6.7), no line over 76 characters and none that begins with a dot."""
    lines = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        out, width, last = [], 0, len(line) - 1
        for place, letter in enumerate(line):
            if letter in " \t":
                units = [letter if place < last else f"={ord(letter):02X}"]
            elif "!" <= letter <= "~" and letter != "=" and not (letter == "." and width == 0):
                units = [letter]
            else:
                units = [f"={byte:02X}" for byte in letter.encode("utf-8", "replace")]
            for unit in units:
                if width + len(unit) > LINE:
                    out.append(SOFT)
                    width = 0
                    unit = "=2E" if unit == "." else unit
                out.append(unit)
                width += len(unit)
        lines.append("".join(out))
    return "\r\n".join(lines)


def own_line(value: str) -> bytes:
    """A recipient's words inside a body, between two soft breaks."""
    if len(value) <= LINE and "=" not in value and value.isascii() and value[:1] != ".":
        return f"{SOFT}{value}{SOFT}".encode("ascii")
    return f"{SOFT}{quoted(value)}{SOFT}".encode("ascii")


WRITERS: dict[str, Callable[[str], bytes]] = {
    "header": lambda value: value.encode("ascii"),
    "text": own_line,
    "markup": lambda value: own_line(html.escape(value)),
}


def joined(pieces: Sequence[bytes | tuple[str, str]]) -> list[bytes | tuple[str, str]]:
    """The same with neighbouring bytes in one piece."""
    whole: list[bytes | tuple[str, str]] = []
    for piece in pieces:
        if isinstance(piece, bytes) and whole and isinstance(whole[-1], bytes):
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole
