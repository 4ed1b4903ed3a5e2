"""Numbers that prose repeats from facts."""

import json
import re
from pathlib import Path

import pytest

from tools.prose import Recorded, repeated
from tools.values import Kind

DEMO = Path(__file__).resolve().parents[2] / "fixtures/demo.json"
PRICE = Recorded("Entry price", Kind.PRICE, {"amount": 20, "currency": "USD", "per": "month"})
PLANS = Recorded("Pricing", Kind.TEXT, "Free; Pro $19.99 a month")
WINDOW = Recorded("Context window", Kind.NUMBER, 128_000)
FEW = Recorded("Editors", Kind.NUMBER, 3)


@pytest.mark.parametrize(
    ("text", "fact", "words"),
    [
        ("Pro costs $20 a month.", PRICE, ["$20"]),
        ("Pro costs 20 USD a month.", PRICE, ["20 USD"]),
        ("From $20.00.", PRICE, ["$20.00"]),
        ("It came out 20 years ago.", PRICE, []),
        ("Costs $200.", PRICE, []),
        ("Pro is $19.99, Max more.", PLANS, ["$19.99"]),
        ("It reads 128,000 tokens.", WINDOW, ["128,000"]),
        ("It reads 1,128,000 tokens.", WINDOW, []),
        ("It runs in 3 editors.", FEW, []),
        ("No number.", WINDOW, []),
    ],
)
def test_what_is_repeated(text, fact, words):
    assert [found.words for found in repeated(text, [fact])] == words


def test_each_is_said_with_its_fact_in_the_order_of_the_text():
    found = repeated("128,000 tokens for $20.", [PRICE, WINDOW])
    assert [str(one) for one in found] == [
        "“128,000” is what the fact “Context window” says.",
        "“$20” is what the fact “Entry price” says.",
    ]


def demo_facts(tool, attributes):
    known = {attribute["key"]: attribute for attribute in attributes}
    ours = {
        "pricing": ("Pricing", Kind.TEXT),
        "entry-price": ("Entry price", Kind.PRICE),
        "licence": ("Licence", Kind.TEXT),
    }
    for fact in tool["facts"]:
        given = known.get(fact["attribute"])
        label, kind = (given["label"], given["kind"]) if given else ours[fact["attribute"]]
        yield Recorded(label, kind, fact["value"])


def test_the_demo_repeats_no_fact_has_a_source_for_each_and_a_quote_for_what_was_read():
    demo = json.loads(DEMO.read_text())
    for tool in demo["tools"]:
        words = " ".join([tool["tagline"], tool["description"], *tool["best_for"], *tool["skip_if"]])
        assert repeated(words, demo_facts(tool, demo["attributes"])) == [], tool["slug"]
        for fact in tool["facts"]:
            assert fact["source"], (tool["slug"], fact["attribute"])
            assert bool(fact.get("checked_on")) == bool(fact.get("quote")), (tool["slug"], fact["attribute"])


def test_the_demo_types_no_number_that_the_data_could_move_into_words_about_matchups():
    demo = json.loads(DEMO.read_text())
    names = sorted((tool["name"] for tool in demo["tools"]), key=len, reverse=True)
    typed = []
    for matchup in demo["matchups"]:
        events = [half for event in matchup["would_change"] for half in event.values()]
        words = " ".join([matchup["headline"], matchup["bottom_line"], *events])
        for name in names:
            words = words.replace(name, "")
        typed += re.findall(r"\d[\d.,]*\d|\d+", words)
    assert typed == ["2.0", "4"], "the licence Apache 2.0, and four under a free plan's limit"
