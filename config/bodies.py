"""What comes with a request, seen before Django makes one of it; and how much of it an address takes."""

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# What browsers and programs write: a type, and parameters that are words or quoted. The site reads UTF-8 alone.
CHARSET = r'charset="?(?:utf-?8|us-ascii)"?'
OTHER = r'(?!charset)[\w.-]+=(?:"[^"*\\\x00-\x1f]*"|[^"*\\\s;]*)'
CONTENT_TYPE = re.compile(rf"[\w/.+-]*(?:\s*;\s*(?:{CHARSET}|{OTHER}))*\s*;?", re.IGNORECASE | re.ASCII)
LONGEST = 500

# The most bytes of a body: of the forms of public pages, of a browser's file of bookmarks, of what programs send.
PUBLIC = 300_000
OTHERS = {"/bookmarks/import": 1_000_000, "/mcp": 100_000, "/newsletter/reports/": 1_000_000}
# For staff alone: a tool with its logo (2 MB), a list of half a million subscribers.
STAFF = {"/admin/newsletter/subscriber/import/": 25_000_000, "/admin/": 4_000_000}
# What says no length is kept in memory until its end. Only programs send such, so no more than programs may.
UNMEASURED = max(OTHERS.values())
ENDLESS = str(10**15)


def most_of(path: str, *, staff: bool) -> int:
    """How many bytes may be sent to a path."""
    caps = OTHERS | (STAFF if staff else {})
    return next((most for start, most in caps.items() if path.startswith(start)), PUBLIC)


def readable(application: Application) -> Application:
    """The WSGI application, spared what Django fails at before any of our code could answer.

    A Content-Type that it cannot take apart raises, and so do some of the charsets that a client may name there; others
    give halves of characters, which nothing can store or print. What is sent under such a name is not read: a form has
    no fields then, and its page says what is missing. A body without a length Django takes for none.
    """

    def called(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE", "")
        if len(kind) > LONGEST or not CONTENT_TYPE.fullmatch(kind):
            environ["CONTENT_TYPE"] = ""
        if "HTTP_TRANSFER_ENCODING" in environ:
            measure(environ)
        return application(environ, start_response)

    return called


def measure(environ: dict[str, Any]) -> None:
    """Read a body that says no length, as far as any may go, and say it: one that goes further is endless and lost."""
    parts, length = [], 0
    while length <= UNMEASURED:
        part = environ["wsgi.input"].read(65_536)
        if not part:
            break
        parts.append(part)
        length += len(part)
    body = b"" if length > UNMEASURED else b"".join(parts)
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = ENDLESS if length > UNMEASURED else str(length)
