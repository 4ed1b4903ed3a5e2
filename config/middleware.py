"""What every answer passes through: security headers, the safe default for caches, one address per page."""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from comparisons.web.machine import OPEN, opened, problem
from comparisons.web.public import permanent_redirect
from config.bodies import most_of
from tools.causes import cause_of
from votes.endpoints import TooOften

logger = logging.getLogger("config")
type Handler = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
# These read their paths literally: the admin has its own way, the others hold names made by machines.
LITERAL = ("/admin", "/static/", "/media/")
FOR_PROGRAMS = ("/mcp", "/api/", "/newsletter/reports/")
A_FORM_FOR_PROGRAMS = re.compile(r"/(?:tools|compare)/[^/]+\.(?:json|md)")
DATABASE_SECONDS = 10
FOR_OTHER_SITES = (*OPEN, "RateLimit-Policy")
# Asked by the machine itself, under whatever name.
HEALTH = {"/healthz", "/readyz"}


def headers(get_response: Handler) -> Handler:
    """Set what every answer carries. An answer that says nothing about caching is private and not stored."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # The card in a sandboxed frame has no origin, and needs its style and its fonts all the same.
        reach = "cross-origin" if request.path.startswith("/static/") else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", reach)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def one_address(get_response: Handler) -> Handler:
    """Let a page answer to any case and any slashes, then send readers to its one address, in a single hop.

    Views see the canonical path, so their own redirects (aliases, the order of a matchup) need no second hop. Only a
    page that exists is redirected to; a path never begins with two slashes, which browsers read as another site.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.path_info
        if given not in HEALTH:
            request.get_host()  # raises DisallowedHost, a 400: nobody may forge the address of the site
        if given.startswith(LITERAL):
            return answer(request, get_response)
        canonical = canonical_path(given)
        request.path_info = request.path = canonical
        response = answer(request, get_response)
        if given != canonical and response.status_code in {200, 304} and request.method in {"GET", "HEAD"}:
            query = getattr(request, "known_query", "")
            return with_access_headers(permanent_redirect(canonical + query), response)
        return response

    return middleware


def with_access_headers(redirect: HttpResponse, response: HttpResponseBase) -> HttpResponse:
    """The redirect, open to those whom the answer behind it is open to."""
    for name in FOR_OTHER_SITES:
        if name in response.headers:
            redirect.headers[name] = response.headers[name]
    return redirect


def canonical_path(path: str) -> str:
    """`path` in lower case, without doubled or trailing slashes."""
    return "/" + re.sub(r"/{2,}", "/", path).strip("/").lower()


def answer(request: HttpRequest, get_response: Handler) -> HttpResponseBase:
    """The answer of the rest of the chain. The admin has sessions, tokens and a policy of its own; nothing else has."""
    if not request.path_info.startswith("/admin/"):
        leave_own_cookie(request)
    response = get_response(request)
    if request.path_info.startswith("/admin"):
        response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]
    return response


def leave_own_cookie(request: HttpRequest) -> None:
    """Keep of the cookies the visitor's alone. Django answers a broken session or token with a new cookie, on whatever
    page: a client that invents one would get it from pages that caches share."""
    own = request.COOKIES.get(settings.VISITOR_COOKIE)
    request.COOKIES = {} if own is None else {settings.VISITOR_COOKIE: own}


def small_bodies(get_response: Handler) -> Handler:
    """Refuse a body that is larger than its address takes before any of it is read: what is read may land on disk.

    Who sends it is asked only where it matters: of staff the admin takes more than of strangers.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = length_of(request)
        if length > most_of(request.path_info, staff=False):
            most = most_of(request.path_info, staff=request.user.is_staff)
            if length > most:
                return too_large(request, most)
        return get_response(request)

    return middleware


def length_of(request: HttpRequest) -> int:
    """What the request says of its body, as Django reads it; it reads no further."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    if is_for_programs(request.path_info):
        return opened(problem(413, "Content too large", f"At most {most:,} bytes. Nothing was read."))
    body = render_to_string("errors/413.html", {"most": most}, using="jinja2")
    return HttpResponse(body, status=413, headers={"Cache-Control": "no-store"})


def is_for_programs(path: str) -> bool:
    """Whether whoever asks for this reads problems as data, as the views behind it answer them."""
    return path.startswith(FOR_PROGRAMS) or bool(A_FORM_FOR_PROGRAMS.fullmatch(path))


class Trouble:
    """Answer what no view can: 503 with Retry-After when the database does not answer (never an empty list that a
    cache would keep), 429 to a network that writes too often or tries too many passwords."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooOften):
            return trouble(exception.template, 429, exception.seconds, request)
        if isinstance(exception, OperationalError | InterfaceError):
            logger.error("503 for %s %s: %s", request.method, request.path, cause_of(exception))
            return trouble("errors/503.html", 503, DATABASE_SECONDS, request)
        return None


def trouble(template: str, status: int, seconds: int, request: HttpRequest) -> HttpResponse:
    """A page that says what to do, and after how many seconds; for programs the same as data."""
    if is_for_programs(request.path_info):
        answer = problem(status, HTTPStatus(status).phrase, f"Try again in {say_wait(seconds)}.")
        answer.headers["Retry-After"] = str(seconds)
        return opened(answer)
    body = render_to_string(template, {"sent": request.method == "POST", "wait": say_wait(seconds)}, using="jinja2")
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store", "Retry-After": str(seconds)})


def say_wait(seconds: int) -> str:
    """How long to wait, in words: `1 second`, `60 seconds`, `2 minutes`."""
    number, unit = (seconds, "second") if seconds <= 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
