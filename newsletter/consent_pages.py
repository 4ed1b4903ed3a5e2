"""What the links of mails show: the button, that it is done, or how to get a new link."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from newsletter import consent, links
from newsletter.answers import private
from newsletter.models import Subscriber
from newsletter.when import next_issue_on

UNDO_HOURS = 24


def confirm_page(request: HttpRequest, proof: links.Proof | None) -> HttpResponse:
    """The button; or that it is done; or how to get a new link."""
    if proof is None or consent.barred(proof.subscriber.key):
        return private(request, "newsletter/bad_link.html", {}, status=404)
    subscriber = proof.subscriber
    if subscriber.status == Subscriber.Status.CONFIRMED:
        prefer = links.on_page(links.PREFERENCES, subscriber)
        context = {"first": next_issue_on(timezone.now()), "prefer": prefer}
        return private(request, "newsletter/confirmed.html", context)
    if not proof.good:
        return private(request, "newsletter/expired.html", {"address": subscriber.address}, status=410)
    return private(request, "newsletter/confirm.html", {"address": subscriber.address})


def leave_page(request: HttpRequest, proof: links.Proof | None) -> HttpResponse:
    if proof is None:
        return private(request, "newsletter/left.html", {"undo": False, "unknown": True})
    subscriber = proof.subscriber
    if subscriber.status in {Subscriber.Status.UNSUBSCRIBED, Subscriber.Status.SUPPRESSED}:
        return private(request, "newsletter/left.html", {"undo": may_undo(subscriber), "unknown": False})
    came_back = request.method == "POST"
    return private(request, "newsletter/leave.html", {"address": subscriber.address, "came_back": came_back})


def may_undo(subscriber: Subscriber) -> bool:
    """For a day the link that left may come back, if they were on the list before."""
    left = subscriber.unsubscribed_at
    if subscriber.status != Subscriber.Status.UNSUBSCRIBED or left is None or subscriber.confirmed_at is None:
        return False
    return (timezone.now() - left).total_seconds() <= UNDO_HOURS * 3600
