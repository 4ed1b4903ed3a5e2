"""Matchups of a catalogue: which tools they mean and what they change. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comparisons.catalogue.objects import Problems
from comparisons.catalogue.rules import BASIS, Entry
from comparisons.params.matchup import MAX_TOOLS
from comparisons.verdict.basis import renamed
from comparisons.verdict.editor import founded

BLANK: dict[str, Any] = {"headline": "", "bottom_line": "", "would_change": [], "featured": False}
BASES = ("headline_basis", "bottom_line_basis")


@dataclass(frozen=True)
class MatchupPlan:
    """A new or changed matchup with all its fields; `html` is the bottom line as stored, None if it must be made.

    Bases name tools by their slugs; words that have none are to rest on what is true after the import.
    """

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
    current = {key: now[key] for key in (*BLANK, *BASES)} if now else BLANK | dict.fromkeys(BASES)
    texts = {key: entry.given.get(key, current[key]) for key in BLANK}
    fields = with_given(founded(texts, current), entry.given)
    if now and fields == current:
        return None
    html = now["bottom_line_html"] if now and fields["bottom_line"] == now["bottom_line"] else None
    return MatchupPlan(entry.path, tuple(slugs), fields, now is None, html)


def resolve_bases(entry: Entry, slugs: Sequence[str], owners: Mapping[str, str], problems: Problems) -> None:
    """Name the tools in the bases of an entry by their slugs; report those that are no tools of the matchup."""
    names = {name: owners[name] for name in entry.given["tools"]} | {slug: slug for slug in slugs}
    places: list[tuple[str, dict[str, Any]]] = [(entry.path, entry.given)]
    places += [(f"{entry.path}.would_change[{n}]", item) for n, item in enumerate(entry.given.get("would_change", ()))]
    for path, holder in places:
        for key in {"basis", "bottom_line_basis"} & holder.keys():
            basis = holder[key]
            used = tools_in(basis) if basis else set()
            if strange := sorted(used - names.keys()):
                problems.expected(f"{path}.{key}", "only tools of this matchup", strange[0])
            elif basis and len(basis) == len(BASIS):
                holder[key] = renamed(basis, names)
            else:
                holder[key] = None


def tools_in(basis: Mapping[str, Any]) -> set[str]:
    tops = (slug for slugs in basis.get("tops", {}).values() for slug in slugs)
    return {*tops, *basis.get("points", {}), *filter(None, [basis.get("leader")])}


def with_given(fields: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with the bases that a file gives: `basis` for all words, and those of single ones that differ."""
    own = given.get("basis")
    bases = {"headline_basis": own, "bottom_line_basis": given.get("bottom_line_basis", own)}
    found = {
        name: (basis or fields[name]) if fields[name.removesuffix("_basis")] else None for name, basis in bases.items()
    }
    told = [item.get("basis", own) for item in given["would_change"]] if "would_change" in given else []
    told = told or [own] * len(fields["would_change"])
    changes = [
        {**item, "basis": basis or item["basis"]} for item, basis in zip(fields["would_change"], told, strict=True)
    ]
    return {**fields, **found, "would_change": changes}
