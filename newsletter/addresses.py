"""E-mail addresses: which are taken, in which form they are kept, and which look mistyped. Pure."""

import re

import idna

MAX_ADDRESS = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
MAX_LOCAL = 64
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(rf"{ATOM}(\.{ATOM})*", re.IGNORECASE)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

COMMON = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "proton.me",
    "protonmail.com", "live.com", "gmx.de", "gmx.net", "web.de", "aol.com", "fastmail.com",
)  # fmt: skip
# Right as they are, though one letter away from a common one.
REAL = {
    "mail.com",
    "gmx.com",
    "gmx.at",
    "ymail.com",
    "live.de",
    "me.com",
    "email.com",
    "pm.me",
    "yahoo.co",
    "hotmail.co",
}

# Domains of one provider, of which each name is one mailbox, and what it ignores in a name.
SAME_MAILBOX = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
}
IGNORED = {"gmail.com": ".", "proton.me": "._-"}


class BadAddress(ValueError):
    """Not an address that mail can be sent to. The message tells the writer what to change."""


def parse_address(text: str) -> str:
    """The address in the form that is stored and mailed: the domain in lower case, in its ASCII form (UTS 46).

    Raises BadAddress. Nothing that could break a header or name a second recipient passes.
    """
    text = text.strip(" \t")
    if not text:
        raise BadAddress("Type your address, for example reader@example.com.")
    local, at, domain = text.rpartition("@")
    if not (at and local and domain):
        raise BadAddress("Add the part after the @, for example reader@example.com.")
    if not local.isascii():
        raise BadAddress("Before the @, only letters a to z, digits and . _ + - can be mailed.")
    if not LOCAL.fullmatch(local) or len(local) > MAX_LOCAL:
        raise BadAddress("The part before the @ is not one that mail servers take.")
    address = f"{local}@{ascii_domain(domain)}"
    if len(address) > MAX_ADDRESS:
        raise BadAddress(f"The address is too long: {MAX_ADDRESS} characters at most.")
    return address


def ascii_domain(domain: str) -> str:
    """A domain of at least two labels in lower-case ASCII. Raises BadAddress.

    Non-transitional, as registries and browsers do it: faß.de is xn--fa-hia.de. Python's own codec would make fass.de
    of it, where somebody else lives. What is ASCII already stays as it is, so no key that is stored changes.
    """
    wrong = BadAddress("The part after the @ is not a domain, as example.com is one.")
    try:
        plain = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True, std3_rules=True).decode()
    except UnicodeError:  # which idna.IDNAError is
        raise wrong from None
    labels = plain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(LABEL.fullmatch(label) for label in labels):
        raise wrong
    return plain


def address_key(address: str) -> str:
    """What makes two addresses the same mailbox to us: no mailbox in use tells upper from lower case."""
    return address.lower()


def inbox_of(address: str) -> str:
    """The inbox that an address ends in, as far as one can know: for limits, never to mail to.

    What stands behind a plus is a tag of its owner's, and some providers ignore dots.
    """
    local, _, domain = address.lower().rpartition("@")
    domain = SAME_MAILBOX.get(domain, domain)
    name = local.partition("+")[0] or local
    bare = name.translate({ord(sign): None for sign in IGNORED.get(domain, "")})
    return f"{bare or name}@{domain}"


def mailbox_of(text: str) -> str:
    """The key of an address that somebody else spelled; empty where it is none."""
    try:
        return address_key(parse_address(text))
    except BadAddress:
        return ""


def hint(address: str) -> str:
    """The address that was probably meant, when the domain is one slip away from a common one; else empty."""
    local, _, domain = address.rpartition("@")
    if domain in COMMON or domain in REAL:
        return ""
    near = next((common for common in COMMON if one_slip(domain, common)), "")
    return f"{local}@{near}" if near else ""


def one_slip(given: str, meant: str) -> bool:
    """Whether one letter was left out, added, changed, or two neighbours swapped."""
    if abs(len(given) - len(meant)) > 1 or given == meant:
        return False
    start = next((i for i, (a, b) in enumerate(zip(given, meant, strict=False)) if a != b), min(len(given), len(meant)))
    rest, wanted = given[start:], meant[start:]
    swapped = len(rest) > 1 and len(wanted) > 1 and rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
