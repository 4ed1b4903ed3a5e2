"""Matchup paths: from the text of an address to two to four tools, and back. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.slugs import JOINT, MAX_SLUG, sub_names

MAX_TOOLS = 4
# Longer texts cannot be a matchup: four slugs and the joints between them.
MAX_TEXT = MAX_TOOLS * MAX_SLUG + (MAX_TOOLS - 1) * len(JOINT)
MAX_PARTS = 12


class TooMany(ValueError):
    """The path names more tools than one page compares."""


@dataclass(frozen=True, slots=True)
class Known:
    """A name that leads to a tool: the tool's current slug, and whether the name is that slug."""

    slug: str
    current: bool


def candidates(text: str) -> set[str]:
    """Every name that could stand in `text`: what to ask the table of names for. Empty for hopeless texts."""
    if len(text) > MAX_TEXT or text.count(JOINT) >= MAX_PARTS:
        return set()
    return {name for name in sub_names(text) if name}


def canonical(slugs: Iterable[str]) -> str:
    """The path text of a set of tools: their slugs by code point, joined by `-vs-`."""
    return JOINT.join(sorted(set(slugs)))


def read_path(text: str, known: Mapping[str, Known]) -> list[str] | None:
    """The current slugs of the tools that `text` names, in canonical order, each once; None if no reading fits.

    Of several readings the one with the fewest aliases wins, then the one with the fewest names. One slug is returned
    for a tool compared with itself. Raises TooMany when the only readings name more than four tools.
    """
    readings = sorted(
        all_readings(text.split(JOINT), known),
        key=lambda names: (sum(not known[name].current for name in names), len(names)),
    )
    for names in readings:
        slugs = sorted({known[name].slug for name in names})
        if len(slugs) <= MAX_TOOLS:
            return slugs
    if readings:
        raise TooMany(text)
    return None


def all_readings(parts: list[str], known: Mapping[str, Known]) -> list[list[str]]:
    """Every way to cut `parts` into known names, left to right."""
    if not parts:
        return [[]]
    found = []
    for end in range(1, len(parts) + 1):
        name = JOINT.join(parts[:end])
        if name in known:
            found += [[name, *rest] for rest in all_readings(parts[end:], known)]
    return found


def counts_more_than_four(text: str) -> bool:
    """Whether `text` reads as five or more tools, known or not: the answer then names the limit."""
    return len([part for part in text.split(JOINT) if part]) > MAX_TOOLS


def unknown_names(text: str, known: Mapping[str, Known]) -> list[str]:
    """The parts of `text` that no reading explains: what is left when known names cover as many parts as they can."""
    parts = text.split(JOINT)
    best: list[list[str]] = [[]]
    for end in range(1, len(parts) + 1):
        covered = [best[start] for start in range(end) if JOINT.join(parts[start:end]) in known]
        best.append(min([[*best[end - 1], parts[end - 1]], *covered], key=len))
    return list(dict.fromkeys(part for part in best[-1] if part)) or [text]
