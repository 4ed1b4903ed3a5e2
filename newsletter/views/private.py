"""Private answers of the newsletter: never stored, never indexed, their address told to nobody; and who may POST there.

The token in an address is the proof: mail programs and providers POST without a page of ours.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from tools.clock import now_of
from tools.models import Edition


def private(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    now = now_of(request)
    base = {"today": timezone.localdate(now), "demo": Edition.current(now).demo, "path": "", "section": "/newsletter"}
    return sealed(render(request, template, {**base, "indexed": False, **context}, status=status, using="jinja2"))


def fragment(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The part of a page that a script puts in place."""
    return sealed(render(request, template, context, status=status, using="jinja2"))


def sealed(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


type View = Callable[..., HttpResponse]


def by_token(view: View) -> View:
    """Let anybody POST to `view` who holds its token. A GET only shows: robots follow every link of a mail."""
    return csrf_exempt(view)


def get_or_post(*, get: View, post: View) -> View:
    """One address that shows a page and takes its form."""

    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        return (post if request.method == "POST" else get)(request, **path)

    return by_token(view)
