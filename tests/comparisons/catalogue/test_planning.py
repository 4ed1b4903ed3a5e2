"""What the entries of a catalogue change on a site in a given state, and which of them cannot be so. No database."""

from typing import Any

import pytest

from comparisons.catalogue import planning
from comparisons.catalogue.planning import Row, Site, ToolNow
from tests.comparisons.catalogue.build import FACT, REVIEW, TODAY, errors_in, plan_of, tool


def test_an_attribute_and_a_persona_stand_once_in_a_tool():
    assert errors_in(tool(facts=[FACT, FACT], reviews=[REVIEW, REVIEW | {"persona": "skeptic"}, REVIEW])) == [
        'tools[0].facts[1].attribute: expected each once, got "pricing" as in tools[0].facts[0]',
        'tools[0].reviews[2].persona: expected each once, got "builder" as in tools[0].reviews[0]',
    ]


def test_an_attribute_of_another_category_is_refused():
    assert errors_in(tool(category="voice", facts=[{"attribute": "context-window", "value": 5}])) == [
        'tools[0].facts[0].attribute: expected an attribute of "voice", got "context-window" of "developer-tools"'
    ]


def test_no_two_tools_of_a_file_share_a_name():
    assert errors_in(tool("one", aliases=["uno"]), tool("two", aliases=["uno"]), tool("uno"), tool("one")) == [
        'tools[1].aliases[0]: expected a name that is free, got "uno", which leads to tools[0].aliases[0]',
        'tools[2].slug: expected a name that is free, got "uno", which leads to tools[0].aliases[0]',
        'tools[3].slug: expected each tool once, got "one" as in tools[0]',
    ]
    assert errors_in(tool("one"), tool("two", name="ONE", website="http://www.one.example.com")) == [
        'tools[1].name: expected the name of no other tool (tools[0] has it), got "ONE"',
        'tools[1].website: expected the website of no other tool (tools[0] has it), got "http://www.one.example.com"',
    ]


def test_no_tool_takes_what_another_one_of_the_site_has():
    site = Site(
        tools={}, owners={"two": "old", "dos": "old"}, name_keys={"two": "old"}, websites={"two.example.com": "old"}
    )
    assert errors_in(tool("two", aliases=["dos"]), site=site) == [
        'tools[0].slug: expected a name that is free, got "two", which leads to /tools/old',
        'tools[0].aliases[0]: expected a name that is free, got "dos", which leads to /tools/old',
        'tools[0].name: expected the name of no other tool (/tools/old has it), got "Two"',
        'tools[0].website: expected the website of no other tool (/tools/old has it), got "https://two.example.com/"',
    ]


def test_a_name_that_makes_a_matchup_path_ambiguous_is_refused():
    assert errors_in(tool("a"), tool("b"), tool("a-vs-b")) == [
        'tools[2].slug: expected a name that keeps matchup paths clear, got "a-vs-b": '
        "/compare/a-vs-b would have two readings"
    ]
    assert errors_in(tool("a"), tool("c"), tool("a-vs-b")) == []
    site = Site(tools={}, owners={"a-vs-b": "compound", "a": "first"}, name_keys={}, websites={})
    assert errors_in(tool("c"), tool("x", aliases=["b"]), site=site) == [
        'tools[1].aliases[0]: expected a name that keeps matchup paths clear, got "b": '
        "/compare/a-vs-b would have two readings"
    ]


def test_every_ambiguous_name_is_reported():
    found = errors_in(tool("a"), tool("b"), tool("c"), tool("a-vs-b"), tool("b-vs-c"))
    assert [error.split(":")[0] for error in found] == ["tools[3].slug", "tools[4].slug"]


CURRENT = {"value": "Free (open weights)", "source": "https://example.com/pricing", "quote": "free",
           "checked_on": TODAY, "method": "read", "outcome": "confirmed"}  # fmt: skip


@pytest.mark.parametrize(
    ("given_fields", "changes"),
    [
        ({}, {}),
        ({"source": "https://example.com/pricing"}, {}),
        ({"quote": "Free for all"}, {"quote": "Free for all"}),
        ({"quote": ""}, {"quote": ""}),
        ({"outcome": "unreadable", "checked_on": TODAY}, {"outcome": "unreadable", "method": ""}),
        ({"source": "https://example.com/new"}, planning.BLANK_EVIDENCE | {"source": "https://example.com/new"}),
        ({"value": "$5"}, planning.BLANK_EVIDENCE | {"value": "$5"}),
    ],
)
def test_evidence_that_is_left_out_stays_only_for_the_same_value_and_source(given_fields, changes):
    given_fact = {"value": CURRENT["value"]} | given_fields
    assert planning.complete_fact(given_fact, CURRENT) == CURRENT | changes


def site_with(**current: Any) -> Site:
    """A site that has the tool `one` with a pricing fact and a review."""
    blank = {**planning.BLANK_TOOL, "name": "One", "category": "developer-tools", "tagline": "A line."}
    review = {**REVIEW, "reviewed_on": TODAY}
    del review["persona"]
    now = ToolNow(7, blank | current, "<p>old</p>", {"pricing": Row(1, CURRENT)}, {"builder": Row(2, review)})
    return Site(tools={"one": now}, owners={"one": "one", "uno": "one"}, name_keys={"one": "one"}, websites={})


def test_what_is_left_out_of_a_tool_changes_nothing():
    assert not plan_of({"slug": "one"}, site_with(vendor="Labs")).changes
    assert not plan_of({"slug": "one", "aliases": ["uno", "one"], "facts": [], "reviews": []}, site_with()).changes
    assert not plan_of({"slug": "one", "best_for": ["a", "b"]}, site_with(best_for=" a \n\nb\n")).changes


def test_null_empties_a_field():
    plan = plan_of({"slug": "one", "vendor": None, "published_at": None}, site_with(vendor="Labs", published_at=1))
    assert plan.fields["vendor"] == "" and plan.fields["published_at"] is None
    assert plan.fields["name"] == "One"


def test_a_partial_review_keeps_the_rest():
    (move,) = plan_of({"slug": "one", "reviews": [{"persona": "builder", "score": 3}]}, site_with()).reviews
    assert move.replaces == 2
    before = site_with().tools["one"].reviews["builder"].content
    assert move.content == before | {"score": 3}


def test_null_withdraws_what_is_there_and_only_that():
    both = [{"attribute": "pricing", "value": None, "reason": "Gone."}, {"attribute": "entry-price", "value": None}]
    (move,) = plan_of({"slug": "one", "facts": both}, site_with()).facts
    assert (move.content, move.replaces, move.reason) == (None, 1, "Gone.")
    plan = plan_of({"slug": "one", "reviews": [{"persona": "builder", "verdict": None}]}, site_with())
    assert [(move.key, move.content) for move in plan.reviews] == [("builder", None)]
