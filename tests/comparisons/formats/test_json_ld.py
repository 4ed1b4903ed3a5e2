"""Structured data held to schema.org's definitions and to what Google asks of each kind (tests/schemas/schemaorg.json)."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.comparisons.conftest import MAIN, ORIGIN
from tests.comparisons.demo import NAMES
from tools.models import Tool

BOOK = json.loads((Path(__file__).resolve().parents[2] / "schemas/schemaorg.json").read_text())
PAGES = ["/", "/tools", "/tools?q=code", "/tools?after=", "/categories/odd", "/categories/developer-tools", MAIN,
         "/compare/arabic-vs-pipes-vs-script-vs-wide", "/compare/bare-vs-half", "/compare/frozen-vs-gone"]  # fmt: skip
LITERALS = {
    "Text": lambda value: isinstance(value, str) and value.strip() != "",
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    "URL": lambda value: isinstance(value, str) and re.fullmatch(r"https?://\S+", value) is not None,
    "Date": lambda value: isinstance(value, str) and is_day(value),
}


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def problems(thing: Any, where: str) -> list[str]:
    """What is wrong with a thing and with everything in it."""
    kind = thing.get("@type")
    if kind not in BOOK["types"]:
        return [f"{where}: no such type as {kind}"]
    rules, found = BOOK["types"][kind], []
    found += [f"{where}: {kind} needs {name}" for name in rules["required"] if name not in thing]
    if "anyOf" in rules and not any(name in thing for name in rules["anyOf"]):
        found.append(f"{where}: {kind} needs one of {rules['anyOf']}")
    if "oneOf" in rules and sum(name in thing for name in rules["oneOf"]) != 1:
        found.append(f"{where}: {kind} needs exactly one of {rules['oneOf']}")
    for name, value in thing.items():
        if name == "@type":
            continue
        if name not in rules["properties"]:
            found.append(f"{where}: {kind} has no {name}")
            continue
        for one in value if isinstance(value, list) else [value]:
            found += wrong_value(one, rules["properties"][name], f"{where}.{name}")
    return found


def wrong_value(value: Any, ranges: list[str], where: str) -> list[str]:
    if isinstance(value, dict):
        return problems(value, where) + (
            [] if value.get("@type") in ranges else [f"{where}: a {value.get('@type')} here"]
        )
    fits = any(LITERALS[name](value) for name in ranges if name in LITERALS)
    return [] if fits else [f"{where}: {value!r} is no {' or '.join(ranges)}"]


def things_of(client, address: str):
    html = client.get(address).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert len(blocks) == 1, address
    content = json.loads(blocks[0])
    assert content["@context"] == "https://schema.org"
    return content["@graph"]


def tool_pages() -> list[str]:
    return [f"/tools/{slug}" for slug in Tool.objects.order_by("slug").values_list("slug", flat=True)]


def test_every_page_says_what_the_definitions_allow(client, full):
    for address in (*PAGES, *tool_pages()):
        things = things_of(client, address)
        assert {thing["@type"] for thing in things} <= set(BOOK["top"]), address
        assert [problem for thing in things for problem in problems(thing, address)] == []


def test_the_book_can_refuse():
    assert problems({"@type": "Review", "author": "Jo", "reviewRating": {"@type": "Rating"}}, "x") == [
        "x.author: 'Jo' is no Person or Organization",
        "x.reviewRating: Rating needs ratingValue",
    ]
    assert problems({"@type": "AggregateRating", "ratingValue": "4"}, "x")
    assert problems({"@type": "Thing"}, "x")
    assert problems({"@type": "ListItem", "position": 1, "item": "http://a/", "url": "http://a/"}, "x")


def walk(thing: Any):
    """Every thing in a thing, itself first."""
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from walk(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from walk(value)


def test_ratings_say_their_scale_and_lie_on_it(client, full):
    """Google takes a scale of 1 to 5 for granted where none is said."""
    seen = 0
    for address in (*PAGES, *tool_pages()):
        for thing in walk(things_of(client, address)):
            if thing.get("@type") in {"Rating", "AggregateRating"}:
                assert 0 == thing["worstRating"] <= thing["ratingValue"] <= thing["bestRating"] == 100, address
                seen += 1
            if thing.get("@type") == "Offer":
                assert re.fullmatch(r"[A-Z]{3}", thing["priceCurrency"])
            if thing.get("@type") in {"Person", "Organization"}:
                assert len(thing["name"]) < 100  # Google drops longer names of authors
    assert seen > 150


def test_lists_count_from_one_and_lead_to_pages_that_are_there(client, full):
    for address in PAGES:
        for thing in things_of(client, address):
            items = thing.get("itemListElement", [])
            assert [item["position"] for item in items] == list(range(1, len(items) + 1)), address
            if thing["@type"] == "ItemList":
                matchup, page = address.startswith("/compare/"), client.get(address).content.decode()
                ranked = len(items) + page.count(
                    "not ranked"
                )  # what was discontinued stands on the page, without a rank
                shown = f"1 to {ranked} of {thing['numberOfItems']}<"  # a list says how long it is as its page does
                assert matchup or shown in page
                assert not matchup or thing["numberOfItems"] == len(items)
            if thing["@type"] == "BreadcrumbList":
                assert len(items) >= 2
            for item in items:
                leads = item.get("url") or item["item"]
                path = (leads if isinstance(leads, str) else leads["url"]).removeprefix(ORIGIN)
                assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("slug", [*NAMES, "frozen"])
def test_an_odd_name_and_a_model_as_author_are_said_as_they_are(client, full, slug):
    thing = next(thing for thing in things_of(client, f"/tools/{slug}") if thing["@type"] == "SoftwareApplication")
    assert thing["name"] == Tool.objects.get(slug=slug).name
    if slug == "frozen":
        by = {review["name"].split(":")[0]: review for review in thing["review"]}
        assert by["Skeptic"]["author"] == {"@type": "Organization", "name": "Versed"}
        assert by["Skeptic"]["creditText"] == "Written by a model: A | Model"
        assert by["Builder"]["author"]["@type"] == "Person"
