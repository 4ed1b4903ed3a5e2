"""`/newsletter`: the form, what one gets, and the archive."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.views.decorators.http import require_POST

from comparisons.formats.feeds import clean
from comparisons.pages.heading import pictured
from comparisons.web.machine import drawn, machine
from comparisons.web.public import PublicRequest, public, show
from newsletter.addresses import BadAddress, hint, parse_address
from newsletter.mail import rendering
from newsletter.mail.picture import sheet_of
from newsletter.models import Issue
from newsletter.subscribers import sign_up as signup
from newsletter.views.private import fragment, private
from tools.clock import now_of
from votes.endpoints import is_htmx
from votes.network import network_of

FEED_LENGTH = 20


@public()
def archive(request: PublicRequest) -> HttpResponse:
    """`/newsletter`"""
    issues = list(Issue.objects.exclude(frozen_at=None).order_by("-week").values("week", "number", "subject", "due_at"))
    return show(request, "newsletter/archive.html", {"issues": issues})


@public()
def issue(request: PublicRequest, week: str) -> HttpResponse:
    """`/newsletter/2026-w48`: the issue as it was sent, as a page of the site."""
    found = Issue.objects.filter(week=week).exclude(frozen_at=None).first()
    if found is None:
        raise Http404
    around = Issue.objects.exclude(frozen_at=None).values_list("week", flat=True)
    context = {
        "issue": found,
        "on": timezone.localdate(found.due_at),
        "before": around.filter(week__lt=week).order_by("-week").first(),
        "after": around.filter(week__gt=week).order_by("week").first(),
        "description": found.preheader or strip_tags(found.introduction_html)[:200],
        **rendering.context_of(found),
        **pictured(sheet_of(found), f"/newsletter/{week}"),
    }
    return show(request, "newsletter/issue.html", context)


@machine("v")
def picture(request: PublicRequest, week: str) -> HttpResponse:
    """`/og/newsletter/2026-w48.png?v=<mark>`"""
    found = Issue.objects.filter(week=week).exclude(frozen_at=None).first()
    if found is None:
        raise Http404("unknown")
    return drawn(sheet_of(found), request)


@public()
def feed(request: PublicRequest) -> HttpResponse:
    """`/feeds/newsletter.atom`"""
    issues = list(Issue.objects.exclude(frozen_at=None).order_by("-week")[:FEED_LENGTH])
    updated = max((issue.frozen_at for issue in issues if issue.frozen_at), default=None)
    response = show(request, "newsletter/feed.xml", {"issues": issues, "updated": updated, "clean": clean})
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


@require_POST
def sign_up(request: HttpRequest) -> HttpResponse:
    """POST `email=`. The answer is the same for every address that can exist."""
    typed = request.POST.get("email", "")[:1000]
    if request.POST.get("company"):
        return answered(request)  # a robot filled the field that people do not see
    try:
        address = parse_address(typed)
    except BadAddress as problem:
        return again(request, typed, problem=str(problem))
    meant = hint(address)
    if meant and request.POST.get("sure") != address:
        return again(request, address, meant=meant)
    source = request.headers.get("Referer", "")[:200].partition("?")[0]
    signup.ask(address, source if source.isprintable() else "", network_of(request), now_of(request))
    return answered(request)


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
