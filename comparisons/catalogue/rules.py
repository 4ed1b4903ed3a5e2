"""What valid entries of the catalogue are, and every error of an invalid one with its JSON path.

An entry holds the fields that the file gives, clean; what the file leaves out is not there. What needs the database to
be judged (required fields of a new tool, names that are taken) is in `planning`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comparisons.catalogue import fields
from comparisons.catalogue.fields import Check, Wrong
from comparisons.catalogue.objects import Problems, read_object
from comparisons.params.matchup import MAX_TOOLS
from comparisons.verdict.head_to_head import Band
from reviews.personas import MAX_POINTS, MAX_SCORE, ORDER, PERSONAS
from tools.numbers import WrongValue
from tools.states import State
from tools.values import Kind, check_value

FORMAT = "versed-catalog/1"
TOP = ("format", "demo", "attributes", "categories", "tools", "matchups")
METHODS = ("read", "script", "asked")
OUTCOMES = (State.CONFIRMED.value, State.CONTRADICTED.value, State.UNREADABLE.value)
AUTHOR_KINDS = ("person", "model")
BASES = ("used it", "read about it")
MAX_DAYS = 32_767
MAX_EVENTS = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """What facts about one attribute must look like. Without a kind nothing is known: its definition is broken."""

    kind: str | None
    category: str | None
    unit: str = ""


@dataclass(frozen=True)
class Entry:
    """A part of the file: where it stands, what it is about, and the fields that it gives.

    `broken` names the fields that it gives wrongly; they are reported and not in `given`.
    """

    path: str
    key: str
    given: dict[str, Any]
    withdrawn: bool = False
    reason: str = ""
    broken: Collection[str] = ()


@dataclass(frozen=True)
class ToolEntry(Entry):
    aliases: list[str] = field(default_factory=list)
    facts: list[Entry] = field(default_factory=list)
    reviews: list[Entry] = field(default_factory=list)


CATEGORY: dict[str, Check] = {
    "slug": fields.slug,
    "name": fields.text(60, needed=True),
    "description": fields.text(300),
}
ATTRIBUTE: dict[str, Check] = {
    "key": fields.slug,
    "label": fields.text(60, needed=True),
    "category": lambda value: None if value is None else fields.slug(value),
    "unit": fields.text(30),
    "kind": fields.choice([kind.value for kind in Kind]),
    "better": fields.choice(["higher", "lower"], needed=False),
    "stale_after_days": fields.whole(1, MAX_DAYS),
}
BASIS: dict[str, Check] = {
    "on": fields.day_text,
    "leader": fields.maybe(fields.slug),
    "band": fields.maybe(fields.choice([band.value for band in Band])),
    "lead": fields.maybe(fields.whole(0, MAX_POINTS)),
    "tops": fields.keyed(fields.choice(list(ORDER)), fields.slugs),
    "points": fields.keyed(fields.slug, fields.whole(0, MAX_POINTS)),
}
HALF = fields.fillable(fields.text(300, needed=True))
CHANGE: dict[str, Check] = {"event": HALF, "consequence": HALF}


@dataclass(frozen=True, slots=True)
class Known:
    """What tools may refer to (of the site and of the file together), and the day of the import."""

    categories: Collection[str]
    attributes: Mapping[str, Subject]
    today: date

    def category(self, value: object) -> str:
        if isinstance(value, str) and value in self.categories:
            return value
        raise Wrong("the slug of a category of this file or of the site")

    def attribute(self, value: object) -> str:
        if isinstance(value, str) and value in self.attributes:
            return value
        raise Wrong("the key of an attribute of this file or of the site")


def fact_checks(known: Known) -> dict[str, Check]:
    return {
        "attribute": known.attribute,
        "value": lambda value: value,
        "source": fields.address(500),
        "quote": fields.text(500),
        "checked_on": fields.day(latest=known.today),
        "method": fields.choice(METHODS, needed=False),
        "outcome": fields.choice(OUTCOMES, needed=False),
        "reason": fields.text(300),
    }


def review_checks(known: Known) -> dict[str, Check]:
    return {
        "persona": fields.choice([persona.key.value for persona in PERSONAS]),
        "score": fields.whole(0, MAX_SCORE),
        "verdict": fields.choice(["ship", "skip"]),
        "body": fields.markdown(needed=True),
        "reviewed_on": fields.day(latest=known.today, needed=True),
        "author": fields.text(80, needed=True),
        "author_kind": fields.choice(AUTHOR_KINDS),
        "basis": fields.choice(BASES),
        "rubric": fields.text(10, needed=True),
        "reason": fields.text(300),
    }


class Rules:
    """Reads the entries of one import."""

    def __init__(self, known: Known, problems: Problems) -> None:
        self.known = known
        self.problems = problems
        self.tool_checks: dict[str, Check] = {
            "slug": fields.slug,
            "name": fields.text(80, needed=True),
            "vendor": fields.text(80),
            "category": known.category,
            "tagline": fields.text(160, needed=True),
            "best_for": fields.lines,
            "skip_if": fields.lines,
            "description": fields.markdown(),
            "website": fields.address(300),
            "aliases": fields.slugs,
            "published_at": fields.moment,
            "discontinued_on": fields.day(),
            "gone_because": fields.text(200),
            "logo": fields.beside,
            "facts": fields.a_list,
            "reviews": fields.a_list,
        }
        self.fact_checks = fact_checks(known)
        self.review_checks = review_checks(known)

    def tool(self, index: int, raw: object) -> ToolEntry | None:
        """A tool with its facts and reviews; None without a slug."""
        path = f"tools[{index}]"
        given = read_object(raw, path, self.tool_checks, self.problems, ["slug"])
        if given is None or "slug" not in given:
            return None
        broken = missing_from(given, raw)
        facts = [self.fact(f"{path}.facts[{n}]", item) for n, item in enumerate(given.pop("facts", []))]
        reviews = [self.review(f"{path}.reviews[{n}]", item) for n, item in enumerate(given.pop("reviews", []))]
        told = [entry for entry in facts if entry]
        judged = [entry for entry in reviews if entry]
        self.once_each(told, "attribute")
        self.once_each(judged, "persona")
        aliases = given.pop("aliases", [])
        key = given.pop("slug")
        return ToolEntry(path, key, given, broken=broken, aliases=aliases, facts=told, reviews=judged)

    def once_each(self, entries: list[Entry], name: str) -> None:
        first: dict[str, str] = {}
        for entry in entries:
            if entry.key in first:
                message = f'expected each once, got "{entry.key}" as in {first[entry.key]}'
                self.problems.add(f"{entry.path}.{name}", message)
            first.setdefault(entry.key, entry.path)

    def fact(self, path: str, raw: object) -> Entry | None:
        given = read_object(raw, path, self.fact_checks, self.problems, ["attribute", "value"])
        if given is None or "attribute" not in given or "value" not in given:
            return None
        broken = missing_from(given, raw)
        key, reason = given.pop("attribute"), given.pop("reason", "")
        if given["value"] is None:
            self.nothing_beside(path, given, "value")
            return Entry(path, key, {}, withdrawn=True, reason=reason)
        subject = self.known.attributes[key]
        if subject.kind is not None:
            value = given["value"]
            try:
                given["value"] = storable(check_value(subject.kind, value, subject.unit))
            except WrongValue as wrong:
                self.problems.expected(f"{path}.value", wrong, value)
                broken |= {"value"}
        return Entry(path, key, given, reason=reason, broken=broken)

    def review(self, path: str, raw: object) -> Entry | None:
        if isinstance(raw, dict) and raw.get("verdict", "") is None:
            return self.withdrawn_review(path, raw)
        given = read_object(raw, path, self.review_checks, self.problems, ["persona"])
        if given is None or "persona" not in given:
            return None
        broken = missing_from(given, raw)
        key, reason = given.pop("persona"), given.pop("reason", "")
        return Entry(path, key, given, reason=reason, broken=broken)

    def withdrawn_review(self, path: str, raw: dict[str, Any]) -> Entry | None:
        checks = self.review_checks | {"verdict": lambda value: value}
        given = read_object(raw, path, checks, self.problems, ["persona"])
        if given is None or "persona" not in given:
            return None
        key, reason = given.pop("persona"), given.pop("reason", "")
        self.nothing_beside(path, given, "verdict")
        return Entry(path, key, {}, withdrawn=True, reason=reason)

    def nothing_beside(self, path: str, given: dict[str, Any], withdrawing: str) -> None:
        for key in given:
            if key != withdrawing:
                self.problems.add(f"{path}.{key}", f"expected nothing but a reason, because {withdrawing} is null")

    def matchup(self, index: int, raw: object) -> Entry | None:
        """A matchup with the names of its tools as given in `tools`; None without them."""
        path = f"matchups[{index}]"
        checks: dict[str, Check] = {
            "tools": some_slugs,
            "headline": fields.fillable(headline),
            "bottom_line": fields.fillable(fields.markdown()),
            "would_change": lambda value: self.changes(f"{path}.would_change", value),
            "basis": lambda value: self.basis(f"{path}.basis", value),
            "bottom_line_basis": lambda value: self.basis(f"{path}.bottom_line_basis", value),
            "featured": fields.yes_or_no,
        }
        given = read_object(raw, path, checks, self.problems, ["tools"])
        return Entry(path, "", given) if given is not None and "tools" in given else None

    def changes(self, path: str, value: object) -> list[dict[str, Any]]:
        found = [] if value is None else fields.a_list(value)
        if len(found) > MAX_EVENTS:
            raise Wrong(f"at most {MAX_EVENTS} events")
        read = []
        for n, item in enumerate(found):
            place = f"{path}[{n}]"
            checks = CHANGE | {"basis": lambda value, place=place: self.basis(f"{place}.basis", value)}
            read.append(read_object(item, place, checks, self.problems, CHANGE))
        return [item for item in read if item]

    def basis(self, path: str, value: object) -> dict[str, Any] | None:
        """What words rest on, with the names of tools as given; None where the file leaves it open or is wrong."""
        return None if value is None else read_object(value, path, BASIS, self.problems, BASIS)


def missing_from(given: Mapping[str, Any], raw: object) -> frozenset[str]:
    """The keys of the JSON object that did not come through."""
    return frozenset(raw).difference(given) if isinstance(raw, dict) else frozenset()


def storable(value: Any) -> Any:
    """Refuse texts inside a value that no database can hold."""
    texts = value.values() if isinstance(value, dict) else [value]
    if any(isinstance(item, str) and fields.NO_TEXT.search(item) for item in texts):
        raise WrongValue("a text without control characters")
    return value


def some_slugs(value: object) -> list[str]:
    found = fields.slugs(fields.a_list(value))
    if not 2 <= len(found) <= MAX_TOOLS:
        raise Wrong(f"2 to {MAX_TOOLS} tools")
    return found


headline_text = fields.text(120)


def headline(value: object) -> str:
    found: str = headline_text(value)
    if found.count("*") not in (0, 2):
        raise Wrong("one pair of asterisks around the deciding words, or none")
    return found
