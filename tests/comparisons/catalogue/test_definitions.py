"""Categories, attributes and matchups of a catalogue: every error is one line with its place. No database."""

from typing import Any

import pytest

from comparisons.catalogue import rules
from comparisons.catalogue.definitions import plan_definitions
from comparisons.catalogue.objects import Problems
from tests.comparisons.catalogue.build import CATEGORY, NOTHING, OTHER, TODAY, WINDOW, known_things

LONG = "x" * 1000


def definition_errors(categories: list[Any], attributes: list[Any]) -> list[str]:
    found: list[str] = []
    plan_definitions(categories, attributes, NOTHING, TODAY, Problems(found.append))
    return found


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ({"key": "Bad Key"}, "key: expected a slug"),
        ({"label": ""}, "label: expected a line of 1 to 60 characters"),
        (
            {"category": "nowhere"},
            'category: expected the slug of a category of this file or of the site, got "nowhere"',
        ),
        ({"kind": "date"}, 'kind: expected "text" or "number" or "yes-no" or "price", got "date"'),
        ({"kind": "text"}, 'better: expected null, because the kind is text, got "higher"'),
        ({"better": "sideways"}, 'better: expected "higher" or "lower", got "sideways"'),
        ({"stale_after_days": 0}, "stale_after_days: expected 1 to 32767, got 0"),
        ({"position": 3}, "position: expected one of key, label,"),
    ],
)
def test_a_bad_attribute_is_the_only_error(attribute, message):
    (error,) = definition_errors([CATEGORY], [WINDOW | attribute])
    assert error.startswith(f"attributes[0].{message}"), error


def test_attributes_that_every_site_has_stay_what_they_are():
    assert definition_errors([CATEGORY], [{"key": "pricing", "label": "Price model"}]) == []
    assert definition_errors([CATEGORY], [{"key": "entry-price", "kind": "number", "category": "developer-tools"}]) == [
        'attributes[0].kind: expected "price" as before, because facts rely on it, got "number"',
        'attributes[0].category: expected null, because every tool has this attribute, got "developer-tools"',
    ]


def test_definitions_stand_once_and_are_whole():
    categories = [CATEGORY, CATEGORY, {"slug": "x"}, OTHER | {"name": "Developer Tools"}]
    assert definition_errors(categories, [WINDOW, WINDOW]) == [
        'categories[1].slug: expected each once, got "developer-tools" as in categories[0].slug',
        "categories[2].name: expected a value, got nothing",
        'categories[3].name: expected the name of no other category ("developer-tools" has it), got "Developer Tools"',
        'attributes[1].key: expected each once, got "context-window" as in attributes[0].key',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("matchup", "message"),
    [
        ({}, ".tools: expected a value, got nothing"),
        ({"tools": "a-vs-b"}, '.tools: expected a list, got "a-vs-b"'),
        ({"tools": ["a"]}, ".tools: expected 2 to 4 tools, got a list"),
        ({"tools": list("abcde")}, ".tools: expected 2 to 4 tools, got a list"),
        ({"tools": ["a", 5]}, ".tools[1]: expected a slug of 1 to 60 letters a to z, digits and single hyphens, got 5"),
        ({"headline": "One * only"}, ".headline: expected one pair of asterisks"),
        ({"headline": LONG}, ".headline: expected a line of 0 to 120 characters"),
        ({"bottom_line": 5}, ".bottom_line: expected a text in Markdown, got 5"),
        ({"featured": None}, ".featured: expected true or false, got null"),
        ({"would_change": [{"event": "x"}]}, ".would_change[0].consequence: expected a value, got nothing"),
        ({"would_change": [1]}, ".would_change[0]: expected an object, got 1"),
        ({"would_change": [{}] * 11}, ".would_change: expected at most 10 events, got a list"),
        ({"bottomline": ""}, ".bottomline: expected one of tools, headline,"),
    ],
)
def test_a_bad_matchup_is_one_error(matchup, message):
    found: list[str] = []
    raw = matchup if not matchup or "tools" in matchup else {"tools": ["a", "b"]} | matchup
    rules.Rules(known_things(found.append), Problems(found.append)).matchup(0, raw)
    (error,) = found
    assert error.startswith(f"matchups[0]{message}"), error
