"""Matchups of a catalogue: which tools they mean and what they change. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comparisons.catalogue.objects import Problems
from comparisons.catalogue.rules import Entry
from comparisons.matchup import MAX_TOOLS

BLANK: dict[str, Any] = {"headline": "", "bottom_line": "", "would_change": [], "featured": False}


@dataclass(frozen=True)
class MatchupPlan:
    """A new or changed matchup with all its fields; `html` is the bottom line as stored, None if it must be made."""

    path: str
    slugs: tuple[str, ...]
    fields: dict[str, Any]
    new: bool
    html: str | None

    def texts(self) -> dict[str, str]:
        """{JSON path: Markdown} of the text that must be rendered anew, if any."""
        return {f"{self.path}.bottom_line": self.fields["bottom_line"]} if self.html is None else {}


def tools_of(
    entry: Entry, owners: Mapping[str, str], seen: dict[tuple[str, ...], str], problems: Problems
) -> tuple[str, ...]:
    """The slugs of the tools that a matchup means, in order; empty if they are not a set of its own.

    `owners` says which tool each known name leads to, `seen` which sets stood before, and where.
    """
    found = []
    for index, name in enumerate(entry.given["tools"]):
        if name in owners:
            found.append(owners[name])
        else:
            problems.expected(f"{entry.path}.tools[{index}]", "a tool of this file or of the site", name)
    slugs = tuple(sorted(set(found)))
    if len(found) < len(entry.given["tools"]):
        return ()
    if len(slugs) < len(found):
        problems.add(f"{entry.path}.tools", f"expected 2 to {MAX_TOOLS} different tools, got one of them twice")
        return ()
    if seen.setdefault(slugs, entry.path) != entry.path:
        problems.add(f"{entry.path}.tools", f"expected each set of tools once, got the same as in {seen[slugs]}")
        return ()
    return slugs


def plan_matchup(entry: Entry, slugs: Sequence[str], now: Mapping[str, Any] | None) -> MatchupPlan | None:
    """What the entry changes, or None if nothing."""
    current = {key: now[key] for key in BLANK} if now else BLANK
    given = {key: value for key, value in entry.given.items() if key != "tools"}
    fields = current | given
    if now and fields == current:
        return None
    html = now["bottom_line_html"] if now and fields["bottom_line"] == now["bottom_line"] else None
    return MatchupPlan(entry.path, tuple(slugs), fields, now is None, html)
