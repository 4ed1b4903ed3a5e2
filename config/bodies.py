"""What comes with a request, seen before Django makes one of it."""

import re
from collections.abc import Callable, Iterable
from typing import Any

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# What browsers and programs write: a type, and parameters that are words or quoted. The site reads UTF-8 alone.
CHARSET = r'charset="?(?:utf-?8|us-ascii)"?'
OTHER = r'(?!charset)[\w.-]+=(?:"[^"*\\\x00-\x1f]*"|[^"*\\\s;]*)'
CONTENT_TYPE = re.compile(rf"[\w/.+-]*(?:\s*;\s*(?:{CHARSET}|{OTHER}))*\s*;?", re.IGNORECASE | re.ASCII)
LONGEST = 500


def readable(application: Application) -> Application:
    """The WSGI application, spared what Django fails at before any of our code could answer.

    A Content-Type that it cannot take apart raises, and so do some of the charsets that a client may name there; others
    give halves of characters, which nothing can store or print. What is sent under such a name is not read: a form has
    no fields then, and its page says what is missing.
    """

    def called(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE", "")
        if len(kind) > LONGEST or not CONTENT_TYPE.fullmatch(kind):
            environ["CONTENT_TYPE"] = ""
        return application(environ, start_response)

    return called
