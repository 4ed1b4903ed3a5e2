"""The pictures of tools. Everything else about tools is shown by the comparisons app."""

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from tools import logos
from tools.causes import cause_of

logger = logging.getLogger("tools")


@require_safe
def logo(request: HttpRequest, name: str, side: str) -> FileResponse:
    """One square of a logo. Its name is random and never reused, so caches may keep it for ever."""
    path = logos.paths(name)[0 if int(side) == logos.SMALL else 1]
    try:
        file = path.open("rb")
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            logger.error("a logo cannot be read: %s", cause_of(error))
        raise Http404 from error
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        # We drew the picture ourselves; should a browser ever take it for a page, that page may do nothing.
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, content_type="image/webp", headers=headers)
