"""One log line an event, whatever a visitor puts into an address, and nothing in it that opens a door."""

import logging
import re

CONTROLS = {code: f"\\x{code:02x}" for code in [*range(32), 127]}
HIDDEN = "…"
# The addresses whose last part is a proof: of mails, and of a list of bookmarks.
SECRET_PATHS = re.compile(
    r"(/+(?:newsletter/+(?:confirm|unsubscribe|preferences|address)|bookmarks/+shared)/+)[^\s'\"<>]*[^\s'\"<>:,;]",
    re.IGNORECASE,
)
QUERIES = re.compile(r"(/[^\s?'\"<>]*)\?[^\s'\"<>]+")
# Tokens, cookies and keys, wherever else they stand.
NUMBERS = re.compile(r"[0-9a-f]{32,}", re.IGNORECASE)
ADDRESSES = re.compile(r"[^\s@<>'\"=:,;()]+@[^\s@<>'\"=:,;()]+\.\w+")


class LineFormatter(logging.Formatter):
    """key=value lines. Control characters are escaped, so nobody can forge a second line; secrets are left out."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"level={record.levelname.lower()} logger={record.name} message={record.getMessage()!s}"
        line = line.translate(CONTROLS)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return without_secrets(line)


def without_secrets(text: str) -> str:
    """`text` without proofs in paths, query strings, long random numbers and mail addresses."""
    text = SECRET_PATHS.sub(rf"\1{HIDDEN}", text)
    text = QUERIES.sub(rf"\1?{HIDDEN}", text)
    return ADDRESSES.sub(HIDDEN, NUMBERS.sub(HIDDEN, text))
