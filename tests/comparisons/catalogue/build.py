"""Catalogue files for tests: small valid entries to break, and one call that imports them."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from comparisons.catalogue.definitions import Defined, plan_definitions
from comparisons.catalogue.importer import run
from comparisons.catalogue.objects import Problems
from comparisons.catalogue.planning import Names, Site, ToolPlan, plan_tool
from comparisons.catalogue.reader import Catalogue
from comparisons.catalogue.rules import Known, Rules
from comparisons.catalogue.walking import Counts, Invalid
from tests.build import NOW

TODAY = date(2026, 11, 23)
CATEGORY = {"slug": "developer-tools", "name": "Developer Tools"}
OTHER = {"slug": "voice", "name": "Voice", "description": "Tools that speak."}
WINDOW = {
    "key": "context-window",
    "label": "Context window",
    "category": "developer-tools",
    "unit": "tokens",
    "kind": "number",
    "better": "higher",
    "stale_after_days": 180,
}
FACT = {
    "attribute": "pricing",
    "value": "Free (open weights)",
    "source": "https://example.com/pricing",
    "quote": "free",
    "checked_on": "2026-11-01",
    "method": "read",
    "outcome": "confirmed",
}
REVIEW = {
    "persona": "builder",
    "score": 84,
    "verdict": "ship",
    "body": "It *works* in the first hour.",
    "reviewed_on": "2026-11-02",
    "author": "Jo Doe",
    "author_kind": "person",
    "basis": "used it",
    "rubric": "1",
}


def tool(slug: str = "example-coder", **fields: Any) -> dict[str, Any]:
    """A complete tool without facts and reviews."""
    return {
        "slug": slug,
        "name": slug.replace("-", " ").title(),
        "vendor": "Example Labs",
        "category": "developer-tools",
        "tagline": "One line that says what it is.",
        "best_for": ["Teams of two"],
        "skip_if": ["You need less"],
        "description": "It *writes* code.",
        "website": f"https://{slug}.example.com/",
        "published_at": "2026-11-01T09:00:00Z",
    } | fields


def catalogue(*tools: dict[str, Any], **sections: Any) -> dict[str, Any]:
    start = {"format": "versed-catalog/1", "attributes": [WINDOW], "categories": [CATEGORY, OTHER]}
    return start | {"tools": list(tools)} | sections


class Importer:
    """Imports data through a file in `folder`, at the moment NOW; remembers what went wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors: list[str] = []

    def __call__(self, data: Any, *, now: Any = NOW, dry_run: bool = False) -> Counts:
        """The counts of changes; raises Invalid with the errors in `errors`, BrokenFile, Changed."""
        file = self.folder / "catalogue.json"
        file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        self.errors.clear()
        with file.open("rb") as opened:
            return run(
                Catalogue(opened, self.folder),
                now=now,
                problems=Problems(self.errors.append),
                progress=lambda phase, tools: None,
                dry_run=dry_run,
            )

    def refuse(self, data: Any) -> list[str]:
        """The errors of a catalogue that must not pass."""
        try:
            counts = self(data)
        except Invalid:
            return self.errors
        raise AssertionError(f"imported: {counts}")


EMPTY = Site(tools={}, owners={}, name_keys={}, websites={})
NOTHING = Defined(
    categories={},
    attributes={
        "pricing": {
            "label": "Pricing",
            "category": None,
            "unit": "",
            "kind": "text",
            "better": "",
            "stale_after_days": 90,
        },
        "entry-price": {
            "label": "Entry price",
            "category": None,
            "unit": "",
            "kind": "price",
            "better": "lower",
            "stale_after_days": 90,
        },
    },
    used=frozenset({"pricing", "entry-price"}),
    fixed=frozenset({"pricing", "entry-price"}),
)


def errors_in(*tools: Any, site: Site = EMPTY) -> list[str]:
    """What is wrong with these tools on a site with the categories and attributes above. No database."""
    found: list[str] = []
    problems = Problems(found.append)
    known = known_things(found.append)
    rules, names = Rules(known, problems), Names()
    for index, raw in enumerate(tools):
        entry = rules.tool(index, raw)
        if entry:
            plan_tool(entry, site, known, names, problems)
        else:
            names.mention(raw)
    names.ambiguities(set(site.owners), problems)
    return found


def known_things(emit: Callable[[str], object]) -> Known:
    return plan_definitions([CATEGORY, OTHER], [WINDOW], NOTHING, TODAY, Problems(emit)).known


def plan_of(raw: dict[str, Any], site: Site = EMPTY) -> ToolPlan:
    """What one valid tool changes."""
    found: list[str] = []
    problems = Problems(found.append)
    known = known_things(found.append)
    entry = Rules(known, problems).tool(0, raw)
    assert entry, found
    plan = plan_tool(entry, site, known, Names(), problems)
    assert plan, found
    return plan
