"""Providers' reports of bounces and complaints. Their formats and signatures are read by django-anymail."""

import logging
from typing import Any

from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tools.discretion import without_secrets

logger = logging.getLogger("newsletter")
BY_PASSWORD = {
    "brevo": BrevoTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}


@require_POST
def take(request: HttpRequest, provider: str) -> HttpResponse:
    """POST by a provider. Without a secret in the settings the address does not exist; what is not signed is a 400."""
    reader = reader_of(provider)
    if reader is None:
        raise Http404
    try:
        reader.run_validators(request)
        events = reader.parse_events(request)
    except Exception as error:  # whatever a stranger's bytes do to the library's reader, they are no fault of ours
        why = without_secrets(str(error))[:200]
        logger.warning("a report of %s was refused: %s: %s", provider, type(error).__name__, why)
        return HttpResponse("not a report that can be trusted or read", status=400, content_type="text/plain")
    for event in events:
        reader.signal.send(sender=type(reader), event=event, esp_name=reader.esp_name)
    return HttpResponse()


def reader_of(provider: str) -> Any:
    """The library's reader, which checks a request and takes it apart; None where no secret is set for it."""
    if provider == "mailgun" and settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"]:
        return MailgunTrackingWebhookView(basic_auth=[])  # signed: the password of the others is not asked for
    if provider in BY_PASSWORD and settings.ANYMAIL["WEBHOOK_SECRET"]:
        return BY_PASSWORD[provider]()
    return None
