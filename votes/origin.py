"""Whether a form was sent from a page of this site. Pages that caches share cannot hold a token; browsers say it.

Fetch Metadata first (https://www.w3.org/TR/fetch-metadata/), else the Origin, else the Referer. A request that says
nothing at all is refused: every browser says one of them with a POST.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

type View = Callable[..., HttpResponse]


def own_pages_only(view: View) -> View:
    """Let only forms of this site's own pages POST to `view`; others get a 403. Other methods pass unasked."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not is_own(request):
            raise PermissionDenied("sent from another site")
        return view(request, *args, **kwargs)

    return csrf_exempt(inner)  # the request check takes the place of the token


def is_own(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        origin = origin_of(request.headers.get("Referer", ""))
    return origin in {settings.SITE_ORIGIN, f"{request.scheme}://{request.get_host()}".lower()}


def origin_of(address: str) -> str:
    """Scheme, host and port of an address; empty where it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""
