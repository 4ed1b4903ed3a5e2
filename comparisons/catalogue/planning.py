"""What the entries of a catalogue change on a site that is in a given state. No database.

The state comes in as plain values (`Site`), so that the same functions serve the check, the dry run and the import.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comparisons.catalogue.objects import Problems
from comparisons.catalogue.rules import Entry, Known, ToolEntry
from comparisons.verdict.profile import split_lines
from tools.slugs import ambiguous_path, name_key, sub_names, website_key
from tools.states import State

BLANK_TOOL: dict[str, Any] = {
    "vendor": "", "best_for": "", "skip_if": "", "description": "", "website": "", "logo": "",
    "published_at": None, "discontinued_on": None, "gone_because": "",
}  # fmt: skip
BLANK_EVIDENCE: dict[str, Any] = {"source": "", "quote": "", "checked_on": None, "method": "", "outcome": ""}
CHECK = ("checked_on", "method", "outcome")
BLANK_REVIEW: dict[str, Any] = {"rubric": "1"}
NEEDED_REVIEW = ("score", "verdict", "body", "reviewed_on", "author", "author_kind", "basis")
KEY_LENGTH = 80
WEBSITE_KEY_LENGTH = 300
# What a statement says; the rest of a row is where from and by whom.
FACT_STATEMENT = ("value",)
REVIEW_STATEMENT = ("score", "verdict")


@dataclass(frozen=True)
class Row:
    """A current fact or review in the database."""

    pk: int
    content: dict[str, Any]
    reason: str = ""
    since: int | None = None

    def stands_since(self, content: Mapping[str, Any], statement: Sequence[str]) -> int | None:
        """The row since which the statement of `content` stands, if it is that of this row."""
        same = all(content[name] == self.content[name] for name in statement)
        return (self.since or self.pk) if same else None


@dataclass(frozen=True)
class ToolNow:
    """A tool in the database. `fields` has what an entry can give, the category as its slug."""

    pk: int
    fields: dict[str, Any]
    description_html: str
    facts: dict[str, Row]
    reviews: dict[str, Row]


@dataclass(frozen=True, slots=True)
class Site:
    """What the database holds about some entries: tools by slug, and who has a name, a name key, a website key."""

    tools: Mapping[str, ToolNow]
    owners: Mapping[str, str]
    name_keys: Mapping[str, str]
    websites: Mapping[str, str]


@dataclass(frozen=True)
class Move:
    """One step of the record: `content` takes the place of the row `replaces`; without content it is withdrawn."""

    path: str
    key: str
    content: dict[str, Any] | None
    reason: str
    replaces: int | None
    since: int | None = None


@dataclass(frozen=True)
class ToolPlan:
    """Everything that changes about one tool. `fields` is complete."""

    entry: ToolEntry
    now: ToolNow | None
    fields: dict[str, Any]
    fields_change: bool
    aliases: list[str]
    facts: list[Move]
    reviews: list[Move]

    @property
    def changes(self) -> bool:
        return self.now is None or self.fields_change or bool(self.aliases or self.facts or self.reviews)

    def texts(self) -> dict[str, str]:
        """{JSON path: Markdown} of the texts that must be rendered anew."""
        found = {f"{move.path}.body": move.content["body"] for move in self.reviews if move.content}
        before = self.now.fields["description"] if self.now else ""
        if self.fields["description"] != before:
            found[f"{self.entry.path}.description"] = self.fields["description"]
        return found


@dataclass(slots=True)
class Names:
    """Which tool of the file claims what, each with the path of the claim; to be kept for one reading of the file."""

    owners: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    tools: dict[str, str] = field(default_factory=dict)
    name_keys: dict[str, str] = field(default_factory=dict)
    websites: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)

    def mention(self, raw: object) -> None:
        """Remember the names of an entry that has errors, so that others who refer to it are not wrong for it."""
        if isinstance(raw, dict) and isinstance(raw.get("slug"), str):
            listed = raw.get("aliases")
            for name in [raw["slug"], *(listed if isinstance(listed, list) else [])]:
                if isinstance(name, str):
                    self.owners.setdefault(name, raw["slug"])

    def ambiguities(self, others: set[str], problems: Problems) -> None:
        """Report every new name that gives a matchup path two readings. `others` are the site's names beside it."""
        compounds = {name for name in others | self.new.keys() if "-vs-" in name}
        parts = {part for name in compounds for part in sub_names(name)}
        names = others & parts
        fresh = [name for name in self.new if name in parts]
        while path := ambiguous_path(names | set(fresh)):
            if ambiguous_path(names):
                return  # it was so before; nothing of this file is to blame
            low, high = 0, len(fresh) - 1
            while low < high:
                middle = (low + high) // 2
                if ambiguous_path(names | set(fresh[: middle + 1])):
                    high = middle
                else:
                    low = middle + 1
            path = ambiguous_path(names | set(fresh[: low + 1])) or path
            wrong = fresh.pop(low)
            problems.add(
                self.new[wrong], f'expected a name that keeps matchup paths clear, got "{wrong}": '
                f"/compare/{path} would have two readings",
            )  # fmt: skip


def plan_tool(entry: ToolEntry, site: Site, known: Known, names: Names, problems: Problems) -> ToolPlan | None:
    """What `entry` changes; None when it cannot be so. Problems go to `problems`."""
    before = problems.count
    now = site.tools.get(entry.key)
    current = now.fields if now else BLANK_TOOL
    complete = current | entry.given
    for key in () if now else ("name", "category", "tagline"):
        if key not in complete and key not in entry.broken:
            problems.add(f"{entry.path}.{key}", "expected a value, got nothing (the tool is new)")
    claim(entry, complete, site, names, problems)
    facts = list(plan_facts(entry, now, complete.get("category"), known, problems))
    reviews = list(plan_reviews(entry, now, problems))
    if problems.count > before:
        return None
    aliases = [name for name in dict.fromkeys(entry.aliases) if name not in site.owners and name != entry.key]
    changes = any(not same_field(key, value, current.get(key)) for key, value in entry.given.items())
    return ToolPlan(entry, now, complete, changes, aliases, facts, reviews)


def same_field(key: str, given: object, current: object) -> bool:
    if key in {"best_for", "skip_if"} and isinstance(current, str):
        current = "\n".join(split_lines(current))
    return given == current


def claim(entry: ToolEntry, fields: Mapping[str, Any], site: Site, names: Names, problems: Problems) -> None:
    """Take the names, the product name and the website of a tool, or report who has them already."""
    if (first := names.tools.setdefault(entry.key, entry.path)) != entry.path:
        problems.add(f"{entry.path}.slug", f'expected each tool once, got "{entry.key}" as in {first}')
        return
    places = [f"{entry.path}.slug", *(f"{entry.path}.aliases[{n}]" for n in range(len(entry.aliases)))]
    for path, name in zip(places, [entry.key, *entry.aliases], strict=True):
        claimed = names.owners.setdefault(name, entry.key)
        owner = site.owners.get(name, entry.key)
        if claimed != entry.key or owner != entry.key:
            who = f"/tools/{owner}" if owner != entry.key else names.paths.get(name, claimed)
            problems.add(path, f'expected a name that is free, got "{name}", which leads to {who}')
        names.paths.setdefault(name, path)
        if name not in site.owners:
            names.new.setdefault(name, path)
    if "name" in entry.given:
        key = name_key(fields["name"])[:KEY_LENGTH]
        if not key:
            problems.expected(f"{entry.path}.name", "a name with a letter or digit", fields["name"])
        one_product(entry, "name", key, site.name_keys, names.name_keys, problems)
    if entry.given.get("website"):
        key = website_key(fields["website"])[:WEBSITE_KEY_LENGTH]
        one_product(entry, "website", key, site.websites, names.websites, problems)


def one_product(
    entry: ToolEntry, field: str, key: str, there: Mapping[str, str], here: dict[str, str], problems: Problems
) -> None:
    owner = there.get(key, entry.key)
    path = here.setdefault(key, entry.path)
    if owner != entry.key or path != entry.path:
        twin = f"/tools/{owner}" if owner != entry.key else path
        problems.expected(f"{entry.path}.{field}", f"the {field} of no other tool ({twin} has it)", entry.given[field])


def plan_facts(
    entry: ToolEntry, now: ToolNow | None, category: str | None, known: Known, problems: Problems
) -> Iterator[Move]:
    for fact in entry.facts:
        row = now.facts.get(fact.key) if now else None
        if fact.withdrawn:
            if row:
                yield Move(fact.path, fact.key, None, fact.reason, row.pk)
            continue
        content = complete_fact(fact.given, row.content if row else None)
        if row and content == row.content:
            continue
        subject = known.attributes[fact.key]
        if category is not None and subject.category not in (None, category):
            problems.add(
                f"{fact.path}.attribute",
                f'expected an attribute of "{category}", got "{fact.key}" of "{subject.category}"',
            )
        if not fact.broken:
            judge_fact(fact, content, problems)
        since = row.stands_since(content, FACT_STATEMENT) if row else None
        yield Move(fact.path, fact.key, content, fact.reason, row.pk if row else None, since)


def complete_fact(given: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
    """The whole statement. What the file leaves out stays as long as value and source do.

    Evidence for another value or from another source would be false. The three fields of a check go together.
    """
    base = dict(BLANK_EVIDENCE)
    if (
        current is not None
        and current["value"] == given["value"]
        and given.get("source", current["source"]) == current["source"]
    ):
        base = dict(current)
        if any(key in given for key in CHECK):
            base |= {key: BLANK_EVIDENCE[key] for key in CHECK}
    return base | given


def judge_fact(fact: Entry, content: Mapping[str, Any], problems: Problems) -> None:
    if bool(content["checked_on"]) != bool(content["outcome"]):
        key = "outcome" if content["checked_on"] else "checked_on"
        problems.add(f"{fact.path}.{key}", "expected a date and an outcome together, got only one of them")
    elif content["method"] and not content["checked_on"]:
        problems.add(f"{fact.path}.method", "expected no method without the date of a check, got one")
    if content["outcome"] == State.CONFIRMED and not content["source"]:
        problems.add(f"{fact.path}.source", "expected the address that confirms the fact, got nothing")


def plan_reviews(entry: ToolEntry, now: ToolNow | None, problems: Problems) -> Iterator[Move]:
    for review in entry.reviews:
        row = now.reviews.get(review.key) if now else None
        if review.withdrawn:
            if row:
                yield Move(review.path, review.key, None, review.reason, row.pk)
            continue
        content = (row.content if row else BLANK_REVIEW) | review.given
        if row and content == row.content:
            continue
        for key in (key for key in NEEDED_REVIEW if key not in content and key not in review.broken):
            problems.add(f"{review.path}.{key}", "expected a value, got nothing (the review is new)")
        complete = row is not None and content.keys() >= set(REVIEW_STATEMENT)
        since = row.stands_since(content, REVIEW_STATEMENT) if row and complete else None
        yield Move(review.path, review.key, content, review.reason, row.pk if row else None, since)
