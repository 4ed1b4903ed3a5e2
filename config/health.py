"""Whether the process lives, and whether it can serve. Neither answer asks for a restart because a database is down."""

import logging

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.readiness import problems

logger = logging.getLogger("config")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers. Asks nothing of anybody."""
    return text("ok", 200)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything is there that serving needs, else 503 with what is not, a line each.

    What is wrong with the mail server stands below `ready`: pages are served all the same.
    """
    warnings: list[str] = []
    wrong = problems(timezone.now(), warnings)
    if wrong:
        logger.warning("not ready: %s", "; ".join(wrong))
    return text("\n".join(wrong), 503) if wrong else text("\n".join(["ready", *warnings]), 200)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look without being told; the file itself has a hashed name."""
    response = HttpResponseRedirect(staticfiles_storage.url("img/favicon.ico"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def text(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
