"""What must stand in no log: who reads us, and what opens a door. Pure."""

import re

HIDDEN = "…"
# Rather too much than a part of one: an address may hold quotes, slashes and question marks.
ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]+(?:@|%40)[^\s<>()\[\]\",;:]+")
# The token of a mail's link, with the number and the time before its proof; any other long random number.
TOKEN = re.compile(r"(?:\b[0-9a-z]{1,13}-)?(?:\b[0-9a-z]{1,8}-)?[0-9a-f]{32,}", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """`text` without mail addresses (return paths are some, too) and tokens: servers and databases quote them."""
    return TOKEN.sub(HIDDEN, ADDRESS.sub(HIDDEN, text))
