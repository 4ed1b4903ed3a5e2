"""Who votes, without an account: a random number in a signed cookie, of which the database keeps a keyed hash.

A page that is cached never asks; the first write makes the number. A cookie that was forged, cut, signed by another
key, too old or sent twice is nobody's: it never becomes somebody else's.
"""

import hmac
import re
import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase

LIFE = timedelta(days=400)  # what browsers keep a cookie at most
SALT = "visitor.v1"
NUMBER = re.compile(r"[0-9a-f]{32}")
LONGEST = 200
# Readable by scripts and without a number: it only says that there is something to ask for.
KNOWN = "known"


def signer() -> TimestampSigner:
    return TimestampSigner(key=settings.VISITOR_KEY, salt=SALT, fallback_keys=[*settings.VISITOR_KEY_FALLBACKS])


def number_in(request: HttpRequest) -> str | None:
    """The visitor's number (128 random bits, 32 hex digits) in the cookie of this request; None of a stranger."""
    value = request.COOKIES.get(settings.VISITOR_COOKIE, "")
    header = request.META.get("HTTP_COOKIE", "")
    if not value or len(value) > LONGEST or len(re.findall(rf"(?:^|;)\s*{settings.VISITOR_COOKIE}=", header)) > 1:
        return None
    try:
        number = signer().unsign(value, max_age=LIFE)
    except BadSignature:
        return None
    return number if NUMBER.fullmatch(number) else None


def new_number() -> str:
    return secrets.token_hex(16)


def key_of(number: str) -> str:
    """What the database keeps of a number: a leaked table cannot vote."""
    return keyed("visitor", number)


def keyed(purpose: str, text: str) -> str:
    """A hash that only this site can make (HMAC-SHA-256, 64 hex digits)."""
    return hmac.new(settings.VOTER_PEPPER.encode(), f"{purpose}:{text}".encode(), sha256).hexdigest()


def remember(response: HttpResponseBase, number: str) -> None:
    """Set the cookie of a visitor anew, and the one that tells scripts that there is something to ask for."""
    put(response, settings.VISITOR_COOKIE, signer().sign(number), LIFE)
    put(response, KNOWN, "1", LIFE)


def forget(response: HttpResponseBase) -> None:
    """Take both cookies back. A `__Host-` cookie is only replaced by one that is as secure as itself."""
    put(response, settings.VISITOR_COOKIE, "", timedelta(0))
    put(response, KNOWN, "", timedelta(0))


def put(response: HttpResponseBase, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(name, value, max_age=life, secure=settings.SITE_HTTPS, httponly=name != KNOWN, samesite="Lax")
