"""Addresses whose token is the proof: mail programs and providers POST there without a page of ours."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

type View = Callable[..., HttpResponse]


def by_token(view: View) -> View:
    """Let anybody POST to `view` who holds its token. A GET only shows: robots follow every link of a mail."""
    return csrf_exempt(view)


def get_or_post(*, get: View, post: View) -> View:
    """One address that shows a page and takes its form."""

    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        return (post if request.method == "POST" else get)(request, **path)

    return by_token(view)
