"""The return path: an address of ours that names the delivery, signed, so that a bounce tells which one failed."""

import hashlib
import hmac
import re

from django.conf import settings

SIGNED = re.compile(r"\+b-([dm])(\d{1,18})-([0-9a-f]{12})@", re.IGNORECASE)


def return_path(what: str) -> str:
    """`what` is d and the number of a delivery, or m and the number of another mail."""
    local, _, domain = settings.MAIL_FROM[1].rpartition("@")
    return f"{local}+b-{what}-{signature(what)}@{domain}"


def read_return_path(address: str) -> tuple[str, int] | None:
    """(d or m, number) that a genuine return path names."""
    match = SIGNED.search(address)
    if not match:
        return None
    kind, number = match[1].lower(), match[2]
    if not any(hmac.compare_digest(right, match[3].lower()) for right in signatures(f"{kind}{number}")):
        return None
    return kind, int(number)


def return_paths_in(text: str) -> list[str]:
    """What looks like a return path, genuine or not: in a header, or in the copy of a mail. RFC 5965 wraps lines."""
    return [found[0] for found in SIGNED.finditer(text)]


def signature(what: str) -> str:
    return signatures(what)[0]


def signatures(what: str) -> list[str]:
    """With the key of today, and with those before it: bounces come late."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(f"return-path:{key}".encode(), what.encode(), hashlib.sha256).hexdigest()[:12] for key in keys]
