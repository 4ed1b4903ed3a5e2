"""The way through a catalogue file: every entry is judged against the rules and the site; what changes goes to a sink.

Nothing is written on the way.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from comparisons.catalogue import state
from comparisons.catalogue.definitions import DefinitionPlan, plan_definitions
from comparisons.catalogue.logos import Pictures
from comparisons.catalogue.matching import MatchupPlan, plan_matchup, resolve_bases, tools_of
from comparisons.catalogue.objects import Problems
from comparisons.catalogue.planning import Move, Names, ToolPlan, plan_tool
from comparisons.catalogue.reader import SECTIONS, Catalogue
from comparisons.catalogue.rules import FORMAT, TOP, Entry, Known, Rules
from tools.slugs import sub_names

# {(what, done): how many}, such as ("facts", "superseded").
type Counts = Counter[tuple[str, str]]


class Invalid(Exception):
    """The file has errors. They were handed to the problems' emitter."""


class Sink(Protocol):
    """Takes what changes, in the order in which it must be written."""

    def definitions(self, plan: DefinitionPlan) -> None: ...
    def tools(self, plans: Sequence[ToolPlan]) -> None: ...
    def matchups(self, plans: Sequence[MatchupPlan]) -> None: ...


@dataclass(slots=True)
class Top:
    """What the first reading keeps: everything but tools and matchups."""

    demo: bool | None = None
    categories: list[object] = field(default_factory=list)
    attributes: list[object] = field(default_factory=list)


def survey(catalogue: Catalogue, problems: Problems) -> Top:
    """Read all of the file once: its syntax, its top level, its definitions. Raises BrokenFile, Invalid."""
    top = Top()
    found: dict[str, Any] = {}
    for key, index, value in catalogue.survey():
        if index == -1:
            problems.add(key, "expected once, got the same key again")
        elif key not in TOP:
            problems.add(key, f"expected one of {', '.join(TOP)}, got an unknown key")
        elif index is None:
            found[key] = value
        elif key in {"categories", "attributes"}:
            (top.categories if key == "categories" else top.attributes).append(value)
    if found.get("format") != FORMAT:
        problems.expected("format", f'"{FORMAT}"', found.get("format"))
        raise Invalid
    for key in SECTIONS:
        if key in found:
            problems.expected(key, "a list", found[key])
    if not isinstance(found.get("demo", False), bool):
        problems.expected("demo", "true or false", found["demo"])
    else:
        top.demo = found.get("demo")
    return top


class Walk:
    """One walk through a surveyed file. `progress` hears how many tools are behind it."""

    def __init__(
        self, catalogue: Catalogue, top: Top, today: date, problems: Problems, progress: Callable[[int], object]
    ) -> None:
        self.catalogue = catalogue
        self.top = top
        self.today = today
        self.problems = problems
        self.progress = progress
        self.names = Names()
        self.pictures = Pictures(catalogue.folder, problems)
        self.counts: Counts = Counter()

    def run(self, sink: Sink) -> Counts:
        plan = plan_definitions(self.top.categories, self.top.attributes, state.defined(), self.today, self.problems)
        self.counts["categories", "written"] += len(plan.categories)
        self.counts["attributes", "written"] += len(plan.attributes)
        sink.definitions(plan)
        rules = Rules(plan.known, self.problems)
        for batch in self.catalogue.entries("tools"):
            sink.tools(self.plan_tools(batch, rules, plan.known))
            self.progress(batch[-1][0] + 1)
        self.check_paths()
        seen: dict[tuple[str, ...], str] = {}
        for batch in self.catalogue.entries("matchups"):
            sink.matchups(self.plan_matchups(batch, rules, seen))
        return +self.counts

    def plan_tools(self, batch: Iterable[tuple[int, object]], rules: Rules, known: Known) -> list[ToolPlan]:
        entries = []
        for index, raw in batch:
            entry = rules.tool(index, raw)
            if entry is None:
                self.names.mention(raw)
            else:
                entries.append(entry)
        site = state.site_of(entries)
        for entry in entries:
            self.pictures.replace_path(entry, site.tools.get(entry.key))
        plans = [plan_tool(entry, site, known, self.names, self.problems) for entry in entries]
        changed = [plan for plan in plans if plan is not None and plan.changes]
        for plan in changed:
            self.count(plan)
        return changed

    def count(self, plan: ToolPlan) -> None:
        self.counts["tools", "changed" if plan.now else "added"] += 1
        self.counts["aliases", "added"] += len(plan.aliases)
        for what, moves in (("facts", plan.facts), ("reviews", plan.reviews)):
            for move in moves:
                self.counts[what, done(move)] += 1

    def check_paths(self) -> None:
        """Refuse names that make a matchup path ambiguous. Only names with `-vs-` in them can."""
        compounds = state.compound_names()
        parts = {part for name in compounds | self.names.new.keys() if "-vs-" in name for part in sub_names(name)}
        if parts:
            self.names.ambiguities(compounds | state.names_among(parts), self.problems)

    def plan_matchups(
        self, batch: Iterable[tuple[int, object]], rules: Rules, seen: dict[tuple[str, ...], str]
    ) -> list[MatchupPlan]:
        read = [rules.matchup(index, raw) for index, raw in batch]
        entries = [entry for entry in read if entry]
        there = state.owners_of(entries)
        owners = {name: slug for name, (slug, _) in there.items()} | self.names.owners
        sets = [(entry, slugs) for entry in entries if (slugs := tools_of(entry, owners, seen, self.problems))]
        for entry, slugs in sets:
            resolve_bases(entry, slugs, owners, self.problems)
        plans = [plan_matchup(entry, slugs, now) for entry, slugs, now in self.with_state(sets, there)]
        changed = [plan for plan in plans if plan]
        for plan in changed:
            self.counts["matchups", "added" if plan.new else "changed"] += 1
        return changed

    def with_state(
        self, sets: Sequence[tuple[Entry, tuple[str, ...]]], there: dict[str, tuple[str, int]]
    ) -> list[tuple[Entry, tuple[str, ...], dict[str, Any] | None]]:
        """Each entry with its tools and what the site has about this set of tools (None: nothing)."""
        ids = dict(there.values())
        known = {slugs: [ids[slug] for slug in slugs] for _, slugs in sets if all(slug in ids for slug in slugs)}
        stored = state.matchups_now(known)
        return [(entry, slugs, stored.get(slugs)) for entry, slugs in sets]


def done(move: Move) -> str:
    if move.content is None:
        return "withdrawn"
    return "added" if move.replaces is None else "superseded"
