"""Where forms of public pages are sent. They read the form and the visitor; the verbs that store something, and the
pages that answer, are given to them by whoever puts the site together."""

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from votes.identity import new_number, number_in, remember
from votes.limits import Limit, allowed, retry_after
from votes.models import Visitor
from votes.models.vote import Outcome
from votes.network import network_of
from votes.origin import own_pages_only

type View = Callable[..., HttpResponse]
CHOICES = {"ship": "ship", "skip": "skip", "none": ""}
LONGEST_NEXT = 400


class Casting(Protocol):
    def __call__(self, *, slug: str, number: str, choice: str, network: str, now: Any) -> Outcome | None: ...


class TooOften(Exception):
    """A network writes more often than the site allows. `seconds` says when it may again, `template` is the page that
    tells so."""

    template = "errors/429.html"

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def by_method(*, get: View, post: View) -> View:
    """One address that shows a page and takes its form. Other methods are the page's to refuse."""

    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        return (post if request.method == "POST" else get)(request, **path)

    return own_pages_only(view)


def vote(cast: Casting, done: View, refused: View) -> View:
    """The endpoint of a ballot: `vote` is ship, skip or none, the state that the visitor wants.

    `done(request, slug)` answers with the state that now holds, `refused(request, slug, problem)` where nothing was
    stored. The visitor is made by the first vote.
    """

    def endpoint(request: HttpRequest, slug: str) -> HttpResponse:
        choice = CHOICES.get(request.POST.get("vote", ""))
        if choice is None:
            return refused(request, slug=slug, problem="Choose Ship or Skip: the form said neither.")
        check_rate(request)
        number = number_in(request) or new_number()
        outcome = cast(slug=slug, number=number, choice=choice, network=network_of(request), now=timezone.now())
        if outcome is None:
            return refused(request, slug=slug, problem="")
        return entered(request, number, done(request, slug=slug, number=number))

    return endpoint


def entered(request: HttpRequest, number: str, response: HttpResponse) -> HttpResponse:
    """The answer, with the visitor's cookie renewed."""
    remember(response, number)
    return response


def visitor_in(request: HttpRequest) -> Visitor | None:
    """Who sent this request, if it is somebody; reading makes nobody."""
    return Visitor.objects.of(number_in(request))


def enter(request: HttpRequest) -> tuple[int, str]:
    """(id, number) of the visitor who writes, made now if need be."""
    check_rate(request)
    number, now = number_in(request) or new_number(), timezone.now()
    return Visitor.objects.enter(number, now, timezone.localdate(now), now).id, number


def check_rate(request: HttpRequest) -> None:
    """Count a write of this network. Raises TooOften."""
    limit, now = Limit("write", settings.WRITES_PER_MINUTE, 60), timezone.now()
    if not allowed(limit, network_of(request), now):
        raise TooOften(retry_after(limit, now))


def way_back(request: HttpRequest, default: str) -> str:
    """Where the reader came from: what the form says in `next`, else the page that a script is on, else `default`."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return own_path(asked) or own_path(page_of_script(request)) or default


def page_of_script(request: HttpRequest) -> str:
    """The path of the page on which a script asks; empty where none asks or nobody can read what it says."""
    details = HtmxDetails(request)
    if not details:
        return ""
    try:
        return urlsplit((details.current_url or "")[:2000]).path
    except ValueError:  # half an IPv6 address
        return ""


def own_path(text: str) -> str:
    """`text` if it is a path of this site, else nothing: no form may lead elsewhere."""
    plain = text.startswith("/") and not text.startswith("//") and text.isprintable() and len(text) <= LONGEST_NEXT
    return text if plain and url_has_allowed_host_and_scheme(text, None) else ""


def is_htmx(request: HttpRequest) -> bool:
    """Whether a script asks for the part of the page that it will put in place.

    django-htmx reads the headers, but without its middleware: that would hang `request.htmx` on every request, and a
    public page, which caches share without a Vary, must not be able to answer a script differently. Its answers
    (HttpResponseClientRedirect and the like) have no use here: a script gets the part, everybody else a 303.
    """
    return bool(HtmxDetails(request))
