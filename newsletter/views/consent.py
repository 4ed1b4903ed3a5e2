"""Confirm and leave. GET shows a button, POST does it; the token is the proof."""

import logging
from datetime import datetime

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.http import require_POST, require_safe

from newsletter.issues.due import next_issue_on
from newsletter.models import Delivery, Subscriber
from newsletter.subscribers import consent, links, sign_up
from newsletter.views.private import private
from tools.causes import cause_of
from tools.clock import now_of

logger = logging.getLogger("newsletter")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Where the form leads: the same page for every address."""
    return private(request, "newsletter/asked.html", {"days": links.LIFE.days, "most": sign_up.PER_MAILBOX.most})


@require_safe
def show_confirm(request: HttpRequest, token: str) -> HttpResponse:
    return confirm_page(request, links.prove(links.CONFIRM, token, now_of(request)))


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    proof = links.prove(links.CONFIRM, token, now_of(request))
    if proof is not None and proof.good:
        consent.confirm(proof.subscriber, now_of(request))
        proof = links.prove(links.CONFIRM, token, now_of(request))
    return confirm_page(request, proof)


@require_safe
def show_leave(request: HttpRequest, token: str) -> HttpResponse:
    return leave_page(request, links.prove(links.LEAVE, token, now_of(request)))


@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Take them off the list: the page's button, or a mail program's one click (RFC 8058). Repeats are harmless."""
    proof = links.prove(links.LEAVE, token, now_of(request))
    undo = wants_undo(request)
    if proof is not None and undo and may_undo(proof.subscriber, now_of(request)):
        consent.come_back(proof.subscriber, now_of(request))
    elif proof is not None and not undo:
        last = Delivery.objects.filter(subscriber=proof.subscriber).exclude(state="pending").order_by("-pk").first()
        consent.unsubscribe(proof.subscriber, now_of(request), last.issue if last else None)
    return leave_page(request, links.prove(links.LEAVE, token, now_of(request)))


def wants_undo(request: HttpRequest) -> bool:
    """Whether the page's other button was pressed. Mail programs send forms that nobody can read (a multipart without
    a boundary, say), and mean the one click all the same."""
    try:
        return bool(request.POST.get("undo"))
    except (MultiPartParserError, TooManyFilesSent) as error:
        logger.info("a one-click form could not be read, and counts as one: %s", cause_of(error))
        return False


UNDO_HOURS = 24


def confirm_page(request: HttpRequest, proof: links.Proof | None) -> HttpResponse:
    """The button; or that it is done; or how to get a new link."""
    if proof is None or consent.barred(proof.subscriber.key):
        return private(request, "newsletter/bad_link.html", {}, status=404)
    subscriber = proof.subscriber
    if subscriber.status == Subscriber.Status.CONFIRMED:
        prefer = links.on_page(links.PREFERENCES, subscriber)
        context = {"first": next_issue_on(now_of(request)), "prefer": prefer}
        return private(request, "newsletter/confirmed.html", context)
    if not proof.good:
        return private(request, "newsletter/expired.html", {"address": subscriber.address}, status=410)
    return private(request, "newsletter/confirm.html", {"address": subscriber.address})


def leave_page(request: HttpRequest, proof: links.Proof | None) -> HttpResponse:
    if proof is None:
        return private(request, "newsletter/left.html", {"undo": False, "unknown": True})
    subscriber = proof.subscriber
    if subscriber.status in {Subscriber.Status.UNSUBSCRIBED, Subscriber.Status.SUPPRESSED}:
        undo = may_undo(subscriber, now_of(request))
        return private(request, "newsletter/left.html", {"undo": undo, "unknown": False})
    came_back = request.method == "POST"
    return private(request, "newsletter/leave.html", {"address": subscriber.address, "came_back": came_back})


def may_undo(subscriber: Subscriber, now: datetime) -> bool:
    """For a day the link that left may come back, if they were on the list before."""
    left = subscriber.unsubscribed_at
    if subscriber.status != Subscriber.Status.UNSUBSCRIBED or left is None or subscriber.confirmed_at is None:
        return False
    return (now - left).total_seconds() <= UNDO_HOURS * 3600
