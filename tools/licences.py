"""Which kind of licence a text names: what lists filter by. Pure: pages print the text itself."""

import re

KINDS = {
    "open": "Open source",
    "limited": "Open with conditions",
    "closed": "Proprietary",
    "other": "Other words",
    "unknown": "Not known",
}
LIMITED = re.compile(
    r"community|non-?commercial|restrict|condition|fair-?code|sustainable|openrail|source[- ]available|research"
    r"|modified|elastic|sspl|business source|open weights"
)
CLOSED = re.compile(r"proprietary|commercial|closed|all rights reserved")
OPEN = re.compile(r"\b(mit|apache|bsd|a?gpl|lgpl|gnu|mpl|mozilla|isc|cc0|cc[- ]by|public domain|unlicense|open source)")


def licence_kind(text: str | None) -> str:
    """The kind as the address names it. Conditions count for more than the rest of the text.

    >>> licence_kind("Apache 2.0"), licence_kind("Llama 4 community licence"), licence_kind(None)
    ('open', 'limited', 'unknown')
    """
    if not text:
        return "unknown"
    said = text.casefold()
    if LIMITED.search(said):
        return "limited"
    if CLOSED.search(said):
        return "closed"
    return "open" if OPEN.search(said) else "other"
