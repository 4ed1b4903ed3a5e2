"""Withdrawals, with a reason and without, of facts and of reviews: every form that says what changed says them."""

import importlib
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from comparisons.catalogue import exporter, output
from comparisons.models import Standing
from comparisons.moment import moment_at
from comparisons.visitor.bookmarks import describe
from newsletter.issues import workflow
from newsletter.mail import rendering
from reviews.models import Review
from tests.build import NOW, file_review, make_attribute, make_pair, record_fact
from tests.comparisons.catalogue.build import Importer
from tests.editor import Editor
from tools.models import Fact, Tool

pytestmark = pytest.mark.django_db
TOOL, PATH = "code-llama-4", "/tools/code-llama-4"
BEFORE, THEN = NOW - timedelta(days=9), NOW - timedelta(days=1)
LICENCE, SKEPTIC = "Apache 2.0", "78/100 · ship"


@pytest.fixture(params=["", "Nobody can say."], ids=["without a reason", "with a reason"])
def why(request):
    return request.param


@pytest.fixture
def pair(clock):
    llama, mistral = make_pair()
    record_fact(llama, "licence", LICENCE, now=BEFORE)
    return llama, mistral


@pytest.fixture
def withdrawn(pair, why):
    """A fact and a review of the first tool, taken back a day ago."""
    llama, _ = pair
    llama.facts.get().withdraw(because=why, now=THEN)
    llama.reviews.get(persona="skeptic").withdraw(because=why, now=THEN)
    Standing.objects.refresh([llama.pk])
    return llama


def text_at(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize(
    "path", ["/changes", f"/changes{PATH}", f"{PATH}/history", "/compare/code-llama-4-vs-mistral-3-small"]
)
def test_pages_say_it(withdrawn, why, path):
    html = text_at(path)
    for value in (LICENCE, SKEPTIC):
        assert f"<del>{value}</del> <b>withdrawn</b>" in html
    assert html.count(f'<p class="log__why">{why}</p>') == (2 if why else 0)


def test_feeds_say_it(withdrawn, why):
    moves = [item["_change"] for item in json.loads(text_at("/feeds/changes.json"))["items"]]
    assert {(move["from"], move["to"], move["why"]) for move in moves} == {(LICENCE, None, why), (SKEPTIC, None, why)}
    atom = text_at("/feeds/changes.atom")
    assert f"Licence, {LICENCE} withdrawn" in atom
    assert f"Skeptic, {SKEPTIC} withdrawn" in atom
    assert atom.count("Why:") == (2 if why else 0)


def test_data_says_it(withdrawn, why):
    listed = json.loads(text_at("/api/v1/changes"))["changes"]
    rows = [(row["kind"], row["from"], row["to"], row["why"]) for row in listed]
    assert rows == [("fact-withdrawn", LICENCE, None, why or None), ("review-withdrawn", SKEPTIC, None, why or None)]
    for path in (f"{PATH}.json", f"/api/v1{PATH}"):
        tool = json.loads(text_at(path))["tool"]
        assert {(row["from"], row["to"], row["why"]) for row in tool["changes"]} == {
            (LICENCE, None, why or None), (SKEPTIC, None, why or None)
        }  # fmt: skip
        assert (tool["facts"], tool["panel"]["filed"]) == ([], 3)
    assert f"from {LICENCE} to withdrawn" in text_at(f"{PATH}.md")


def test_a_past_day_shows_what_stood_and_only_what_was_withdrawn_by_then(withdrawn):
    before = json.loads(text_at(f"{PATH}.json?as_of={(THEN - timedelta(days=1)).date()}"))["tool"]
    assert ([fact["text"] for fact in before["facts"]], before["panel"]["filed"]) == ([LICENCE], 4)
    assert before["changes"] == []
    after = json.loads(text_at(f"{PATH}.json?as_of={THEN.date()}"))["tool"]
    assert (after["facts"], after["panel"]["filed"], len(after["changes"])) == ([], 3, 2)


def test_a_bookmark_says_it(withdrawn):
    (row,) = describe([(PATH, BEFORE + timedelta(days=1))], moment_at(NOW))
    assert row.note == "3 of 4 reviews filed, 4 when you saved it. Licence changed."


def test_the_newsletter_says_it(withdrawn, why):
    issue, _ = workflow.draft("2026-w48", NOW)
    said = {item["kind"]: (item["title"], item["line"], item["why"]) for item in issue.content["items"]}
    assert said == {
        "moved": (
            "Code Llama 4: Ship",
            "From Ship · 3 ship / 1 skip, 298 to Ship · 2 ship / 1 skip · 3 of 4 filed.",
            why,
        ),
        "fact": ("Code Llama 4: licence withdrawn", f"Nothing stands in the place of {LICENCE}.", why),
    }
    for form in rendering.both(issue):
        assert "licence withdrawn" in form


def test_the_newsletter_says_that_no_review_is_left(pair):
    llama, _ = pair
    for review in llama.reviews.all():
        review.withdraw(because="", now=THEN)
    issue, _ = workflow.draft("2026-w48", NOW)
    assert [(item["title"], item["line"]) for item in issue.content["items"]] == [
        ("Code Llama 4: Not reviewed", "From Ship · 3 ship / 1 skip, 298 to Not reviewed.")
    ]


def test_the_newsletter_compares_with_what_its_readers_were_told(pair):
    """Taken back and stated again, stated twice, and back to the old value; a recheck hides no change.

    What was stated after the last issue is no news when it was taken back, and is told from its first words when not.
    """
    llama, mistral = pair
    make_attribute("one"), make_attribute("two")
    record_fact(llama, "one", "A", now=THEN).withdraw(because="", now=NOW)
    for number, value in enumerate("ABC"):
        record_fact(llama, "two", value, now=THEN + timedelta(hours=number))
    record_fact(mistral, "licence", "MIT", now=BEFORE)
    record_fact(mistral, "pricing", "Free", now=BEFORE)
    mistral.facts.get(value="MIT").withdraw(because="", now=THEN)
    record_fact(mistral, "licence", "BSD", now=THEN, reason="Read again.")
    record_fact(mistral, "pricing", "Paid", now=THEN)
    record_fact(mistral, "pricing", "Free", now=NOW)
    for number, value in enumerate(("MIT", "Llama", "Llama")):
        record_fact(llama, "licence", value, now=THEN + timedelta(hours=number), quote=str(number))
    issue, _ = workflow.draft("2026-w48", NOW)
    assert [(item["title"], item["line"], item["why"]) for item in issue.content["items"]] == [
        ("Code Llama 4: licence changed", f"From {LICENCE} to Llama.", ""),
        ("Mistral 3 Small: licence changed", "From MIT to BSD.", "Read again."),
        ("Code Llama 4: two changed", "From A to C.", ""),
    ]


def test_the_record_of_the_editors_says_it(withdrawn, why):
    html = " ".join(Editor().get(f"/admin/tools/tool/{withdrawn.pk}/record/").content.decode().split())
    assert html.count(f"<b>Withdrawn</b>{f': {why}' if why else ''} </td>") == 2


# Files.


def export() -> str:
    parts: list[str] = []
    output.write(parts.append, exporter.sections(None))
    return "".join(parts)


def null_of(key: str, name: str, value: str, why: str) -> dict[str, str | None]:
    return {key: name, value: None} | ({"reason": why} if why else {})


def test_null_in_a_file_withdraws_and_a_copy_of_the_site_is_told_so(pair, why, tmp_path):
    load = Importer(tmp_path)
    nulls = {"facts": [null_of("attribute", "licence", "value", why)],
             "reviews": [null_of("persona", "skeptic", "verdict", why)]}  # fmt: skip
    before = export()
    counts = load({"format": "versed-catalog/1", "tools": [{"slug": TOOL} | nulls]}, now=THEN)
    assert counts == {("tools", "changed"): 1, ("facts", "withdrawn"): 1, ("reviews", "withdrawn"): 1}
    for row in (Fact.objects.get(), Review.objects.get(persona="skeptic", tool__slug=TOOL)):
        assert (row.withdrawn, row.withdrawn_because, row.superseded_at) == (True, why, THEN)
    assert text_at("/changes").count("<b>withdrawn</b>") == 2

    after = export()
    entry = next(tool for tool in json.loads(after)["tools"] if tool["slug"] == TOOL)
    assert entry["facts"] == nulls["facts"]
    assert [row for row in entry["reviews"] if row["verdict"] is None] == nulls["reviews"]
    assert load(after) == {}
    assert load(before)["facts", "added"] == 1  # the copy, which still holds both
    assert load(after, now=NOW) == counts
    assert export() == after


def test_what_was_withdrawn_and_stands_again_is_exported_as_it_stands(withdrawn):
    record_fact(withdrawn, "licence", "MIT", now=NOW)
    file_review(withdrawn, "skeptic", 60, "skip", now=NOW)
    entry = next(tool for tool in json.loads(export())["tools"] if tool["slug"] == TOOL)
    assert [fact["value"] for fact in entry["facts"]] == ["MIT"]
    assert [review["verdict"] for review in entry["reviews"]] == ["ship", "skip", "ship", "skip"]


# Databases of the release before, and that release beside this one.


@pytest.mark.parametrize(("app", "model"), [("tools", Fact), ("reviews", Review)])
def test_the_upgrade_marks_what_was_withdrawn_without_a_reason(withdrawn, pair, app, model):
    _, mistral = pair
    record_fact(mistral, "licence", "MIT", now=BEFORE)
    record_fact(mistral, "licence", "BSD", now=THEN)
    file_review(mistral, "builder", 1, "skip", now=THEN)
    before = set(model.objects.filter(withdrawn=True).values_list("pk", flat=True))
    assert len(before) == 1
    model.objects.update(withdrawn=False)
    names = {"tools": "tools.migrations.0005_withdrawn", "reviews": "reviews.migrations.0003_withdrawn"}
    importlib.import_module(names[app]).mark(apps, connection.schema_editor)
    assert set(model.objects.filter(withdrawn=True).values_list("pk", flat=True)) == before


def test_what_the_release_before_withdraws_is_a_change_here(pair):
    """It knows nothing of the flag and gives a reason always."""
    llama, _ = pair
    llama.facts.filter(superseded_at=None).update(superseded_at=THEN, withdrawn_because="Wrong.")
    Tool.objects.changed([llama.pk])
    for path in ("/changes", f"{PATH}/history", f"{PATH}.md", "/feeds/changes.atom", "/api/v1/changes"):
        assert "Wrong." in text_at(path)
