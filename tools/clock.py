"""The instant of a request: the clock is asked once, and all that an answer says and stores is of that instant."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

KEPT = "_instant"


def now_of(request: HttpRequest) -> datetime:
    """When this request is answered: whoever asks first fixes it."""
    if not hasattr(request, KEPT):
        setattr(request, KEPT, timezone.now())
    now: datetime = getattr(request, KEPT)
    return now
