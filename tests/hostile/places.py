"""Where a text can be put into an address, a header or a message: every argument and every part of every path."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from django.test import Client

MAIN = "/compare/code-llama-4-vs-mistral-3-small"
TOOL = "/tools/code-llama-4"
FILTERS = ("category", "verdict", "price", "licence", "state", "community", "sort")
DATA = f"{MAIN}.json", f"{MAIN}.md"
# A part of a path, by the page it leads to.
PATHS = {
    "pages": ("/{}", "/tools/{}", "/compare/{}", "/compare/code-llama-4-vs-{}", "/compare/{}-vs-code-llama-4", "/categories/{}",
              "/reviewers/{}", "/newsletter/{}"),
    "below": ("/tools/{}/history", "/tools/{}/alternatives", "/tools/code-llama-4/{}", "/changes/{}", "/changes/tools/{}",
              "/changes/categories/{}", "/changes/compare/{}", f"{MAIN}/{{}}", "/compare/{}/decision.md", "/compare/{}/embed", "/tools/{}/badge"),
    "files": ("/feeds/{}", "/feeds/changes/tools/{}.atom", "/feeds/changes/categories/{}.json", "/feeds/changes/compare/{}.atom",
              "/compare/{}.json", "/compare/{}.md", "/tools/{}.json", "/tools/{}.md", "/sitemaps/{}", "/sitemaps/tools-{}.xml",
              "/data/{}", "/static/{}", "/media/{}", "/media/logos/{}", "/media/logos/{}-88.webp"),
    "machines": ("/api/v1/{}", "/api/v1/tools/{}", "/api/v1/compare/{}", "/og/compare/{}.png", "/og/tools/{}.png", "/badges/{}.svg",
                 "/embed/{}", "/og/pages/{}.png", "/og/categories/{}.png", "/og/reviewers/{}.png", "/og/newsletter/{}.png",
                 "/og/tools/{}/alternatives.png"),
    "private": ("/tools/{}/vote", "/tools/{}/bookmark", "/compare/{}/bookmark", "/bookmarks.{}", "/bookmarks/{}",
                "/bookmarks/shared/{}", "/me/{}", "/newsletter/confirm/{}", "/newsletter/unsubscribe/{}", "/newsletter/preferences/{}",
                "/newsletter/preferences/{}/data", "/newsletter/address/{}", "/admin/{}"),
}  # fmt: skip
# (address, argument): what stands behind the question mark.
QUERIES = {
    "lists": (*(("/tools", name) for name in ("q", *FILTERS, "after")), *(("/tools?q=llama", name) for name in ("sort", "after")),
              *((f"/tools?sort={sort}", "after") for sort in ("new", "community", "split", "name")),
              ("/categories/pets", "after"), ("/reviewers/builder", "after"), ("/changes", "after"), (f"/changes{TOOL}", "after"),
              ("/changes/categories/pets", "after"), (f"/changes{MAIN}", "after")),
    "comparing": (*((MAIN, name) for name in ("w", "diff", "as_of", "facts")), *((f"{MAIN}/decision.md", name) for name in ("w", "as_of")),
                  *((form, name) for form in DATA for name in ("w", "as_of")), (f"{TOOL}.json", "as_of"), (f"{TOOL}.md", "as_of"),
                  (TOOL, "as_of"), *((f"/compare?tool=cl4{rest}", name) for rest in ("", "&tool=bare") for name in ("w", "diff", "tool")),
                  ("/compare", "tool"), ("/compare", "more"), ("/contact", "about"),
                  ("/search/suggest", "q"), ("/search/suggest", "with"), ("/search/suggest?q=l", "with"),
                  *((f"/og{path}.png", "v") for path in
                    (MAIN, TOOL, f"{TOOL}/alternatives", "/categories/pets", "/reviewers/builder", "/pages/home", "/newsletter/2026-w01"))),
    "interface": (*(("/api/v1/tools", name) for name in (*FILTERS, "after")), (f"/api/v1{TOOL}", "as_of"), (f"/api/v1{MAIN}", "w"),
                  (f"/api/v1{MAIN}", "as_of"), ("/api/v1/search", "q"), ("/api/v1/changes", "since"), ("/api/v1/changes", "after"),
                  ("/api/v1/reviews", "persona"), ("/api/v1/reviews", "tool"), ("/api/v1/reviews", "after"),
                  ("/oembed", "url"), *((f"/oembed?url=http://localhost:8000{MAIN}", name) for name in ("format", "maxwidth", "maxheight"))),
    "own": (("/me/state", "tools"), ("/me/state", "paths"), ("/me/state?tools=cl4", "next"), ("/me", "erased"), ("/bookmarks", "done"),
            (f"{TOOL}/vote", "next"), (f"{TOOL}/bookmark", "next"), ("/admin/login/", "next")),
    # What no page knows, under a name that none knows.
    "unknown": ((MAIN, None), ("/tools", None), ("/api/v1/tools", None), ("/sitemap.xml", None), ("/feeds/changes.atom", None)),
}  # fmt: skip
HEADERS = (
    "Host", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "Forwarded",
    "X-Original-URL", "X-Rewrite-URL", "Referer", "Origin", "User-Agent", "Cookie", "Accept", "Accept-Encoding", "Accept-Language",
    "If-None-Match", "If-Modified-Since", "Range", "HX-Current-URL", "HX-Request", "Sec-Fetch-Site", "Content-Length",
)  # fmt: skip
HEADED = (
    MAIN,
    f"{MAIN}/",
    "/tools/nobody",
    "/api/v1/tools/cl4",
    "/sitemaps/tools-0.xml",
    "/me",
    "/static/css/base.css",
)
CALLS: tuple[tuple[str | None, Any], ...] = (
    ("search_tools", {"query": None}), ("get_tool", {"slug": None}), ("get_tool", {"slug": "cl4", "as_of": None}),
    ("compare_tools", {"slugs": ["cl4", None]}), ("compare_tools", {"slugs": [None, None]}), ("compare_tools", {"slugs": None}),
    ("compare_tools", {"slugs": ["cl4", "mistral-3-small"], "weights": None}),
    ("compare_tools", {"slugs": ["cl4", "mistral-3-small"], "as_of": None}), (None, {}), ("get_tool", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One place for a text. `address` has `{}` where it goes, unless it goes into the header or message that is named."""

    group: str
    address: str
    field: str = ""
    header: str = ""
    message: str = ""

    def __str__(self) -> str:
        return f"{self.header}: {{}} of {self.address}" if self.header else self.message or self.address

    def ask(self, client: Client, text: bytes) -> Any:
        """The answer to the text, put there as it stands."""
        if self.message:
            body = self.message.encode().replace(b'"{}"', as_json(text))
            return client.generic("POST", "/mcp", body, content_type="application/json")
        if self.header:
            return fetch(client, self.address, **{self.header: text.decode("latin-1")})
        return fetch(client, self.address.replace("{}", quote(text, safe="")))


def fetch(client: Client, address: str, **headers: str) -> Any:
    """GET of an address exactly as it stands: the test client would read `//a` as a host."""
    path, _, query = address.partition("?")
    raw = unquote_to_bytes(path).decode("latin-1")
    return client.generic("GET", "/", PATH_INFO=raw, QUERY_STRING=query, headers=headers)


def as_json(text: bytes) -> bytes:
    """The text as a JSON string; what is no UTF-8 becomes halves of pairs, which JSON can write."""
    return json.dumps(text.decode("utf-8", "surrogateescape")).encode()


def query_place(group: str, address: str, name: str | None) -> Place:
    joint = "&" if "?" in address else "?"
    return Place(group, f"{address}{joint}{name}={{}}" if name else f"{address}{joint}{{}}=1", name or "")


def message_places() -> list[Place]:
    """The arguments of every call, the names of calls and methods, and what stands around them."""
    frames: list[dict[str, Any]] = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": name or "{}", "arguments": filled(arguments)},
        }
        for name, arguments in CALLS
    ]
    frames += [
        {"jsonrpc": "2.0", "id": "{}", "method": "ping"},
        {"jsonrpc": "2.0", "id": 1, "method": "{}"},
        {"jsonrpc": "{}", "id": 1, "method": "ping"},
        {"jsonrpc": "2.0", "id": 1, "method": "ping", "params": "{}"},
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "{}", "clientInfo": "{}"}},
        {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"cursor": "{}"}},
    ]
    return [Place("messages", "/mcp", message=json.dumps(frame)) for frame in frames]


def filled(arguments: Any) -> Any:
    """The arguments with the mark of the text in every empty place."""
    if isinstance(arguments, dict):
        return {name: filled(value) for name, value in arguments.items()}
    if isinstance(arguments, list):
        return [filled(value) for value in arguments]
    return "{}" if arguments is None else arguments


PLACES = [
    *(Place(group, address) for group, addresses in PATHS.items() for address in addresses),
    *(query_place(group, *found) for group, pairs in QUERIES.items() for found in pairs),
    *(Place("headers", HEADED[number % len(HEADED)], header=name) for number, name in enumerate(HEADERS)),
    *(Place("headers", MAIN, header=name) for name in HEADERS),
    *message_places(),
]
GROUPS = list(dict.fromkeys(place.group for place in PLACES))
