"""What a subscriber can change behind the link of their mails: interests, a pause, their address, their data."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from newsletter import links, moving
from newsletter.answers import private, sealed
from newsletter.models import Subscriber
from newsletter.preference_pages import VERBS, owner, preferences_page


@require_safe
def show_preferences(request: HttpRequest, token: str) -> HttpResponse:
    return preferences_page(request, token)


@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    """POST `do=save`, `move` or `delete`."""
    subscriber = owner(token)
    if subscriber is None:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None:
        raise PermissionDenied("the form said nothing to do")
    return verb(request, subscriber, token)


@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is kept about them, as JSON."""
    subscriber = owner(token)
    if subscriber is None:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    response = JsonResponse(moving.everything_about(subscriber), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="newsletter-data.json"'
    return sealed(response)


@require_safe
def show_move(request: HttpRequest, token: str) -> HttpResponse:
    address = request.GET.get("to", "")[:300]
    proof = links.prove(links.MOVE, token, timezone.now(), extra=address)
    if proof is None or not proof.good:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    return private(request, "newsletter/move.html", {"address": address, "old": proof.subscriber.address})


@require_POST
def confirm_move(request: HttpRequest, token: str) -> HttpResponse:
    address = request.GET.get("to", "")[:300]
    proof = links.prove(links.MOVE, token, timezone.now(), extra=address)
    if proof is None or not proof.good:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    moved = moving.move(proof.subscriber, address, timezone.now())
    proof.subscriber.refresh_from_db()
    context = {"address": address, "moved": moved, "listed": proof.subscriber.status == Subscriber.Status.CONFIRMED}
    return private(request, "newsletter/moved.html", context, status=200 if moved else 422)
