"""The pages of failed requests: helpful, and without a word about the inside."""

import logging
import re
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils import timezone

from comparisons.formats.openapi import API
from comparisons.moment import moment_at
from comparisons.reading.lookup import NotThere, NotYet, Unknown
from comparisons.search.nearest import nearest
from comparisons.verdict.profile import Profile
from comparisons.verdict.summaries import MatchupCard, card_of
from comparisons.web.machine import missing, opened
from tools.causes import cause_of
from tools.models import Tool
from tools.slugs import JOINT

logger = logging.getLogger("comparisons")
LAST_SEGMENT = 120
# What stands in an address before the name of a tool or of a matchup, and behind it.
BEFORE = re.compile(r"^/(?:(?:feeds/)?changes/)?(?:tools|compare|embed)/")
BEHIND = re.compile(r"(?<=.)\.(?:atom|json|md)$")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the nearest tools; 410 for a tool that was taken off the site, with the reason.

    Shared caches keep it for ten seconds, or an old copy would live on.
    """
    if f"{request.path}/".startswith(f"{API}/"):
        return opened(missing("There is no such address; see /api."))
    unknown = exception if isinstance(exception, Unknown) else None
    meant = unknown.text if unknown else BEHIND.sub("", BEFORE.sub("", request.path).split("/")[0])
    moment = moment_at(timezone.now())
    groups, removed = nearest(meant, moment) if meant else [], Tool.objects.removed(meant.split(JOINT))
    context = {
        "today": moment.today,
        "demo": moment.stamp.demo,
        "path": "",
        "meant": meant[:LAST_SEGMENT],
        "unknown": unknown.names if unknown else (),
        "words": str(exception) if isinstance(exception, NotThere) else "",
        "not_yet": request.path if isinstance(exception, NotYet) else "",
        "removed": removed,
        "card": card_near(groups),
        "near": list({profile.slug: profile for group in groups for profile in group}.values())[:6],
    }
    page = render_to_string("errors/404.html", context, request, using="jinja2")
    kept = {"Cache-Control": "public, max-age=0, s-maxage=10", "Vary": "Accept-Encoding"}
    return HttpResponse(page, status=410 if removed else 404, headers=kept)


def card_near(groups: Sequence[Sequence[Profile]]) -> MatchupCard | None:
    """The matchup of the nearest tools, where the address seems to name more than one."""
    pair = [group[0] for group in groups if group]
    return card_of(pair) if len({profile.slug for profile in pair}) > 1 else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; or 413 for a form whose texts are more than is kept in memory."""
    if isinstance(exception, RequestDataTooBig):
        return plain_error("errors/413.html", 413, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return plain_error("errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return plain_error("errors/403.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the database went while another error's page was made, which no middleware sees."""
    error = sys.exception()
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("503 for %s %s: %s", request.method, request.path, cause_of(error))
        body = render_to_string("errors/503.html", using="jinja2")
        return HttpResponse(body, status=503, headers={"Cache-Control": "no-store", "Retry-After": "10"})
    return HttpResponseServerError(
        render_to_string("errors/500.html", using="jinja2"), headers={"Cache-Control": "no-store"}
    )


def plain_error(template: str, status: int, **context: Any) -> HttpResponse:
    body = render_to_string(template, context, using="jinja2")
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})
