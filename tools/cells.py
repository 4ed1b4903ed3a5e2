"""Cells of a CSV that no spreadsheet runs as a formula. Pure."""

# How a formula begins in one: Excel takes the full-width signs of East Asian keyboards, too, and looks behind a tab.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(text: str) -> str:
    """The text, behind an apostrophe where it would be run."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain_cell(text: str) -> str:
    """A cell as it was before `safe_cell` guarded it."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text
