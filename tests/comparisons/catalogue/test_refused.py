"""Files that are refused, and imports that fail: every error is said, and nothing has changed."""

import copy
import io
import json
from random import Random
from typing import Any

import pytest
from PIL import Image

from bench import synthetic
from comparisons.catalogue import importer
from comparisons.catalogue.importer import Changed
from comparisons.catalogue.reader import BrokenFile
from comparisons.catalogue.walking import Invalid
from tests.comparisons.catalogue.build import FACT, REVIEW, WINDOW, Importer, catalogue, tool
from tools.markup import Refused
from tools.models import Category, Edition, Tool

pytestmark = pytest.mark.django_db
RICH = tool(aliases=["excoder"], facts=[FACT], reviews=[REVIEW])


@pytest.fixture
def load(tmp_path) -> Importer:
    return Importer(tmp_path)


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


def test_the_kind_of_an_attribute_with_facts_stays(load):
    load(catalogue(tool("one", facts=[{"attribute": "context-window", "value": 5}])))
    assert load.refuse(catalogue(attributes=[WINDOW | {"kind": "price"}])) == [
        'attributes[0].kind: expected "number" as before, because facts rely on it, got "price"'
    ]


def test_half_a_character_in_any_text_or_key_is_an_error_with_its_path(load):
    duel = {
        "tools": ["example-coder", "other"],
        "headline": "One.",
        "would_change": [{"event": "This", "consequence": "That"}],
    }
    text = json.dumps(catalogue(RICH, tool("other"), matchups=[duel]))
    load(text)
    ends = [place for place, letter in enumerate(text) if letter == '"' and text[place - 1] not in ' [{"']
    assert len(ends) > 100
    for place in ends:
        with pytest.raises((Invalid, BrokenFile)):
            load(f"{text[:place]}\\ud83d{text[place:]}", dry_run=True)


def test_errors_change_nothing_at_all(load):
    load(catalogue(RICH))
    before = Edition.objects.get().version
    data = catalogue(tool("fine"), {"slug": "example-coder", "vendor": "X", "reviews": [REVIEW | {"score": 184}]},
                     categories=[{"slug": "new", "name": "New"}], demo=True)  # fmt: skip
    assert load.refuse(data) == ["tools[1].reviews[0].score: expected 0 to 100, got 184"]
    assert not Tool.objects.filter(slug="fine").exists()
    assert not Category.objects.filter(slug="new").exists()
    assert (Edition.objects.get().version, Edition.objects.get().demo) == (before, False)


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, ['format: expected "versed-catalog/1", got null']),
        ({"format": "versed-catalog/2", "tools": 1}, ['format: expected "versed-catalog/1", got "versed-catalog/2"']),
        ({"format": "versed-catalog/1", "tools": None}, ["tools: expected a list, got null"]),
        ({"format": "versed-catalog/1", "tols": []},
         ["tols: expected one of format, demo, attributes, categories, tools, matchups, got an unknown key"]),
        ({"format": "versed-catalog/1", "demo": "yes"}, ['demo: expected true or false, got "yes"']),
        ('{"format": "versed-catalog/1", "tools": [], "tools": []}', ["tools: expected once, got the same key again"]),
        ('{"format": "versed-catalog/1", "tools": [{"slug": "a", "slug": "a"}]}',
         ["tools[0].slug: expected once, got the same key again",
          "tools[0].name: expected a value, got nothing (the tool is new)",
          "tools[0].category: expected a value, got nothing (the tool is new)",
          "tools[0].tagline: expected a value, got nothing (the tool is new)"]),
        (catalogue(matchups=[{"tools": ["nobody", "none"]}]),
         ['matchups[0].tools[0]: expected a tool of this file or of the site, got "nobody"',
          'matchups[0].tools[1]: expected a tool of this file or of the site, got "none"']),
        (catalogue(tool("one", aliases=["uno"]), matchups=[{"tools": ["one", "uno"]}]),
         ["matchups[0].tools: expected 2 to 4 different tools, got one of them twice"]),
        (catalogue(tool("one"), tool("two"), matchups=[{"tools": ["one", "two"]}, {"tools": ["two", "one"]}]),
         ["matchups[1].tools: expected each set of tools once, got the same as in matchups[0]"]),
        (catalogue(tool("one") | {"name": ""}, tool("two"), matchups=[{"tools": ["one", "two"]}]),
         ['tools[0].name: expected a line of 1 to 80 characters, got ""']),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_whole_file(load, data, errors):
    assert load.refuse(data) == errors


def test_names_are_checked_against_the_site(load):
    load(catalogue(tool("one", aliases=["uno"])))
    assert load.refuse(catalogue(tool("uno", name="ONE", website="https://one.example.com"))) == [
        'tools[0].slug: expected a name that is free, got "uno", which leads to /tools/one',
        'tools[0].name: expected the name of no other tool (/tools/one has it), got "ONE"',
        'tools[0].website: expected the website of no other tool (/tools/one has it), got "https://one.example.com"',
    ]
    assert load.refuse(catalogue(tool("x"), tool("one-vs-x"))) == [
        'tools[1].slug: expected a name that keeps matchup paths clear, got "one-vs-x": '
        "/compare/one-vs-x would have two readings"
    ]


def break_one(raw: dict[str, Any], way: int) -> None:
    """Ten ways in which an entry can be wrong."""
    fact = raw["facts"][0]
    ways: list[tuple[dict[str, Any], str, Any]] = [
        (raw, "tagline", None), (raw, "slug", "Bad Slug"), (raw, "website", "nope"), (raw, "unknown", 1),
        (raw, "category", "nowhere"), (fact, "value", True), (fact, "checked_on", "2999-01-01"),
        (fact, "attribute", "nothing"), (raw, "published_at", "today"), (raw, "description", "[" * 1000),
    ]  # fmt: skip
    thing, key, value = ways[way]
    thing[key] = value
    if key == "checked_on":
        thing |= {"outcome": "unreadable", "method": ""}


def test_a_file_with_one_broken_tool_in_a_hundred_reports_exactly_those(load):
    tools = list(synthetic.tools(1_000, 3, reviews=False))
    broken = sorted(Random(5).sample(range(1_000), 10))
    for way, index in enumerate(broken):
        break_one(tools[index], way)
    data = {"format": "versed-catalog/1", **dict(synthetic.heads()), "tools": tools}
    errors = load.refuse(data)
    assert [int(error.split("[")[1].split("]")[0]) for error in errors] == broken
    assert not Tool.objects.exists()
    for index in reversed(broken):
        del tools[index]
    assert load(data)["tools", "added"] == 990


def test_an_import_refuses_when_an_editor_was_faster(load, monkeypatch):
    load(catalogue(RICH))
    monkeypatch.setattr(importer, "be_patient", Edition.bump)
    with pytest.raises(Changed):
        load(catalogue(tool("late")))
    assert not Tool.objects.filter(slug="late").exists()


def test_a_failure_in_the_middle_leaves_nothing_behind(load, tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "x.png").write_bytes(picture())
    monkeypatch.setattr(importer, "write_matchups", fail)
    with pytest.raises(OSError, match="disk"):
        load(catalogue(tool("one", logo="x.png"), tool("two"), matchups=[{"tools": ["one", "two"]}]))
    assert not Tool.objects.exists() and not Edition.objects.exists()
    assert list((tmp_path / "media" / "logos").iterdir()) == []


def fail(*args: Any) -> None:
    raise OSError("the disk is full")


def test_logos_that_are_none_are_refused(load, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "x.png").write_text("<svg/>")
    (tmp_path / "big.png").write_bytes(picture() + b"x" * 2_000_000)
    raws = [
        tool(slug, logo=path) for slug, path in (("a", "folder"), ("b", "x.png"), ("c", "none.png"), ("d", "big.png"))
    ]
    assert load.refuse(catalogue(*raws)) == [
        'tools[0].logo: expected the path of a picture beside the catalogue, got "folder"',
        "tools[1].logo: expected a picture that can be shown (This is no PNG, JPEG or WebP picture, or it is damaged), "
        'got "x.png"',
        'tools[2].logo: expected the path of a picture beside the catalogue, got "none.png"',
        'tools[3].logo: expected a picture that can be shown (The picture is larger than 2 MB), got "big.png"',
    ]


def refuse_text(*args: Any) -> str:
    raise Refused("The text takes too long to convert.")


def test_a_text_that_takes_too_long_is_an_error_with_its_path(load, monkeypatch):
    monkeypatch.setattr("tools.markup.Worker.convert", refuse_text)
    raw = copy.deepcopy(RICH)
    assert [error.split(" (")[0] for error in load.refuse(catalogue(raw))] == [
        "tools[0].reviews[0].body: expected a text that can be shown",
        "tools[0].description: expected a text that can be shown",
    ]
