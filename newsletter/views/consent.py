"""Confirm and leave. GET shows a button, POST does it; the token is the proof."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from newsletter import consent, links
from newsletter.answers import private
from newsletter.consent_pages import confirm_page, leave_page, may_undo
from newsletter.models import Delivery


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Where the form leads: the same page for every address."""
    return private(request, "newsletter/asked.html", {"days": links.LIFE.days})


@require_safe
def show_confirm(request: HttpRequest, token: str) -> HttpResponse:
    return confirm_page(request, links.prove(links.CONFIRM, token, timezone.now()))


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    proof = links.prove(links.CONFIRM, token, timezone.now())
    if proof is not None and proof.good:
        consent.confirm(proof.subscriber, timezone.now())
        proof = links.prove(links.CONFIRM, token, timezone.now())
    return confirm_page(request, proof)


@require_safe
def show_leave(request: HttpRequest, token: str) -> HttpResponse:
    return leave_page(request, links.prove(links.LEAVE, token, timezone.now()))


@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Take them off the list: the page's button, or a mail program's one click (RFC 8058). Repeats are harmless."""
    proof = links.prove(links.LEAVE, token, timezone.now())
    if proof is not None and request.POST.get("undo") and may_undo(proof.subscriber):
        consent.come_back(proof.subscriber, timezone.now())
    elif proof is not None and not request.POST.get("undo"):
        last = Delivery.objects.filter(subscriber=proof.subscriber).exclude(state="pending").order_by("-pk").first()
        consent.unsubscribe(proof.subscriber, timezone.now(), last.issue if last else None)
    return leave_page(request, links.prove(links.LEAVE, token, timezone.now()))
