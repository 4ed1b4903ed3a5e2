"""Whether the process lives, and whether it can serve. Neither answer asks for a restart because a database is down."""

import shutil

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

LEAST_FREE_BYTES = 100_000_000


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers. Asks nothing of anybody."""
    return text("ok", 200)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and the disk has room, else 503 with what is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return text("database does not answer", 503)
    if shutil.disk_usage(settings.BASE_DIR).free < LEAST_FREE_BYTES:
        return text("disk is full", 503)
    return text("ready", 200)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look without being told; the file itself has a hashed name."""
    response = HttpResponseRedirect(staticfiles_storage.url("img/favicon.ico"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def text(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
