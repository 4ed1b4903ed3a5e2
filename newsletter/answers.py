"""Private answers of the newsletter: never stored, never indexed, and their address is told to nobody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tools.models import Edition


def private(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    now = timezone.now()
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
