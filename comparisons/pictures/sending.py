"""The answer that a picture is: under its mark it never changes."""

from django.http import HttpResponse

from comparisons.http import PublicRequest, moved
from comparisons.options import last
from comparisons.pictures.cards import Shown
from comparisons.pictures.drawing import draw

YEAR = "public, max-age=31536000, immutable"


def drawn(shown: Shown, request: PublicRequest) -> HttpResponse:
    """The PNG; under its mark it is kept for a year. Another mark moves on to the present one."""
    asked = last(dict(request.GET.lists()), "v")
    if asked and asked != shown.mark:
        return moved(f"{request.path}?v={shown.mark}")
    response = HttpResponse(draw(shown), "image/png")
    if asked:
        response.headers["Cache-Control"] = YEAR
    return response
