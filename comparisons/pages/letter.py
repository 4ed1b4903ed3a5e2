"""The letter that a reader begins by pressing a link. Pure."""

from urllib.parse import quote

ASKED = ("What it says:", "What it should say:", "Where one can read that:")


def letter_to(address: str, page: str = "") -> str:
    """A `mailto:` address (RFC 6068); where `page` is the address of one, the letter names it and asks what helps."""
    start = "mailto:" + quote(address, safe="@+")
    if not page:
        return start
    body = "".join(f"{line}\r\n\r\n" for line in (page, *ASKED))
    return f"{start}?subject={quote('Error on ' + page, safe='')}&body={quote(body, safe='')}"
