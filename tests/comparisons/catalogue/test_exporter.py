"""Exporting: the file says all there is, always in the same order, and importing it changes nothing."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from comparisons.catalogue import exporter, output
from comparisons.models import Matchup, Standing
from reviews.personas import PERSONAS
from tests.build import NOW, curate, file_review, make_pair
from tests.comparisons.catalogue.build import CATEGORY, FACT, OTHER, REVIEW, WINDOW, Importer, catalogue, tool
from tests.comparisons.demo import AFTER_THE_DEMO
from tests.tools.test_numbers import decimals
from tools.models import Category, Edition, Tool
from tools.models.tool import BIDI_CONTROLS
from tools.numbers import check_number
from tools.price_units import UNITS
from tools.slugs import name_key

pytestmark = pytest.mark.django_db
DEMO = Path(django_settings.BASE_DIR) / "fixtures" / "demo.json"


@pytest.fixture
def load(tmp_path) -> Importer:
    return Importer(tmp_path)


def export() -> str:
    out = StringIO()
    output.write(out.write, exporter.sections(None))
    return out.getvalue()


def test_the_demo_catalogue_comes_back_unchanged(load):
    load(DEMO.read_text(encoding="utf-8"), now=AFTER_THE_DEMO)
    assert Tool.objects.count() >= 30
    first = export()
    assert load(first, now=AFTER_THE_DEMO) == {}
    assert export() == first
    assert Standing.objects.wrong() == []


def test_an_export_says_everything_and_empty_things_as_null(load):
    pair = {"tools": ["b-tool", "a-tool"], "featured": False}
    load(catalogue(tool("b-tool", facts=[FACT | {"reason": "New."}], reviews=[REVIEW]),
                   {"slug": "a-tool", "name": "A", "category": "voice", "tagline": "T"}, matchups=[pair]))  # fmt: skip
    data = json.loads(export())
    assert list(data) == ["format", "demo", "attributes", "categories", "tools", "matchups"]
    assert [row["key"] for row in data["attributes"]] == ["pricing", "entry-price", "licence", "context-window"]
    bare, rich = data["tools"]
    assert bare == {
        "slug": "a-tool", "name": "A", "vendor": None, "category": "voice", "tagline": "T", "best_for": [],
        "skip_if": [], "description": None, "website": None, "aliases": [], "published_at": None,
        "discontinued_on": None, "facts": [], "reviews": [],
    }  # fmt: skip
    assert rich["published_at"] == "2026-11-01T09:00:00Z"
    assert rich["facts"] == [FACT | {"reason": "New."}]
    assert rich["reviews"] == [REVIEW]
    assert data["matchups"] == [
        {
            "tools": ["a-tool", "b-tool"],
            "headline": None,
            "bottom_line": None,
            "would_change": [],
            "basis": None,
            "featured": False,
        }
    ]


def test_an_export_of_what_editors_wrote_imports_as_no_change(load):
    curate(make_pair(), headline="A *b*", bottom_line="Either.", would_change=[])
    assert load(export()) == {}


def test_what_words_rest_on_comes_back_unchanged(load, clock):
    pair = make_pair()
    events = [{"event": "It rains", "consequence": "We look again."}]
    curate(pair, headline="A *b*", bottom_line="Either.", would_change=events)
    (one,) = json.loads(export())["matchups"]
    assert one["basis"] == {
        "on": "2026-11-23", "leader": "code-llama-4", "band": "Dead heat", "lead": 3,
        "points": {"code-llama-4": 298, "mistral-3-small": 295},
        "tops": {"builder": ["mistral-3-small"], "skeptic": ["code-llama-4", "mistral-3-small"],
                 "futurist": ["code-llama-4"], "founder": ["code-llama-4"]},
    }  # fmt: skip
    assert one["would_change"] == events
    file_review(pair[1], "founder", 90, "ship", now=NOW)
    clock.now = NOW + timedelta(days=1)
    curate(pair, bottom_line="The *second*.", would_change=[*events, {"event": "a", "consequence": "b"}])
    first = export()
    (one,) = json.loads(first)["matchups"]
    assert (one["basis"]["on"], one["bottom_line_basis"]["on"]) == ("2026-11-23", "2026-11-24")
    assert [item.get("basis", {}).get("on") for item in one["would_change"]] == [None, "2026-11-24"]
    clock.now = NOW + timedelta(days=2)
    assert load(first) == {}
    assert export() == first
    Matchup.objects.all().delete()
    load(first)
    assert export() == first


def test_facts_that_a_tool_left_behind_with_its_category_are_not_exported(load):
    load(catalogue(tool("one", facts=[{"attribute": "context-window", "value": 5}])))
    load(catalogue({"slug": "one", "category": "voice"}))
    assert json.loads(export())["tools"][0]["facts"] == []
    assert load(export()) == {}


def test_a_matchup_that_lost_a_tool_is_not_exported(load):
    load(catalogue(tool("one"), tool("two"), tool("six"), matchups=[{"tools": ["one", "two", "six"]}]))
    Tool.objects.get(slug="six").delete()
    assert json.loads(export())["matchups"] == []


NO_LINE = "\u2028\u2029"
letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters=[*BIDI_CONTROLS, *NO_LINE])
line = st.text(letters, max_size=20)
said = st.text(letters, min_size=1, max_size=20).filter(str.strip)
# A brace begins a placeholder; two are one.
worded = line.map(lambda text: text.replace("{", "{{"))
happening = said.map(lambda text: text.replace("{", "{{"))
days = st.dates(datetime(1990, 1, 1).date(), datetime(2026, 11, 22).date()).map(str)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat)
prices = st.sampled_from(["Free", "Contact sales"]) | st.fixed_dictionaries(
    {
        "amount": decimals().filter(lambda x: 0 < x < 10**9).map(check_number),
        "currency": st.just("USD"),
        "per": st.sampled_from(UNITS),
    }
)
numbers = decimals().map(abs).map(check_number)
values = {"pricing": said, "entry-price": prices, "context-window": numbers, "open": st.booleans()}
checks: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.fixed_dictionaries(
    {"checked_on": days, "outcome": st.sampled_from(["contradicted", "unreadable"])},
    optional={"method": st.sampled_from(["read", "script", "asked"])},
)
OPEN = {"key": "open", "label": "Open", "kind": "yes-no", "category": None}


@st.composite
def facts(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = draw(st.lists(st.sampled_from(list(values)), unique=True))
    evidence = st.fixed_dictionaries(
        {}, optional={"quote": line, "reason": line, "source": st.just("https://e.com/é?x=[1]")}
    )
    return [{"attribute": key, "value": draw(values[key])} | draw(evidence) | draw(checks) for key in keys]


@st.composite
def reviews(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = draw(st.lists(st.sampled_from([persona.key.value for persona in PERSONAS]), unique=True))
    fields = st.fixed_dictionaries({
        "score": st.integers(0, 100), "verdict": st.sampled_from(["ship", "skip"]), "body": said, "reviewed_on": days,
        "author": said, "author_kind": st.sampled_from(["person", "model"]), "rubric": st.sampled_from(["1", "2b"]),
        "basis": st.sampled_from(["used it", "read about it"]),
    })  # fmt: skip
    return [{"persona": key} | draw(fields) for key in keys]


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Any]:
    optional = {
        "vendor": line, "best_for": st.lists(said, max_size=3), "skip_if": st.lists(said, max_size=3),
        "description": line, "published_at": moments | st.none(), "discontinued_on": days | st.none(),
    }  # fmt: skip
    needed = {"name": said.filter(name_key), "tagline": said, "facts": facts(), "reviews": reviews()}
    fields: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(needed, optional=optional)
    found = draw(st.lists(fields, max_size=4, unique_by=lambda one: name_key(one["name"])))
    tools = [
        one | {"slug": f"t{n}", "category": "developer-tools", "aliases": [f"a{n}"] * draw(st.integers(0, 1))}
        for n, one in enumerate(found)
    ]
    words = st.fixed_dictionaries({}, optional={
        "headline": worded.map(lambda text: text.replace("*", "")), "bottom_line": worded, "featured": st.booleans(),
        "would_change": st.lists(st.fixed_dictionaries({"event": happening, "consequence": happening}), max_size=2),
    })  # fmt: skip
    pairs = [{"tools": ["t1", "t0"]} | draw(words)] if len(tools) > 1 else []
    return {"format": "versed-catalog/1", "demo": draw(st.booleans()), "tools": tools, "matchups": pairs,
            "attributes": [WINDOW, OPEN], "categories": [CATEGORY, OTHER]}  # fmt: skip


@settings(max_examples=25)
@given(catalogues())
def test_any_catalogue_comes_back_unchanged_and_makes_an_equal_site(tmp_path_factory, data):
    load = Importer(tmp_path_factory.mktemp("rich"))
    with emptied_afterwards():
        load(data)
        first = export()
        assert load(data) == {}
        assert load(first) == {}
        assert Standing.objects.wrong() == []
        for row in Tool.objects.all():
            row.full_clean()
    with emptied_afterwards():
        load(first)
        assert export() == first


class emptied_afterwards:
    """A transaction that is rolled back."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        assert not Tool.objects.exists() and not Category.objects.exists() and not Edition.objects.exists()

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
