"""Where mail providers report bounces and complaints. Their formats and signatures are read by django-anymail."""

import logging

from anymail.exceptions import AnymailError
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)
BY_PASSWORD = {
    "brevo": BrevoTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}


@require_POST
def take(request: HttpRequest, provider: str) -> HttpResponse:
    """POST by a provider. Without a secret in the settings the address does not exist; what is not signed is a 400."""
    if provider == "mailgun" and settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"]:
        view = MailgunTrackingWebhookView.as_view(webhook_secret=[])
    elif provider in BY_PASSWORD and settings.ANYMAIL["WEBHOOK_SECRET"]:
        view = BY_PASSWORD[provider].as_view()
    else:
        raise Http404
    try:
        response: HttpResponse = view(request)
    except (AnymailError, SuspiciousOperation, ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("a report of %s was refused: %s", provider, type(error).__name__)
        return HttpResponse("not a report that can be trusted or read", status=400, content_type="text/plain")
    return response
