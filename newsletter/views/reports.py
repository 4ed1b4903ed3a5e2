"""Providers' reports of bounces and complaints. Their formats and signatures are read by django-anymail."""

import logging
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailImproperlyInstalled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from tools.discretion import without_secrets

logger = logging.getLogger("newsletter")


@dataclass(frozen=True, slots=True)
class Provider:
    """`key`: the setting of django-anymail that proves a report. Without one, the secret in the address does."""

    name: str
    key: str = ""

    def reader(self, url: str) -> Any:
        """The library's reader, which checks a request and takes it apart.

        Raises AnymailImproperlyInstalled where the packages of the provider are missing.
        """
        module = import_module(f"anymail.webhooks.{self.name}")
        (view,) = {
            value
            for name, value in vars(module).items()
            if name.endswith("TrackingWebhookView") and value.__module__ == module.__name__
        }
        about = {"webhook_url": url} if self.name == "mandrill" else {}  # which signs the address, too
        return view(basic_auth=[], **about) if self.key else view()


PROVIDERS = {
    "amazon-ses": Provider("amazon_ses"),
    "brevo": Provider("brevo"),
    "mailersend": Provider("mailersend", "MAILERSEND_SIGNING_SECRET"),
    "mailgun": Provider("mailgun", "MAILGUN_WEBHOOK_SIGNING_KEY"),
    "mailjet": Provider("mailjet"),
    "mailtrap": Provider("mailtrap", "MAILTRAP_TRACKING_SECRET"),
    "mandrill": Provider("mandrill", "MANDRILL_WEBHOOK_KEY"),
    "postal": Provider("postal", "POSTAL_WEBHOOK_KEY"),
    "postmark": Provider("postmark"),
    "resend": Provider("resend", "RESEND_SIGNING_SECRET"),
    "sendgrid": Provider("sendgrid", "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY"),
    "sparkpost": Provider("sparkpost"),
    "unisender-go": Provider("unisender_go", "UNISENDER_GO_API_KEY"),
}


@require_http_methods(["POST", "GET", "HEAD"])
def take(request: HttpRequest, provider: str) -> HttpResponse:
    """POST by a provider. Without a secret in the settings the address does not exist; what is not signed is a 400.

    Some ask with GET or HEAD whether there is somebody, before they post anything.
    """
    known = PROVIDERS.get(provider)
    if known is None or not settings.ANYMAIL.get(known.key or "WEBHOOK_SECRET"):
        raise Http404
    if request.method != "POST":
        return HttpResponse()
    if not known.key and not request.headers.get("Authorization"):
        return asking_for_the_secret()
    try:
        heed(known, request)
    except AnymailImproperlyInstalled:
        logger.error("reports of %s need more packages: bin/setup providers", provider)
        return said("its packages are not installed here", 503)
    except Unreadable as error:
        logger.warning("a report of %s was refused: %s", provider, error)
        return said("not a report that can be trusted or read", 400)
    return HttpResponse()


class Unreadable(Exception):
    """Not a report that can be trusted or read. The message says why, without secrets."""


def heed(provider: Provider, request: HttpRequest) -> None:
    """Tell what a report says. Raises Unreadable and AnymailImproperlyInstalled."""
    reader = provider.reader(f"{settings.SITE_ORIGIN}{request.path}")
    try:
        reader.run_validators(request)
        events = list(reader.parse_events(request))
    except Exception as error:  # whatever a stranger's bytes do to the library's reader, they are no fault of ours
        raise Unreadable(f"{type(error).__name__}: {without_secrets(str(error))[:200]}") from None
    for event in events:
        reader.signal.send(sender=type(reader), event=event, esp_name=reader.esp_name)


def asking_for_the_secret() -> HttpResponse:
    """Amazon sends the secret of the address only to who asks for it."""
    response = said("the secret is missing", 401)
    response["WWW-Authenticate"] = 'Basic realm="reports"'
    return response


def said(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")
