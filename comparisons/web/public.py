"""The contract of public pages: the same for everyone, versioned, answered 304 before they are built, kept compressed.

A public page reads no cookie and sets none. Its version is the stamp of the site, the day and the release, read before
the data: a 304 is never stale, a spare rebuild is allowed.
"""

import gzip
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from hashlib import blake2b
from typing import Any
from urllib.parse import quote, urlencode

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from comparisons.cache import Kept
from comparisons.moment import Moment, moment_at
from comparisons.params.options import BadArgument
from comparisons.reading.lookup import Elsewhere

SHARED_SECONDS = 60
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}


# What a kept page says besides its content, and what is compressed as it is.
KEPT_HEADERS = ("X-Robots-Tag", "Link", "Cache-Control", "Cross-Origin-Resource-Policy")
PACKED = {"image/png", "application/gzip"}
# The other forms of a page for programs, by the end of their addresses.
FORMS = {"json": "application/json", "md": "text/markdown"}
# Arguments that only a comparison understands: weights, what is hidden of its table, the mark of its picture.
OF_COMPARISONS = {"w", "diff", "v"}


class PublicRequest(HttpRequest):
    """A request of a public page, with the moment that it is answered for; `rows` is what a list read beforehand."""

    moment: Moment
    known_query: str
    rows: Any


@dataclass(slots=True)
class Page:
    """A finished page and its compressed forms, each made once when first asked for."""

    body: bytes
    content_type: str
    headers: dict[str, str]
    encoded: dict[str, bytes] = field(default_factory=dict)

    def as_sent(self, encoding: str) -> bytes:
        if encoding not in ENCODERS:
            return self.body
        if encoding not in self.encoded:
            self.encoded[encoding] = ENCODERS[encoding](self.body)
        return self.encoded[encoding]


def size_of(page: Page) -> int:
    """What a page may come to weigh, in bytes, with its compressed forms."""
    return len(page.body) * 3 // 2 + 500


PAGES: Kept[tuple[str, str], Page] = Kept(settings.PAGE_MEMORY_MB * 1_000_000, size_of)

type View = Callable[..., HttpResponse]
type Names = Callable[..., Collection[str]]
type Rows = Callable[..., Any]
type Refuse = Callable[[PublicRequest, BadArgument], HttpResponse]


def public(
    *known: str, names: Names | None = None, rows: Rows | None = None, refuse: Refuse | None = None
) -> Callable[[View], View]:
    """Make a view a public page that understands the arguments `known` in its query and ignores all others.

    A page that shows votes says whose, so that they are part of its version: by `names`, what its path calls the
    tools (then they are read with the stamp, and a 304 costs one statement); or, where only the list itself can tell,
    by `rows`, which reads the list first. What `rows` gives has a `version`: the tools shown and their tallies.
    `refuse` answers a BadArgument, with a page unless told otherwise.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: PublicRequest, **path: Any) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            blind(request)
            request.moment = moment_at(timezone.now(), names(**path) if names else ())
            request.known_query = known_query(request, known)
            try:
                request.rows = rows(request.moment, dict(request.GET.lists()), **path) if rows else None
                return answer(request, lambda: view(request, **path))
            except Elsewhere as other:
                return permanent_redirect(other.path + known_query(request, kept_by(other, known)))
            except BadArgument as error:
                return (refuse or bad_argument)(request, error)

        return csrf_exempt(inner)  # it only answers GET: a POST is told so, not asked for a token

    return decorate


def answer(request: PublicRequest, build: Callable[[], HttpResponse]) -> HttpResponse:
    """A 304, the page as it is kept, or the page that `build` makes now."""
    address = request.path + request.known_query
    tag = etag(request.moment, address, getattr(request.rows, "version", None))
    if tag in request.headers.get("If-None-Match", ""):
        return finish(HttpResponse(status=304), request, tag)
    page = PAGES.get((address, tag))
    if page is None:
        response = build()
        if response.status_code != 200:
            return response
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        page = Page(response.content, response.headers["Content-Type"], headers)
        PAGES.put((address, tag), page)
    return finish(send(page, request), request, tag)


def blind(request: HttpRequest) -> None:
    """Take from the request what only one visitor has, so that no public page can show it."""
    request.COOKIES = {}
    for name in ("session", "user"):
        if hasattr(request, name):
            setattr(request, name, None)


def known_query(request: HttpRequest, known: Iterable[str]) -> str:
    """The arguments that the page understands, sorted: what is kept apart, and what a redirect keeps."""
    pairs = [(name, value) for name in sorted(known) for value in request.GET.getlist(name)]
    return "?" + urlencode(pairs, safe=":,") if pairs else ""


def kept_by(other: Elsewhere, known: Iterable[str]) -> list[str]:
    """The arguments that mean the same at the other address."""
    return [name for name in known if not (other.alone and name in OF_COMPARISONS)]


def etag(moment: Moment, address: str, version: object = None) -> str:
    """A weak validator (RFC 9110 §8.8): every encoding of the page shares it."""
    upcoming = int(moment.stamp.next_publication.timestamp()) if moment.stamp.next_publication else 0
    day = moment.today.toordinal()
    tallies = sorted((moment.tallies or {}).items())
    shown = blake2b(f"{address} {tallies} {version}".encode(), digest_size=8).hexdigest()
    return f'W/"{settings.RELEASE}-{moment.stamp.version:x}-{upcoming:x}-{day:x}-{shown}"'


def send(page: Page, request: HttpRequest) -> HttpResponse:
    packed = page.content_type in PACKED
    encoding = "identity" if packed else accepted(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(page.as_sent(encoding), content_type=page.content_type, headers=page.headers)
    if encoding in ENCODERS:
        response.headers["Content-Encoding"] = encoding
    return response


def accepted(header: str) -> str:
    """The encoding to answer with: brotli, else gzip, else identity (RFC 9110 §12.5.3; q=0 refuses)."""
    offered = {}
    if len(header) > 500:  # what is cut in two would lose its q=0
        header = header[:500].rpartition(",")[0]
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        offered[name.strip()] = parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ENCODERS if offered.get(name, False)), "identity")


def finish[R: HttpResponseBase](response: R, request: PublicRequest, tag: str) -> R:
    response.headers["ETag"] = tag
    response.headers.setdefault("Cache-Control", cache_control(request.moment))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def cache_control(moment: Moment) -> str:
    """How long a shared cache may serve the page; never past the moment at which a scheduled tool appears."""
    seconds, upcoming = SHARED_SECONDS, moment.stamp.next_publication
    if upcoming is not None and (upcoming - moment.now).total_seconds() < 2 * SHARED_SECONDS:
        seconds = max(0, min(SHARED_SECONDS, int(seconds_until(upcoming, moment.now))))
        return f"public, max-age=0, s-maxage={seconds}, stale-if-error=86400"
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={SHARED_SECONDS}, stale-if-error=86400"


def seconds_until(then: datetime, now: datetime) -> float:
    return (then - now).total_seconds()


def show(request: PublicRequest, template: str, context: dict[str, Any], *, indexed: bool = True) -> HttpResponse:
    """A public page from its template. What search engines should not list says so in a header as well."""
    context = {
        "today": request.moment.today,
        "demo": request.moment.stamp.demo,
        "path": request.path,
        "report": report_on(request.path + request.known_query),
        "section": section_of(request.path),
        "indexed": indexed and not request.known_query,
        **context,
    }
    # The template gets no request: what is the same for everyone can hold nothing of one.
    response = HttpResponse(render_to_string(template, context, using="jinja2"))
    if not indexed:
        response.headers["X-Robots-Tag"] = "noindex, follow"
    if context.get("forms"):
        response.headers["Link"] = ", ".join(
            f'<{settings.SITE_ORIGIN}{context["forms"]}.{form}>; rel="alternate"; type="{kind}"'
            for form, kind in FORMS.items()
        )
    return response


def report_on(address: str) -> str:
    """Where an error on the page of this address, of its own past day or filters, is reported."""
    return "/contact?about=" + quote(address)


def permanent_redirect(address: str) -> HttpResponse:
    """A permanent redirect to a path of ours, which shared caches keep for five minutes."""
    response = HttpResponse(status=301)
    response.headers["Location"] = address
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=300"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def section_of(path: str) -> str:
    """Which part of the main navigation a path belongs to: itself, or the part above with a slash behind it."""
    first = "/" + path.split("/")[1]
    return first if first == path else f"{first}/"


def bad_argument(request: PublicRequest, error: BadArgument) -> HttpResponse:
    """A 400 page that names the argument and what was expected."""
    context = {"today": request.moment.today, "demo": request.moment.stamp.demo, "path": request.path, "error": error}
    response = render(request, "errors/argument.html", context, status=400, using="jinja2")
    response.headers["Cache-Control"] = "no-store"
    return response
