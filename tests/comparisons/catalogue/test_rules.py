"""What a catalogue may say, without a database: every error names its place and what was expected there."""

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from comparisons.catalogue import fields, planning, rules
from comparisons.catalogue.objects import Problems
from comparisons.catalogue.reader import Repeated
from comparisons.models import Matchup
from reviews.models import Review
from tests.comparisons.catalogue.build import (
    FACT,
    REVIEW,
    errors_in,
    known_things,
    tool,
)  # fmt: skip
from tools.models import Attribute, Category, Fact, Tool
from tools.models.tool import plain_line, web_address
from tools.values import Kind

LONG = "x" * 1000


def test_a_good_tool_has_no_errors():
    assert errors_in(tool(facts=[FACT], reviews=[REVIEW])) == []


BAD_FIELDS: list[tuple[str, Any, str]] = [
    ("slug", "Not A Slug", 'expected a slug of 1 to 60 letters a to z, digits and single hyphens, got "Not A Slug"'),
    ("slug", "a--b", "expected a slug"),
    ("slug", "a\n", 'expected a slug of 1 to 60 letters a to z, digits and single hyphens, got "a\\n"'),
    ("slug", "a" * 61, "expected a slug"),
    ("slug", None, "expected a slug"),
    ("name", None, "expected a line of 1 to 80 characters, got null"),
    ("name", "  ", "expected a line of 1 to 80 characters"),
    ("name", "x" * 81, "expected a line of 1 to 80 characters"),
    ("name", "a\nb", "expected a line of 1 to 80 characters without control characters"),
    ("name", "a\u202eb", 'expected a line of 1 to 80 characters without control characters, got "a\\u202eb"'),
    ("name", "a\ud800", "expected a line of 1 to 80 characters without control characters"),
    ("name", "!!!", 'expected a name with a letter or digit, got "!!!"'),
    ("vendor", 3, "expected a line of 0 to 80 characters, got 3"),
    ("category", "nowhere", 'expected the slug of a category of this file or of the site, got "nowhere"'),
    ("category", None, "expected the slug of a category"),
    ("tagline", LONG, 'expected a line of 1 to 160 characters, got "xxx'),
    ("best_for", "one line", 'expected a list, got "one line"'),
    ("best_for", ["a", "b", "c", "d"], "expected at most 3 lines, got a list"),
    ("skip_if", [LONG[:3], "\u2028a"], "expected a text on one line"),
    ("skip_if", {}, "expected a list, got an object"),
    ("description", 1.5, "expected a text in Markdown, got 1.5"),
    ("description", "x" * 20_001, "expected a text that can be shown (The text is too long: 20 KB at most)"),
    ("description", "> " * 40 + "x", "expected a text that can be shown (The text is nested too deeply"),
    ("website", "example.com", "expected a web address that starts with https://, 300 characters at most"),
    ("website", "javascript:alert(1)", "expected a web address"),
    ("website", "ftp://example.com", "expected a web address"),
    ("website", "https://example.com/\u202e", "expected a web address"),
    ("website", "https://example.com/" + LONG, "expected a web address"),
    ("aliases", "x", 'expected a list, got "x"'),
    ("published_at", "2026-11-01", 'expected a moment with its zone such as 2026-11-01T09:00:00Z, got "2026-11-01"'),
    ("published_at", "2026-11-01T09:00:00", "expected a moment with its zone"),
    ("published_at", "2026-02-30T09:00:00Z", "expected a moment with its zone"),
    ("published_at", "0001-01-01T00:00:00+14:00", "expected a moment with its zone"),
    ("published_at", True, "expected a moment with its zone such as 2026-11-01T09:00:00Z, got true"),
    ("discontinued_on", "01.11.2026", "expected a date such as 2026-11-01"),
    ("discontinued_on", "2026-13-01", "expected a date such as 2026-11-01"),
    ("logo", "/etc/passwd", "expected the path of a picture beside the catalogue such as logos/x.png"),
    ("logo", "logos/../../x.png", "expected the path of a picture"),
    ("logo", "..", "expected the path of a picture"),
    ("logo", "logos\\x.png", "expected the path of a picture"),
    ("logo", 1, "expected the path of a picture"),
    ("facts", None, "expected a list, got null"),
    ("reviews", {}, "expected a list, got an object"),
    ("taglines", "x", "expected one of slug, name, vendor,"),
]


@pytest.mark.parametrize(("key", "value", "message"), BAD_FIELDS)
def test_a_bad_field_of_a_tool_is_the_only_error(key, value, message):
    (error,) = errors_in(tool(), tool("other") | {key: value})
    assert error.startswith(f"tools[1].{key}") and message in error, error


BAD_FACTS: list[tuple[str, Any, str]] = [
    ("attribute", "nothing", 'attribute: expected the key of an attribute of this file or of the site, got "nothing"'),
    ("attribute", [], "attribute: expected the key of an attribute of this file or of the site, got a list"),
    ("value", 5, "value: expected a text of 1 to 200 characters, got 5"),
    ("value", "", "value: expected a text of 1 to 200 characters"),
    ("value", "a\x00b", "value: expected a text without control characters"),
    ("source", "nope", 'source: expected a web address that starts with https://, 500 characters at most, got "nope"'),
    ("quote", "x" * 501, "quote: expected a line of 0 to 500 characters"),
    ("checked_on", "2026-11-24", "checked_on: expected a date that is not in the future (today is 2026-11-23)"),
    ("checked_on", "soon", 'checked_on: expected a date such as 2026-11-01, got "soon"'),
    ("checked_on", None, "checked_on: expected a date and an outcome together, got only one of them"),
    ("outcome", None, "outcome: expected a date and an outcome together, got only one of them"),
    ("outcome", "stale", 'outcome: expected "confirmed" or "contradicted" or "unreadable", got "stale"'),
    ("method", "guessed", 'method: expected "read" or "script" or "asked", got "guessed"'),
    ("source", None, "source: expected the address that confirms the fact, got nothing"),
    ("reason", LONG, "reason: expected a line of 0 to 300 characters"),
    ("sauce", 1, "sauce: expected one of attribute, value, source,"),
]


@pytest.mark.parametrize(("key", "value", "message"), BAD_FACTS)
def test_a_bad_field_of_a_fact_is_the_only_error(key, value, message):
    (error,) = errors_in(tool(), tool("other", facts=[FACT | {key: value}]))
    assert error.startswith(f"tools[1].facts[0].{message}"), error


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ({"attribute": "pricing"}, "value: expected a value, got nothing"),
        ({"value": 1}, "attribute: expected a value, got nothing"),
        ({"attribute": "context-window", "value": "128k"}, 'value: expected a number, got "128k"'),
        ({"attribute": "context-window", "value": True}, "value: expected a number, got true"),
        ({"attribute": "context-window", "value": 10**400}, "value: expected a number with at most 30 places"),
        ({"attribute": "context-window", "value": Decimal("0.10000000000000000001")},
         "value: expected a number of at most 15 significant digits, got 0.10000000000000000001"),
        ({"attribute": "context-window", "value": -5}, "value: expected a number that is not below zero, such as 5 t"),
        ({"attribute": "entry-price", "value": {"amount": "20", "currency": "USD", "per": "month"}},
         "value: expected a number as the amount, got an object"),
        (
            {"attribute": "entry-price", "value": "$20"},
            'value: expected "Free", "Contact sales" or {"amount": 20, "currency": "USD", "per": "month"}, got "$20"',
        ),
        ({"attribute": "entry-price", "value": {"amount": 20}}, 'value: expected "Free", "Contact sales"'),
        (
            {"attribute": "pricing", "value": None, "source": "https://example.com"},
            "source: expected nothing but a reason, because value is null",
        ),
        (
            {"attribute": "pricing", "value": "x", "method": "read"},
            "method: expected no method without the date of a check, got one",
        ),
    ],
)  # fmt: skip
def test_facts_follow_the_rules_of_the_record(fact, message):
    (error,) = errors_in(tool(facts=[fact]))
    assert error.startswith(f"tools[0].facts[0].{message}"), error


BAD_REVIEWS: list[tuple[str, Any, str]] = [
    ("persona", "judge", 'persona: expected "builder" or "skeptic" or "futurist" or "founder", got "judge"'),
    ("score", 184, "score: expected 0 to 100, got 184"),
    ("score", -1, "score: expected 0 to 100, got -1"),
    ("score", "84", 'score: expected a whole number, 0 to 100, got "84"'),
    ("score", 84.5, "score: expected a whole number, 0 to 100, got 84.5"),
    ("score", True, "score: expected a whole number, 0 to 100, got true"),
    ("score", None, "score: expected a whole number, 0 to 100, got null"),
    ("verdict", "maybe", 'verdict: expected "ship" or "skip", got "maybe"'),
    ("body", "", 'body: expected a text in Markdown, got ""'),
    ("body", None, "body: expected a text in Markdown, got null"),
    ("body", "[" * 5000, "body: expected a text that can be shown (The text has too many brackets"),
    ("reviewed_on", "2026-11-24", "reviewed_on: expected a date that is not in the future (today is 2026-11-23)"),
    ("reviewed_on", None, "reviewed_on: expected a date such as 2026-11-01, got null"),
    ("author", "", "author: expected a line of 1 to 80 characters"),
    ("author_kind", "robot", 'author_kind: expected "person" or "model", got "robot"'),
    ("basis", "heard of it", 'basis: expected "used it" or "read about it", got "heard of it"'),
    ("rubric", 1, "rubric: expected a line of 1 to 10 characters, got 1"),
    ("stars", 5, "stars: expected one of persona, score,"),
]


@pytest.mark.parametrize(("key", "value", "message"), BAD_REVIEWS)
def test_a_bad_field_of_a_review_is_the_only_error(key, value, message):
    (error,) = errors_in(tool(), tool("other", reviews=[REVIEW | {key: value}]))
    assert error.startswith(f"tools[1].reviews[0].{message}"), error


def test_a_new_review_needs_everything_but_a_rubric():
    assert errors_in(tool(reviews=[{"persona": "builder", "score": 5}])) == [
        f"tools[0].reviews[0].{key}: expected a value, got nothing (the review is new)"
        for key in ("verdict", "body", "reviewed_on", "author", "author_kind", "basis")
    ]
    assert errors_in(tool(reviews=[{key: value for key, value in REVIEW.items() if key != "rubric"}])) == []


def test_a_withdrawn_review_says_nothing_else():
    assert errors_in(tool(reviews=[{"persona": "builder", "verdict": None, "reason": "Wrong tool."}])) == []
    (error,) = errors_in(tool(reviews=[REVIEW | {"verdict": None, "score": 3}]))[:1]
    assert error.startswith("tools[0].reviews[0].score: expected nothing but a reason, because verdict is null")


def test_a_new_tool_needs_a_name_a_category_and_a_tagline():
    assert errors_in({"slug": "bare"}) == [
        f"tools[0].{key}: expected a value, got nothing (the tool is new)" for key in ("name", "category", "tagline")
    ]
    assert errors_in({"name": "No slug"}) == ["tools[0].slug: expected a value, got nothing"]


def test_what_is_no_object_says_so():
    assert errors_in("x", tool(facts=[1], reviews=[None])) == [
        'tools[0]: expected an object, got "x"',
        "tools[1].facts[0]: expected an object, got 1",
        "tools[1].reviews[0]: expected an object, got null",
    ]


def test_errors_inside_lists_name_the_element():
    found = errors_in(tool(aliases=["good", "Bad"], best_for=["ok", 7]))
    assert [error.split(": ")[0] for error in found] == ["tools[0].best_for[1]", "tools[0].aliases[1]"]


def test_all_errors_of_a_tool_are_reported_at_once():
    raw = tool(tagline="", facts=[FACT | {"value": 1}, {}], reviews=[REVIEW | {"score": 101}])
    del raw["name"]
    assert sorted(error.split(": ")[0] for error in errors_in(raw)) == [
        "tools[0].facts[0].value",
        "tools[0].facts[1].attribute",
        "tools[0].facts[1].value",
        "tools[0].name",
        "tools[0].reviews[0].score",
        "tools[0].tagline",
    ]


def test_a_key_that_stands_twice_is_an_error_wherever_it_is():
    repeated = Repeated(FACT)
    repeated.keys_again = ["value"]
    assert errors_in(tool(facts=[repeated])) == ["tools[0].facts[0].value: expected once, got the same key again"]


def test_keys_with_odd_letters_cannot_break_the_line_of_an_error():
    (error,) = errors_in(tool() | {"a\n\x1b[2Jb": 1})
    assert error.startswith('tools[0]["a\\n\\u001b[2Jb"]: expected one of')


def limit(check: fields.Check, letters: str = "x") -> int:
    """The longest text that a check lets through."""
    for length in range(1, 2000):
        try:
            check(letters * length)
        except fields.Wrong:
            return length - 1
    raise AssertionError("no limit")


def test_limits_are_those_of_the_models():
    read = rules.Rules(known_things(print), Problems(print))
    for model, checks in (
        (Tool, read.tool_checks), (Fact, read.fact_checks), (Review, read.review_checks), (Category, rules.CATEGORY),
        (Attribute, rules.ATTRIBUTE), (Matchup, {"headline": rules.headline}),
    ):  # fmt: skip
        for name in ("slug", "name", "vendor", "tagline", "quote", "author", "rubric", "label", "unit", "headline",
                     "description", "reason", "key"):  # fmt: skip
            if name in checks and (longest := getattr(model._meta.get_field(name), "max_length", None)):
                assert limit(checks[name]) == longest, (model, name)
    assert Tool._meta.get_field("website").max_length == 300
    assert Fact._meta.get_field("source").max_length == 500
    assert Tool._meta.get_field("name_key").max_length == planning.KEY_LENGTH
    assert Tool._meta.get_field("website_key").max_length == planning.WEBSITE_KEY_LENGTH


def test_choices_are_those_of_the_models():
    for model, name, options in (
        (Fact, "method", rules.METHODS), (Fact, "outcome", rules.OUTCOMES), (Review, "author_kind", rules.AUTHOR_KINDS),
        (Review, "basis", rules.BASES), (Attribute, "kind", [kind.value for kind in Kind]),
    ):  # fmt: skip
        choices: Any = getattr(model._meta.get_field(name), "choices", [])
        assert [value for value, _ in choices] == list(options)


def test_unsafe_characters_are_those_of_the_models_and_halves_of_characters():
    for code in (*range(0x3000), *range(0xD7F0, 0xE010), *range(0x3000, 0x11_0000, 97)):
        letter = chr(code)
        try:
            plain_line(letter)
            refused = unicodedata.category(letter) == "Cs"
        except ValidationError:
            refused = True
        assert bool(fields.UNSAFE.search(letter)) == refused, hex(code)


@given(st.from_regex(fields.PLAIN_ADDRESS, fullmatch=True))
def test_addresses_that_pass_at_once_would_pass_the_models(address):
    web_address(address)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(json_values, st.sampled_from([*(key for key in tool() if key != "slug"), "aliases", "logo", "facts", "reviews"]))
def test_no_value_whatever_makes_the_rules_stumble(value, key):
    for raw in (tool() | {key: value}, tool() | {key: [value]}):
        assert all(error.startswith("tools[0]") and error.isprintable() for error in errors_in(raw))


BASIS = {"on": "2026-11-20", "leader": "a", "band": "Edge", "lead": 9, "tops": {"builder": ["a"]}, "points": {"a": 9}}
BAD_BASES: list[tuple[dict[str, Any], str]] = [
    ({"on": "yesterday"}, 'on: expected a date such as 2026-11-01, got "yesterday"'),
    ({"leader": "A b"}, "leader: expected a slug"),
    ({"band": "Close"}, 'band: expected "Dead heat" or "Edge" or "Clear" or "Rout", got "Close"'),
    ({"lead": 401}, "lead: expected 0 to 400, got 401"),
    ({"tops": {"judge": ["a"]}}, "tops.judge: expected"),
    ({"tops": {"builder": "a"}}, "tops.builder: expected a list"),
    ({"tops": {"builder": ["A"]}}, "tops.builder[0]: expected a slug"),
    ({"points": {"a": "9"}}, "points.a: expected a whole number"),
    ({"points": ["a"]}, "points: expected an object, got a list"),
    ({"why": 1}, "why: expected one of on, leader,"),
]


@pytest.mark.parametrize(("wrong", "message"), BAD_BASES)
def test_a_basis_is_checked_wherever_it_stands(wrong, message):
    basis = BASIS | wrong
    pair = {"tools": ["a", "b"], "basis": basis, "would_change": [{"event": "e", "consequence": "c", "basis": basis}]}
    above, beside = sorted(errors_of_matchup(pair))
    assert above.startswith(f"matchups[0].basis.{message}")
    assert beside.startswith(f"matchups[0].would_change[0].basis.{message}")


def test_a_basis_is_whole():
    errors = errors_of_matchup({"tools": ["a", "b"], "basis": {"on": "2026-11-20"}})
    assert errors == [
        f"matchups[0].basis.{key}: expected a value, got nothing"
        for key in ("leader", "band", "lead", "tops", "points")
    ]


def errors_of_matchup(raw: dict[str, Any]) -> list[str]:
    errors: list[str] = []
    rules.Rules(known_things(errors.append), Problems(errors.append)).matchup(0, raw)
    return errors
