"""What the sign-up form answers."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from newsletter.answers import fragment, private
from votes.endpoints import is_htmx


def answered(request: HttpRequest) -> HttpResponse:
    if is_htmx(request):
        return fragment(request, "newsletter/asked_part.html", {})
    return HttpResponse(status=303, headers={"Location": reverse("newsletter:asked")})


def again(request: HttpRequest, typed: str, problem: str = "", meant: str = "") -> HttpResponse:
    """The form with what was typed, and what is wrong with it or could be."""
    context = {"typed": typed, "problem": problem, "meant": meant}
    if is_htmx(request):
        return fragment(request, "newsletter/form_part.html", context, status=422)
    return private(request, "newsletter/again.html", context, status=422)
