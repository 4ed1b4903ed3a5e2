"""Reading the log of a mail server. Pure."""

import re
from collections.abc import Iterable, Iterator

MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")


def message_ids(lines: Iterable[str]) -> Iterator[str]:
    """Every Message-ID that a log names, with or without angle brackets around it."""
    for line in lines:
        yield from MESSAGE_ID.findall(line)
        for match in re.finditer(r"message-id=([^<>\s,;]+@[^<>\s,;]+)", line, re.IGNORECASE):
            yield f"<{match[1]}>"
