"""The proofs in mail links. Each belongs to one subscriber and one purpose, and opens nothing else. Pure.

They are keyed by a random secret of the subscriber's own row, not by a key of the site: so a link to leave works for
ever, whatever keys are rotated, and forgetting a subscriber ends every link. Lower case: paths have no upper case.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SHAPE = re.compile(r"([0-9a-z]{1,13})(?:-([0-9a-z]{1,8}))?-([0-9a-f]{32})")
MAC_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart, not yet proven: whose it says it is, and until when (in epoch seconds; 0: for ever)."""

    subscriber: int
    expires: int
    mac: str


def make(purpose: str, subscriber: int, secret: str, expires: int = 0, extra: str = "") -> str:
    """`extra` binds the token to something that changes when it is used, so that it works once."""
    number = base36(subscriber)
    mac = mac_of(purpose, subscriber, secret, expires, extra)
    return f"{number}-{base36(expires)}-{mac}" if expires else f"{number}-{mac}"


def read(text: str) -> Token | None:
    match = SHAPE.fullmatch(text)
    if not match:
        return None
    subscriber = int(match[1], 36)
    if subscriber >= 2**63:
        return None
    return Token(subscriber, int(match[2], 36) if match[2] else 0, match[3])


def proves(token: Token, purpose: str, secret: str, extra: str = "") -> bool:
    right = mac_of(purpose, token.subscriber, secret, token.expires, extra)
    return hmac.compare_digest(right, token.mac)


def mac_of(purpose: str, subscriber: int, secret: str, expires: int, extra: str) -> str:
    message = f"{purpose}\n{subscriber}\n{expires}\n{extra}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:MAC_LENGTH]


def base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text or "0"
