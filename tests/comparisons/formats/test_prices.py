"""Small prices from the field, in every form that says them: each amount with its recorded digits, wherever it is read."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from newsletter.issues import workflow
from newsletter.mail import rendering
from tests.build import NOW
from tests.editor import Editor, page_of, said
from tools.models import Attribute, Fact, Tool

pytestmark = pytest.mark.django_db
FIELD = Path(__file__).parents[2] / "field"
BEFORE, AFTER = "$0.075 per million tokens", "$0.07 per million tokens"
B_MODEL, C_MODEL = "$0.0028 per million tokens", "$0.0036 per million tokens"
MONEY = re.compile(r"\$[0-9][0-9,.]* per million tokens")


@pytest.fixture
def priced(clock):
    call_command("import_catalog", str(FIELD / "small-price.json"), verbosity=0)
    return clock


@pytest.fixture
def changed(priced):
    priced.now = NOW + timedelta(days=1)
    call_command("import_catalog", str(FIELD / "small-price-change.json"), verbosity=0)
    return priced


def money_in(client, path: str) -> set[str]:
    response = client.get(path)
    assert response.status_code == 200, path
    return set(MONEY.findall(response.content.decode()))


@pytest.mark.parametrize(
    "path",
    [
        "/compare/b-model-vs-c-model", "/compare/b-model-vs-c-model.json", "/compare/b-model-vs-c-model.md",
        "/compare/b-model-vs-c-model/decision.md",
    ],
)  # fmt: skip
def test_amounts_that_differ_are_told_apart(client, priced, path):
    assert money_in(client, path) == {B_MODEL, C_MODEL}


@pytest.mark.parametrize(
    "path",
    ["/tools/b-model", "/tools/b-model.json", "/tools/b-model.md", "/tools/b-model/history", "/api/v1/tools/b-model"],
)
def test_an_amount_is_said_with_its_digits(client, priced, path):
    assert money_in(client, path) == {B_MODEL}


def test_the_cheapest_is_marked_and_the_value_is_a_number_with_the_same_digits(client, priced):
    answer = client.get("/compare/b-model-vs-c-model.json").json()
    row = next(row for row in answer["table"] if row["key"] == "cached-price")
    assert (row["cells"]["b-model"]["note"], row["cells"]["c-model"]["note"], row["same"]) == ("Lowest", None, False)
    assert [fact["value"]["amount"] for tool in answer["tools"] for fact in tool["facts"]] == [0.0028, 0.0036]


@pytest.mark.parametrize(
    "path",
    [
        "/changes", "/changes/tools/a-model", "/feeds/changes.atom", "/feeds/changes.json", "/api/v1/changes",
        "/tools/a-model/history", "/tools/a-model.json", "/tools/a-model.md",
    ],
)  # fmt: skip
def test_a_change_says_both_amounts(client, changed, path):
    assert money_in(client, path) == {BEFORE, AFTER}


def test_the_newsletter_says_both_amounts(changed):
    issue, _ = workflow.draft("2026-w48", changed.now)
    (item,) = issue.content["items"]
    assert item["line"] == f"From {BEFORE} to {AFTER}."
    for form in rendering.both(issue):
        assert set(MONEY.findall(" ".join(form.split()))) == {BEFORE, AFTER}


def test_an_export_holds_the_digits_of_the_file(changed, capsys):
    call_command("export_catalog")
    tools = json.loads(capsys.readouterr().out)["tools"]
    assert [tool["facts"][0]["value"]["amount"] for tool in tools] == [0.07, 0.0028, 0.0036]


def test_a_recheck_of_an_old_row_with_binary_noise_is_no_change(client, priced):
    """A release before this one took `0.30000000000000004` as it came, and called the same number of the file a change."""
    row = Fact.objects.filter(tool__slug="b-model")
    row.update(value={"amount": 0.1 + 0.2, "currency": "USD", "per": "million tokens"})
    fact = row.get()
    assert fact.value["amount"] == 0.3
    new = Fact(tool=fact.tool, attribute=fact.attribute, value=fact.value | {"amount": 0.3}, supersedes=fact)
    new.recorded_at = NOW
    row.update(superseded_at=NOW)
    new.save()
    Tool.objects.changed([fact.tool_id])
    said = "$0.30 per million tokens"
    assert money_in(client, "/tools/b-model.json") == money_in(client, "/tools/b-model/history") == {said}
    assert "0000000" not in client.get("/tools/b-model.json").content.decode()
    for path in ("/changes", "/feeds/changes.atom", "/feeds/changes.json", "/api/v1/changes"):
        assert money_in(client, path) == set()
    assert client.get("/tools/b-model.json").json()["tool"]["changes"] == []


# What editors type.


@pytest.fixture
def editor(priced):
    return Editor()


def place(slug: str) -> tuple[str, str]:
    """(the page of a tool, the prefix of the fields of its price)"""
    return page_of(Tool.objects.get(slug=slug)), f"fact-{Attribute.objects.get(key='cached-price').pk}"


def amounts(slug: str) -> list[object]:
    return list(Fact.objects.filter(tool__slug=slug).order_by("pk").values_list("value__amount", flat=True))


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("1,5 EUR per million tokens", "1.5 with a dot"),
        ("1.500 EUR per million tokens", "1500 or 1.5"),
        ("0,0028 USD per million tokens", "0.0028 with a dot"),
        ("20 USD", "$20 per month"),
    ],
)
def test_an_editor_is_not_guessed_at(editor, typed, form):
    page, field = place("b-model")
    assert form in said(editor.edit(page, **{f"{field}-value": typed}))
    assert amounts("b-model") == [0.0028]


@pytest.mark.parametrize("typed", ["$0.0029 per million tokens", "0.0029 usd/million tokens"])
def test_an_editor_types_what_the_site_prints(editor, typed):
    page, field = place("b-model")
    answer = editor.edit(page, **{f"{field}-value": typed})
    assert f"{B_MODEL} → $0.0029 per million tokens." in said(answer)
    assert amounts("b-model") == [0.0028, 0.0029]


def test_saving_what_the_page_shows_changes_nothing(editor):
    page, field = place("b-model")
    assert editor.open(page)[f"{field}-value"] == "0.0028 USD per million tokens"
    editor.edit(page)
    assert amounts("b-model") == [0.0028]
