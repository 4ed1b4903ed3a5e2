"""Categories and attributes of a catalogue: what they change, and what tools may then refer to. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comparisons.catalogue.objects import Problems, read_object
from comparisons.catalogue.rules import ATTRIBUTE, CATEGORY, Known, Subject
from tools.values import Kind

MEASURED = (Kind.NUMBER.value, Kind.PRICE.value)


@dataclass(frozen=True, slots=True)
class Defined:
    """The categories and attributes of a site by slug and key, each with all fields that a file can give.

    `used` are the keys of attributes that have facts or are fixed: their kind stays. `fixed` stay global as well.
    """

    categories: Mapping[str, Mapping[str, Any]]
    attributes: Mapping[str, Mapping[str, Any]]
    used: frozenset[str]
    fixed: frozenset[str]


@dataclass(frozen=True)
class DefinitionPlan:
    """Changed and new rows with all their fields, and what the tools of the file may refer to."""

    categories: dict[str, dict[str, Any]]
    attributes: dict[str, dict[str, Any]]
    known: Known


def plan_definitions(
    raw_categories: Iterable[object], raw_attributes: Iterable[object], site: Defined, today: date, problems: Problems
) -> DefinitionPlan:
    categories, slugs = plan_categories(raw_categories, site, problems)
    known_slugs = slugs | set(site.categories)
    attributes, subjects = plan_attributes(raw_attributes, site, known_slugs, problems)
    there = {key: Subject(row["kind"], row["category"], row["unit"]) for key, row in site.attributes.items()}
    return DefinitionPlan(categories, attributes, Known(known_slugs, there | subjects, today))


def plan_categories(
    raws: Iterable[object], site: Defined, problems: Problems
) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """(changed rows by slug, every slug that is mentioned)."""
    plan: dict[str, dict[str, Any]] = {}
    first: dict[str, str] = {}
    names = {row["name"]: slug for slug, row in site.categories.items()}
    for index, raw in enumerate(raws):
        path = f"categories[{index}]"
        given = read_object(raw, path, CATEGORY, problems, ["slug"])
        if given is None or "slug" not in given or seen_before(first, given["slug"], f"{path}.slug", problems):
            continue
        slug = given.pop("slug")
        now = site.categories.get(slug)
        complete = {"description": "", **(now or {}), **given}
        require(["name"], complete, raw, path, problems)
        if "name" in given and names.setdefault(given["name"], slug) != slug:
            other = names[given["name"]]
            problems.expected(f"{path}.name", f'the name of no other category ("{other}" has it)', given["name"])
        if complete != now:
            plan[slug] = complete
    return plan, set(first)


def plan_attributes(
    raws: Iterable[object], site: Defined, categories: set[str], problems: Problems
) -> tuple[dict[str, dict[str, Any]], dict[str, Subject]]:
    """(changed rows by key, what facts about every mentioned attribute must look like)."""
    plan: dict[str, dict[str, Any]] = {}
    first: dict[str, str] = {}
    subjects: dict[str, Subject] = {}
    blank = {"category": None, "unit": "", "better": "", "stale_after_days": 90}
    for index, raw in enumerate(raws):
        path = f"attributes[{index}]"
        given = read_object(raw, path, ATTRIBUTE, problems, ["key"])
        if given is None or "key" not in given or seen_before(first, given["key"], f"{path}.key", problems):
            continue
        key = given.pop("key")
        now = site.attributes.get(key)
        complete = {**blank, **(now or {}), **given}
        require(["label", "kind"], complete, raw, path, problems)
        judge_attribute(path, key, complete, now, site, categories, problems)
        subjects[key] = Subject(complete.get("kind"), complete["category"], complete["unit"])
        if complete != now:
            plan[key] = complete
    return plan, subjects


def judge_attribute(
    path: str,
    key: str,
    complete: Mapping[str, Any],
    now: Mapping[str, Any] | None,
    site: Defined,
    categories: set[str],
    problems: Problems,
) -> None:
    category, kind = complete["category"], complete.get("kind")
    if category is not None and category not in categories:
        problems.expected(f"{path}.category", "the slug of a category of this file or of the site", category)
    if kind and complete["better"] and kind not in MEASURED:
        problems.expected(f"{path}.better", f"null, because the kind is {kind}", complete["better"])
    if now and key in site.used and kind not in (None, now["kind"]):
        problems.expected(f"{path}.kind", f'"{now["kind"]}" as before, because facts rely on it', kind)
    if key in site.fixed and category is not None:
        problems.expected(f"{path}.category", "null, because every tool has this attribute", category)


def require(keys: Iterable[str], complete: Mapping[str, Any], raw: object, path: str, problems: Problems) -> None:
    """Report what a new definition lacks; what it gives wrongly was reported before."""
    for key in keys:
        if key not in complete and not (isinstance(raw, dict) and key in raw):
            problems.add(f"{path}.{key}", "expected a value, got nothing")


def seen_before(first: dict[str, str], key: str, path: str, problems: Problems) -> bool:
    if first.setdefault(key, path) == path:
        return False
    problems.add(path, f'expected each once, got "{key}" as in {first[key]}')
    return True
