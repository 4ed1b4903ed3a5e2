"""The text of a list, whatever program wrote it: UTF-8 with or without a mark, or UTF-16, as Excel saves it. Pure."""

import codecs
import io
from typing import BinaryIO

LOOKED_AT = 4096
MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]


def opened(file: BinaryIO) -> io.TextIOWrapper:
    """`file` must be able to go back to its beginning. What is no text becomes U+FFFD, which no address holds."""
    return io.TextIOWrapper(file, encoding=encoding_of(file), errors="replace", newline="")


def encoding_of(file: BinaryIO) -> str:
    start = file.read(LOOKED_AT)
    file.seek(0)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if len(start) > 3 and not start[1] and not start[3]:
        return "utf-16-le"
    if len(start) > 3 and not start[0] and not start[2]:
        return "utf-16-be"
    return "utf-8"
