"""What may be wrong with the answer to a hostile text."""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from django.templatetags.static import static

from tests.hostile.places import Place

ALLOWED = {200, 301, 302, 304, 400, 404, 405, 410, 413}
OUR_DATA = '<script type="application/ld+json">'
# A tag with its attributes, whose values may hold anything but their own quote.
TAG = re.compile(r"""<([a-zA-Z][^\s>/]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>""")
ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]*)""")
LEADING = {"href", "src", "action", "formaction", "data", "poster", "ping", "srcset", "xlink:href"}
LEADS_AWAY = re.compile(r"""["']?\s*(?:javascript:|data:|vbscript:|//)""", re.I)
NEVER = {
    "iframe",
    "object",
    "embed",
    "base",
    "style",
    "math",
    "marquee",
    "plaintext",
    "isindex",
    "xss",
    "frame",
    "applet",
}


def our_script() -> str:
    """The script of every page, whole. Its files have a hash in their names where static files are built."""
    versed, htmx, live = map(static, ("js/versed.js", "django_htmx/htmx-2.min.js", "js/live.js"))
    return f'<script type="module" src="{versed}" data-htmx="{htmx}" data-live="{live}"></script>'


def body_of(response: Any) -> bytes:
    """All of it; a file or a stream is read to its end, which closes it, and kept for who asks again."""
    if response.streaming and not hasattr(response, "read_whole"):
        response.read_whole = b"".join(response.streaming_content)
    body: bytes = response.read_whole if response.streaming else response.content
    return body


def complaints(place: Place, response: Any) -> Iterator[str]:
    """Everything that is wrong with an answer, in words; nothing for a good one."""
    kind, body = response.headers.get("Content-Type", ""), body_of(response)
    if response.status_code not in ALLOWED:
        yield f"status {response.status_code}"
    if not re.fullmatch(r"/(?!/)[\x21-\x7e]*", response.headers.get("Location", "/")):
        yield f"leads to {response.headers['Location']!r}"
    if "Set-Cookie" in response.headers or (response.cookies and not place.address.startswith("/admin")):
        yield "sets a cookie"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "may be sniffed"
    if "Content-Encoding" in response.headers:
        return
    if kind.startswith("text/html"):
        yield from wrong_html(place, response.status_code, body.decode())
    elif "json" in kind:
        yield from wrong_json(place, response.status_code, kind, json.loads(body, parse_constant=no_constant))
    elif "xml" in kind:
        ElementTree.fromstring(body)
    elif response.status_code == 400:
        yield "a 400 that says nothing"


def wrong_html(place: Place, status: int, html: str) -> Iterator[str]:
    ours = html.count(our_script()) + html.count(OUR_DATA)
    if html.lower().count("<script") != ours and not place.address.startswith("/admin"):
        yield "a script of somebody else"
    for name, attributes in TAG.findall(html):
        for attribute, value in ATTRIBUTE.findall(attributes):
            if attribute.lower().startswith("on") or (attribute.lower() in LEADING and LEADS_AWAY.match(value)):
                yield f"came back alive: <{name}{attributes}>"
        if name.lower() in NEVER:
            yield f"a foreign element <{name}>"
    if status == 400 and place.field and not names_field(html, place.field):
        yield f"a 400 that does not name {place.field}"


def names_field(html: str, field: str) -> bool:
    return f'<b class="sans">{field}</b>' in html or (field == "tool" and "We could not read that." in html)


def wrong_json(place: Place, status: int, kind: str, answer: Any) -> Iterator[str]:
    if place.message:
        if answer.get("jsonrpc") != "2.0" or ("result" in answer) == ("error" in answer):
            yield f"no JSON-RPC answer: {answer}"
    elif status >= 400:
        if (
            kind != "application/problem+json"
            or answer["status"] != status
            or not {"type", "title", "detail"} <= set(answer)
        ):
            yield f"no problem details: {kind} {answer}"
        elif status == 400 and answer.get("field") != place.field:
            yield f"a 400 about {answer.get('field')}"


def came_back(text: bytes, told: bytes, plain: bytes) -> bool:
    """Whether a header of the request stands in the answer, as no page may do; what stands there anyway is no sign."""
    words = {text, text.decode("latin-1").encode(), repr(text.decode("latin-1"))[1:-1].encode()}
    return len(text) > 3 and any(word in told and word not in plain for word in words)


def no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")
