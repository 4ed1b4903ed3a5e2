"""Answers for machines: the contract of public pages, open to every origin, with problems as data (RFC 9457)."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from comparisons.formats.answers import Data, list_frame
from comparisons.formats.site import site_at
from comparisons.moment import moment_at
from comparisons.params.options import BadArgument, last
from comparisons.pictures.drawing import draw
from comparisons.pictures.subjects import Shown
from comparisons.reading.lookup import NotThere, Unknown
from comparisons.search.nearest import say_unknown
from comparisons.web.public import Names, PublicRequest, Rows, View, permanent_redirect, public
from tools.models import Tool
from tools.slugs import JOINT
from votes.limits import Limit, Meter, retry_after
from votes.network import network_of, of_one_client

JSON, MARKDOWN, PROBLEM = "application/json", "text/markdown; charset=utf-8", "application/problem+json"
WINDOW = 60
METER = Meter()
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, RateLimit, RateLimit-Policy",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
NOTHING_CALLED_SO = "No public record has this name."


def machine(*known: str, names: Names | None = None, rows: Rows | None = None) -> Callable[[View], View]:
    """Make a view a public machine answer that understands the arguments `known`; see `web.public.public`."""

    def decorate(view: View) -> View:
        page = public(*known, names=names, rows=rows, refuse=refused)(view)

        @wraps(page)  # which needs no token: it only answers GET
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return opened(preflight())
            try:
                response = over_limit(request) or page(request, **path)
            except Http404 as error:
                response = gone(path.get("slug") or path.get("text", "")) or missing(why_not_there(error))
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                response = only_reading(response.headers["Allow"])
            return opened(tell_left(request, response))

        return inner

    return decorate


def why_not_there(error: Http404) -> str:
    """Why an address leads to nothing, in words; of a name that nobody has, the names that are like it."""
    if not isinstance(error, NotThere):
        return NOTHING_CALLED_SO
    return say_unknown(error, moment_at(timezone.now())) if isinstance(error, Unknown) else str(error)


def opened[R: HttpResponseBase](response: R) -> R:
    """The answer, readable from pages of every origin."""
    for name, value in OPEN.items():
        response.headers[name] = value
    if settings.API_PER_MINUTE:  # draft-ietf-httpapi-ratelimit-headers; the same for everybody, so caches may keep it
        response.headers["RateLimit-Policy"] = f'"network";q={settings.API_PER_MINUTE};w={WINDOW}'
    return response


def preflight() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Allow": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "If-None-Match",
            "Access-Control-Max-Age": "86400",
            "Cache-Control": "public, max-age=86400",
        },
    )


def over_limit(request: HttpRequest) -> HttpResponse | None:
    """A 429 for a network that asks too often, if the site sets a limit. `tell_left` tells the others what is left.

    Answers that a cache gives are not counted, nor requests from an address that could be a proxy of everybody.
    """
    limit, network, now = Limit("api", settings.API_PER_MINUTE, WINDOW), network_of(request), timezone.now()
    if not limit.most or not of_one_client(network):
        return None
    left = METER.left(limit, network, now)
    request.left = (max(left, 0), retry_after(limit, now))  # type: ignore[attr-defined]
    if left >= 0:
        return None
    seconds = retry_after(limit, now)
    response = problem(429, "Too many requests", f"At most {limit.most} a minute. Try again in {seconds} seconds.")
    response.headers["Retry-After"] = str(seconds)
    return response


def tell_left[R: HttpResponseBase](request: HttpRequest, response: R) -> R:
    """Say what is left to the network, in answers that no cache keeps: another one would read what is left to this."""
    left = getattr(request, "left", None)
    if left is not None and "no-store" in response.headers.get("Cache-Control", ""):
        response.headers["RateLimit"] = f'"network";r={left[0]};t={left[1]}'
    return response


def refused(request: PublicRequest, error: BadArgument) -> HttpResponse:
    return problem(400, "Bad argument", f"{error.name}: {error.message}", field=error.name)


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """Problem details (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False), PROBLEM, status, headers={"Cache-Control": "no-store"})


def only_reading(allowed: str) -> HttpResponse:
    response = problem(HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed", f"This address answers {allowed}.")
    response.headers["Allow"] = allowed
    return response


def missing(detail: str, status: int = 404, title: str = "Not found") -> HttpResponse:
    """A problem that shared caches keep for ten seconds, or an old copy would live on."""
    response = problem(status, title, detail)
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=10"
    return response


def gone(text: str) -> HttpResponse | None:
    """A 410 with the reason, if a tool that `text` names was taken off the site."""
    removed = Tool.objects.removed(text.split(JOINT))
    words = " ".join(f"{tool.name} was taken off the site. {tool.gone_because}" for tool in removed)
    return missing(words, 410, "Gone") if removed else None


def data(body: Any, *, canonical: str = "", others: tuple[tuple[str, str], ...] = ()) -> HttpResponse:
    """JSON of `body`. `others` are (address, media type) of the same content in other forms."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return linked(HttpResponse(text, JSON), canonical, others)


def markdown(text: str, *, canonical: str, others: tuple[tuple[str, str], ...]) -> HttpResponse:
    return linked(HttpResponse(text, MARKDOWN), canonical, others)


def listed(request: PublicRequest, page: str, content: Data, following: str) -> HttpResponse:
    """A list, with the page for people and with the address of its next part: the same question, further on."""
    asked = {name: value for name, value in request.GET.items() if f"{name}=" in request.known_query}
    asked.pop("after", None)
    further = f"{settings.SITE_ORIGIN}{request.path}?{urlencode(asked | {'after': following})}"
    around = list_frame(site_at(request.moment), page, request.moment.today)
    return data({**around, **content, "next": further if following else None}, canonical=around["url"])


def linked(response: HttpResponse, canonical: str, others: tuple[tuple[str, str], ...]) -> HttpResponse:
    """The answer, kept out of search engines, with the way to the page that it stands for and to its other forms."""
    response.headers["X-Robots-Tag"] = "noindex"
    links = [f'<{canonical}>; rel="canonical"'] if canonical else []
    links += [f'<{address}>; rel="alternate"; type="{kind}"' for address, kind in others]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


YEAR = "public, max-age=31536000, immutable"


def drawn(shown: Shown, request: PublicRequest) -> HttpResponse:
    """The PNG; under its mark it is kept for a year. Another mark moves on to the present one."""
    asked = last(dict(request.GET.lists()), "v")
    if asked and asked != shown.mark:
        return permanent_redirect(f"{request.path}?v={shown.mark}")
    response = HttpResponse(draw(shown), "image/png")
    if asked:
        response.headers["Cache-Control"] = YEAR
    return response
