"""What a subscriber can change behind the link of their mails: interests, a pause, their address, their data."""

from datetime import timedelta
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from newsletter.addresses import BadAddress, parse_address
from newsletter.models import Subscriber
from newsletter.subscribers import address_change, consent, links, tokens
from newsletter.views.private import private, sealed
from tools.clock import now_of
from tools.models import Category
from votes.limits import allowed


@require_safe
def show_preferences(request: HttpRequest, token: str) -> HttpResponse:
    return preferences_page(request, token)


@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    """POST `do=save`, `move` or `delete`."""
    subscriber = owner(request, token)
    if subscriber is None:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None:
        raise PermissionDenied("the form said nothing to do")
    return verb(request, subscriber, token)


@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is kept about them, as JSON."""
    subscriber = owner(request, token)
    if subscriber is None:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    response = JsonResponse(address_change.everything_about(subscriber), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="newsletter-data.json"'
    return sealed(response)


@require_safe
def show_move(request: HttpRequest, token: str) -> HttpResponse:
    address = request.GET.get("to", "")[:300]
    proof = links.prove(links.MOVE, token, now_of(request), extra=address)
    if proof is None or not proof.good:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    return private(request, "newsletter/move.html", {"address": address, "old": proof.subscriber.address})


@require_POST
def confirm_move(request: HttpRequest, token: str) -> HttpResponse:
    address = request.GET.get("to", "")[:300]
    proof = links.prove(links.MOVE, token, now_of(request), extra=address)
    if proof is None or not proof.good:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    moved = address_change.move(proof.subscriber, address, now_of(request))
    proof.subscriber.refresh_from_db()
    context = {"address": address, "moved": moved, "listed": proof.subscriber.status == Subscriber.Status.CONFIRMED}
    return private(request, "newsletter/moved.html", context, status=200 if moved else 422)


PAUSES = (0, 2, 4, 8, 12)


def preferences_page(request: HttpRequest, token: str, **more: object) -> HttpResponse:
    subscriber = owner(request, token)
    if subscriber is None:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    paused = subscriber.paused_until
    context = {
        "subscriber": subscriber,
        "listed": subscriber.status == Subscriber.Status.CONFIRMED,
        "categories": list(Category.objects.order_by("name")),
        "chosen": set(subscriber.interests.values_list("pk", flat=True)),
        "pauses": PAUSES,
        "paused_until": paused if paused and paused > timezone.localdate(now_of(request)) else None,
        "token": token,
        "leave": links.on_page(links.LEAVE, subscriber),
        "done": "",
        "problem": "",
        "typed": "",
        **more,
    }
    return private(request, "newsletter/preferences.html", context, status=422 if more.get("problem") else 200)


def save(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    numbers = [text for text in request.POST.getlist("interest")[:500] if text.isdecimal() and len(text) < 19]
    subscriber.interests.set(Category.objects.filter(pk__in=numbers))
    weeks = request.POST.get("pause", "")
    if weeks in {str(number) for number in PAUSES}:
        until = timezone.localdate(now_of(request)) + timedelta(weeks=int(weeks)) if int(weeks) else None
        Subscriber.objects.filter(pk=subscriber.pk).update(paused_until=until)
    return preferences_page(request, token, done="Saved.")


def move(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """A new address is asked first; until then nothing changes."""
    typed = request.POST.get("email", "")[:1000]
    try:
        address = parse_address(typed)
    except BadAddress as problem:
        return preferences_page(request, token, problem=str(problem), typed=typed)
    if allowed(address_change.LIMIT, str(subscriber.pk), now_of(request)):
        address_change.ask(subscriber, address, quote(address), now_of(request))
    done = f"If {address} can get mail from us, a link is on its way. Press it to use that address."
    return preferences_page(request, token, done=done)


def delete(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        return private(request, "newsletter/delete.html", {"token": token, "address": subscriber.address})
    consent.forget(subscriber, now_of(request))
    return private(request, "newsletter/deleted.html", {})


def owner(request: HttpRequest, token: str) -> Subscriber | None:
    proof = links.prove(links.PREFERENCES, token, now_of(request)) if tokens.read(token) else None
    return proof.subscriber if proof else None


VERBS = {"save": save, "move": move, "delete": delete}
