"""The free texts of before the list of units, rewritten on the way up and readable for the release before on the way down."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.build import make_attribute, make_tool, record_fact
from tools.models import Fact
from tools.values import magnitude, say

pytestmark = pytest.mark.django_db
step = import_module("tools.migrations.0007_price_units")
BEFORE = ["seat/month", "Months", "1M tokens", "month", "fortnight", "token"]
AFTER = ["seat and month", "month", "million tokens", "month", "fortnight", "token"]


@pytest.fixture
def facts(clock):
    make_attribute("list-price", kind="price"), make_attribute("words")
    for number, per in enumerate(BEFORE):
        tool = make_tool(f"tool-{number}")
        fact = record_fact(tool, "list-price", {"amount": 20, "currency": "USD", "per": "month"})
        Fact.objects.filter(pk=fact.pk).update(value={"amount": 20, "currency": "USD", "per": per})
    record_fact(make_tool("free"), "list-price", "Free")
    record_fact(make_tool("talks"), "words", "20 USD per fortnight")
    return Fact.objects.order_by("pk")


def test_every_spelling_becomes_its_unit_and_unknown_words_stay_marked(facts, monkeypatch):
    monkeypatch.setattr(step, "BATCH", 2)
    step.forwards(apps, None)
    values = list(facts.values_list("value", flat=True))
    assert [value["per"] for value in values[:6]] == AFTER
    assert [value.get("other", False) for value in values[:6]] == [False] * 4 + [True] * 2
    assert values[6:] == ["Free", "20 USD per fortnight"]
    assert say(values[4]) == "$20 per fortnight"
    assert (magnitude(values[0]) is None, magnitude(values[4]) is None) == (False, True)
    step.forwards(apps, None)
    assert list(facts.values_list("value", flat=True)) == values


def test_the_way_back_leaves_what_the_release_before_knows(facts):
    step.forwards(apps, None)
    step.backwards(apps, None)
    assert all(set(value) == {"amount", "currency", "per"} for value in facts.values_list("value", flat=True)[:6])
