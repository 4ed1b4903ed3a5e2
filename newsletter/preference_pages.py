"""The page of a subscriber's choices, and what its forms do."""

from datetime import timedelta
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from newsletter import consent, links, moving, tokens
from newsletter.addresses import BadAddress, parse_address
from newsletter.answers import private
from newsletter.models import Subscriber
from tools.models import Category
from votes.limits import allowed

PAUSES = (0, 2, 4, 8, 12)


def preferences_page(request: HttpRequest, token: str, **more: object) -> HttpResponse:
    subscriber = owner(token)
    if subscriber is None:
        return private(request, "newsletter/bad_link.html", {}, status=404)
    paused = subscriber.paused_until
    context = {
        "subscriber": subscriber,
        "listed": subscriber.status == Subscriber.Status.CONFIRMED,
        "categories": list(Category.objects.order_by("name")),
        "chosen": set(subscriber.interests.values_list("pk", flat=True)),
        "pauses": PAUSES,
        "paused_until": paused if paused and paused > timezone.localdate() else None,
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
        until = timezone.localdate() + timedelta(weeks=int(weeks)) if int(weeks) else None
        Subscriber.objects.filter(pk=subscriber.pk).update(paused_until=until)
    return preferences_page(request, token, done="Saved.")


def move(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """A new address is asked first; until then nothing changes."""
    typed = request.POST.get("email", "")[:1000]
    try:
        address = parse_address(typed)
    except BadAddress as problem:
        return preferences_page(request, token, problem=str(problem), typed=typed)
    if allowed(moving.LIMIT, str(subscriber.pk), timezone.now()):
        moving.ask(subscriber, address, quote(address), timezone.now())
    return preferences_page(request, token, done=f"We sent a link to {address}. Press it to use that address.")


def delete(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        return private(request, "newsletter/delete.html", {"token": token, "address": subscriber.address})
    consent.forget(subscriber, timezone.now())
    return private(request, "newsletter/deleted.html", {})


def owner(token: str) -> Subscriber | None:
    proof = links.prove(links.PREFERENCES, token, timezone.now()) if tokens.read(token) else None
    return proof.subscriber if proof else None


VERBS = {"save": save, "move": move, "delete": delete}
