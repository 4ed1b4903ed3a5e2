"""The list of tools: what it says, what its filters find, and what it costs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from comparisons.admin.tool_list import on_record, stale_on
from tests.build import LLAMA, NOW, add_alias, make_attribute, make_tool, record_fact
from tests.conftest import assert_queries
from tests.editor import Editor
from tools.models import Fact
from tools.states import State, state_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/admin/tools/tool/"


@pytest.fixture
def editor():
    return Editor()


@pytest.fixture
def catalogue():
    """One tool per thing that a filter can find, named after it."""
    full = make_tool("full", panel=LLAMA, logo="0" * 32)
    make_tool("no-founder", panel=LLAMA[:3])
    make_tool("draft", published_at=None)
    make_tool("scheduled", published_at=datetime(2027, 1, 1, tzinfo=UTC))
    make_tool("gone", discontinued_on=date(2026, 1, 1), panel=LLAMA)
    record_fact(full, "pricing", "Free")
    stale = make_tool("stale", panel=LLAMA)
    old = NOW.date() - timedelta(days=91)
    record_fact(stale, "pricing", "Free", source="https://e.com/", checked_on=old, outcome="confirmed")
    doubtful = make_tool("doubtful", panel=LLAMA)
    record_fact(doubtful, "pricing", "Free", checked_on=old, outcome="contradicted")


def names(response):
    return {tool.slug for tool in response.context["cl"].result_list}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "draft"}, {"draft"}),
        ({"status": "scheduled"}, {"scheduled"}),
        ({"status": "discontinued"}, {"gone"}),
        ({"status": "published"}, {"full", "no-founder", "stale", "doubtful"}),
        ({"missing": "any"}, {"no-founder", "draft", "scheduled"}),
        ({"missing": "1"}, {"no-founder"}),
        ({"missing": "4"}, {"draft", "scheduled"}),
        ({"missing": "none"}, {"full", "gone", "stale", "doubtful"}),
        ({"missing": "founder"}, {"no-founder", "draft", "scheduled"}),
        ({"missing": "builder"}, {"draft", "scheduled"}),
        ({"facts": "stale"}, {"stale"}),
        ({"facts": "never-checked"}, {"full"}),
        ({"facts": "doubtful"}, {"doubtful"}),
        ({"facts": "none"}, {"no-founder", "draft", "scheduled", "gone"}),
        ({"logo": "present"}, {"full"}),
        ({"missing": "any", "status": "draft"}, {"draft"}),
        ({"q": "no-fou"}, {"no-founder"}),
    ],
)
def test_a_filter_finds_what_it_says(editor, catalogue, query, found):
    assert names(editor.get(LIST, **query)) == found


def test_a_tool_is_found_by_its_other_names_and_its_vendor(editor):
    tool = make_tool("one", vendor="Acme")
    add_alias(tool, "uno")
    make_tool("two")
    assert names(editor.get(LIST, q="uno")) == names(editor.get(LIST, q="acme")) == {"one"}


def test_an_unknown_choice_of_a_filter_shows_everything(editor, catalogue):
    assert len(names(editor.get(LIST, facts="nonsense", missing="9"))) == 7


def test_the_columns_say_what_is_on_record(editor, catalogue):
    text = editor.get(LIST).content.decode()
    for words in ("298", "3 of 4", "1, 1 stale", "Draft", "Scheduled for 1 January 2027", "Discontinued", "Ship"):
        assert words in text


def test_the_list_costs_the_same_for_any_number_of_tools(editor):
    def visit():
        with assert_queries(12) as captured:
            editor.get(LIST)
        return len(captured)

    make_tool("first", panel=LLAMA)
    few = visit()
    for n in range(12):
        record_fact(make_tool(f"tool-{n}", panel=LLAMA), "pricing", "Free")
    assert visit() == few


def test_counts_beside_the_filters_do_not_fail(editor, catalogue):
    assert editor.get(LIST, _facets="True").status_code == 200


@pytest.mark.parametrize("days", [0, 1, 30, 31, 90, 91, 400])
def test_the_database_calls_a_fact_stale_exactly_when_the_state_does(days):
    today = timezone.localdate()
    for stale_after in (30, 90):
        make_attribute(f"after-{stale_after}", stale_after_days=stale_after)
    for outcome in ("confirmed", "contradicted", "unreadable"):
        tool = make_tool(f"tool-{outcome}")
        for stale_after in (30, 90):
            checked: Any = {"checked_on": today - timedelta(days=days), "outcome": outcome, "source": "https://e.com/"}
            record_fact(tool, f"after-{stale_after}", "x", **checked)
    by_database = set(Fact.objects.filter(stale_on(today)))
    by_state = {
        fact
        for fact in Fact.objects.select_related("attribute")
        if state_of(
            checked_on=fact.checked_on,
            outcome=fact.outcome,
            stale_after_days=fact.attribute.stale_after_days,
            today=today,
        )
        == State.STALE
    }
    assert by_database == by_state


def test_superseded_facts_are_not_counted(editor):
    tool = make_tool("one")
    record_fact(tool, "pricing", "Free")
    record_fact(tool, "pricing", "Paid", now=NOW)
    found = on_record([tool], NOW.date())[tool.pk]
    assert (found.facts, found.stale, found.newest) == (1, 0, NOW)
