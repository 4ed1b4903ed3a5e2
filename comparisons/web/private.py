"""Pages and parts of pages that only one visitor sees: never stored, never listed, never shared."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from comparisons.moment import Moment, moment_at
from comparisons.reading.lookup import Elsewhere
from comparisons.web.public import View, known_query, permanent_redirect

MOST_ASKED = 12  # controls that one page has: four tools, their matchup, some to spare


def moment_of(request: HttpRequest) -> Moment:
    """The moment that a private answer is made for; taken once per request."""
    moment: Moment | None = getattr(request, "moment", None)
    if moment is None:
        moment = moment_at(timezone.now())
        request.moment = moment  # type: ignore[attr-defined]
    return moment


def at_one_address(*known: str) -> Callable[[View], View]:
    """Make a view lead readers to the one spelling of its address, with the arguments `known` and no others."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            request.known_query = known_query(request, known)  # type: ignore[attr-defined]
            try:
                return view(request, **path)
            except Elsewhere as other:
                return unlisted(permanent_redirect(other.path + known_query(request, known)))

        return inner

    return decorate


def private_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A private page from its template."""
    moment = moment_of(request)
    shown = {
        "today": moment.today,
        "demo": moment.stamp.demo,
        "path": "",
        "indexed": False,
        "fresh": True,
        **context,
    }
    return unlisted(render(request, template, shown, status=status, using="jinja2"))


def unlisted(response: HttpResponse) -> HttpResponse:
    """The answer, kept out of caches and of search engines."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def asked(request: HttpRequest, name: str) -> list[str]:
    """The values of a comma-separated argument: no more than a page has controls, nothing that a database refuses."""
    values = request.GET.get(name, "")[:4000].replace("\0", "").lower().split(",")
    return [value for value in values if value][:MOST_ASKED]
