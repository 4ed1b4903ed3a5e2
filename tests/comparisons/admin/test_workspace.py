"""The workspace of a tool: superseding, withdrawing, adding, and two editors who do not lose each other's work."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from comparisons.models import Standing
from reviews.models import Review
from tests.build import add_alias, make_attribute, make_category, make_pair, make_tool, record_fact
from tests.conftest import assert_queries
from tests.editor import ADD, Editor, fields_of, page_of, said, values_of
from tools.models import Attribute, Edition, Fact, Tool

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def editor():
    return Editor()


@pytest.fixture
def llama():
    tool = make_pair()[0]
    record_fact(
        tool, "pricing", "Free", source="https://example.com/p", checked_on=date(2026, 11, 3), outcome="confirmed"
    )
    return tool


@pytest.fixture
def pricing(llama):
    return f"fact-{Attribute.objects.get(key='pricing').pk}"


def test_the_page_says_what_a_change_will_supersede(editor, llama):
    text = editor.get(page_of(llama)).content.decode()
    assert "Current: Free, recorded 1 November 2026. A change supersedes it;" in text
    assert "Current: 84/100 · ship, recorded 1 November 2026." in text
    assert "Would I wire this in this week?" in text
    assert "No fact yet: what you enter is recorded as the first one." in text


def test_a_changed_fact_supersedes_and_the_old_one_stays(editor, llama, pricing):
    today = timezone.localdate()
    changes = {"value": "$20 per month", "checked_on": today.isoformat(), "reason": "The vendor changed its plans."}
    response = editor.edit(page_of(llama), **{f"{pricing}-{name}": value for name, value in changes.items()})
    assert "Superseded Pricing: Free → $20 per month." in said(response)
    old, new = Fact.objects.filter(tool=llama, attribute__key="pricing").order_by("pk")
    assert (old.value, new.value) == ("Free", "$20 per month")
    assert old.superseded_at == new.recorded_at
    assert new.supersedes == old
    assert (new.source, new.reason) == ("https://example.com/p", "The vendor changed its plans.")
    assert Fact.objects.count() == 2, "only the row that changed was recorded"
    assert Review.objects.filter(tool=llama).count() == 4


def test_a_recheck_of_the_same_value_is_recorded(editor, llama, pricing):
    response = editor.edit(page_of(llama), **{f"{pricing}-checked_on": timezone.localdate().isoformat()})
    assert "Superseded Pricing: still Free, new checked on." in said(response)
    assert values_of(llama) == ["Free", "Free"]


def test_a_changed_review_supersedes_and_moves_the_standing(editor, llama):
    response = editor.edit(page_of(llama), **{"review-founder-score": "60", "review-founder-verdict": "ship"})
    assert "Superseded Founder: 55/100 · skip → 60/100 · ship." in said(response)
    assert Review.objects.filter(tool=llama, persona="founder").count() == 2
    assert Standing.objects.get(tool=llama).points == 303
    assert Standing.objects.wrong() == []


def test_an_unchanged_save_records_nothing(editor, llama):
    make_attribute("offline", "yes-no")
    record_fact(llama, "offline", False)
    record_fact(llama, "entry-price", {"amount": 19.5, "currency": "EUR", "per": "seat and month"})
    llama.description = "One\n\nTwo"
    llama.published_at = llama.published_at.replace(second=7, microsecond=123)
    llama.save()
    before = Edition.objects.get(), Tool.objects.filter(pk=llama.pk).values().get(), Fact.objects.count()
    response = editor.edit(page_of(llama))
    assert "Nothing was different" in said(response)
    assert before == (Edition.objects.get(), Tool.objects.filter(pk=llama.pk).values().get(), Fact.objects.count())
    assert Review.objects.filter(tool=llama).count() == 4


def test_texts_of_several_lines_survive_a_save_of_something_else(editor, llama):
    body = "One.\n\n* two\n* three\n"
    Review.objects.file(
        tool=llama, persona="builder", now=timezone.now(), score=84, verdict="ship", body=body,
        reviewed_on=date(2026, 11, 1), author="Jo", author_kind="person", basis="used it", rubric="1",
    )  # fmt: skip
    editor.edit(page_of(llama), vendor="Meta AI")
    assert Review.objects.filter(tool=llama, persona="builder").count() == 2
    llama.refresh_from_db()
    assert llama.vendor == "Meta AI"
    assert llama.best_for == "Work that Code Llama 4 does\nTeams of two\nLong evenings"


def test_a_withdrawn_fact_leaves_without_successor_and_keeps_its_reason(editor, llama, pricing):
    refused = editor.edit(page_of(llama), **{f"{pricing}-withdraw": "on"})
    assert "Say why" in said(refused)
    response = editor.edit(page_of(llama), **{f"{pricing}-withdraw": "on", f"{pricing}-because": "Source is gone."})
    assert "Withdrew Pricing: Free." in said(response)
    fact = Fact.objects.get(tool=llama, attribute__key="pricing")
    assert fact.superseded_at
    assert fact.withdrawn_because == "Source is gone."


def test_a_withdrawn_review_leaves_the_panel(editor, llama):
    editor.edit(page_of(llama), **{"review-builder-withdraw": "on", "review-builder-because": "Conflict of interest."})
    assert Review.objects.current().filter(tool=llama).count() == 3
    assert Standing.objects.get(tool=llama).points == -1


def test_withdrawing_and_changing_at_once_is_refused(editor, llama, pricing):
    changes = {f"{pricing}-withdraw": "on", f"{pricing}-because": "x", f"{pricing}-quote": "y"}
    assert "Either change it or withdraw it" in said(editor.edit(page_of(llama), **changes))
    assert values_of(llama) == ["Free"]


def test_a_new_value_does_not_inherit_the_check_of_the_old_one(editor, llama, pricing):
    response = editor.edit(page_of(llama), **{f"{pricing}-value": "Paid"})
    assert "The check of 3 November 2026 was of “Free”" in said(response)
    assert values_of(llama) == ["Free"]
    editor.send(page_of(llama), fields_of(response), **{f"{pricing}-check_holds": "on"})
    assert values_of(llama) == ["Free", "Paid"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"fact-value": ""}, "tick Withdraw"),
        ({"fact-checked_on": "2999-01-01"}, "A check cannot lie in the future."),
        ({"fact-source": "javascript:alert(1)"}, "Give a full address"),
        ({"fact-source": "", "fact-quote": "q"}, "A fact is confirmed by a source"),
        ({"fact-outcome": ""}, "A check has a date and an outcome"),
        ({"fact-quote": "x" * 501}, "at most 500 characters"),
        ({"fact-reason": "Because."}, "nothing to explain"),
        ({"fact-because": "Because."}, "Tick this to withdraw"),
        ({"review-builder-score": "184"}, "less than or equal to 100"),
        ({"review-builder-score": ""}, "A review needs this."),
        ({"review-builder-reviewed_on": "2999-01-01"}, "A review cannot lie in the future."),
        ({"review-builder-reviewed_on": "someday"}, "Enter a valid date."),
        ({"review-builder-body": "[" * 5000}, "too many brackets"),
        ({"review-builder-body": "a" * 30_000}, "too long"),
        ({"review-builder-author": "a\u202eb"}, "control characters"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(editor, llama, pricing, changes, error):
    changes = {key.replace("fact-", f"{pricing}-"): value for key, value in changes.items()}
    before = Fact.objects.count(), Review.objects.count()
    response = editor.edit(page_of(llama), tagline="Typed before the error.", **changes)
    assert response.status_code == 200
    assert error in said(response)
    kept = fields_of(response)
    assert kept["tagline"] == "Typed before the error."
    for name, value in changes.items():
        assert kept[name] == value
    assert before == (Fact.objects.count(), Review.objects.count())
    llama.refresh_from_db()
    assert llama.tagline != "Typed before the error."


def test_a_new_tool_its_facts_and_reviews_on_one_page(editor):
    category = make_category()
    window = make_attribute("context-window", "number", category=category, unit="tokens")
    fields = fields_of(editor.get(ADD, category=category.pk))
    review = {
        "score": "84", "verdict": "ship", "body": "Words.", "reviewed_on": "2026-11-01", "author": "Jo",
        "author_kind": "person", "basis": "used it",
    }  # fmt: skip
    changes = {f"review-builder-{name}": value for name, value in review.items()}
    changes[f"fact-{window.pk}-value"] = "128,000"
    own = {"name": "New Coder", "slug": "new-coder", "tagline": "It codes.", "aliases": "newcoder\ncoder-new"}
    response = editor.send(ADD, fields, **own, **changes)
    assert "Recorded Context window: 128,000 tokens." in said(response)
    assert "Recorded Builder: 84/100 · ship." in said(response)
    tool = Tool.objects.get(slug="new-coder")
    assert set(tool.names.values_list("slug", "current")) == {
        ("new-coder", True), ("newcoder", False), ("coder-new", False)
    }  # fmt: skip
    assert Standing.objects.get(tool=tool).ships == 1
    assert not tool.is_public(timezone.now())


def test_the_rows_follow_the_category_before_the_first_save(editor):
    writing = make_category("writing", "Writing")
    make_attribute("tone", category=writing, label="Tone of voice")
    fields = editor.open(ADD)
    pricing = f"fact-{Attribute.objects.get(key='pricing').pk}-value"
    response = editor.client.post("/admin/tools/tool/facts/", {**fields, "category": writing.pk, pricing: "Typed"})
    text = response.content.decode()
    assert "Tone of voice" in text
    assert 'value="Typed"' in text


def test_a_second_record_of_one_product_points_to_the_first(editor, llama):
    own = {"name": "code-LLAMA 4", "slug": "other", "tagline": "x", "category": llama.category_id}
    response = editor.send(ADD, editor.open(ADD), **own)
    assert f'<a href="{page_of(llama)}">Code Llama 4</a>' in said(response)
    assert not Tool.objects.filter(slug="other").exists()


def test_a_new_slug_keeps_the_old_address_and_aliases_come_and_go(editor, llama):
    path = page_of(llama)
    add_alias(llama, "llama-four")
    editor.edit(path, slug="llama-4")
    assert editor.open(path)["aliases"] == "code-llama-4\r\nllama-four"
    editor.edit(path, aliases="code-llama-4\r\nl4")
    assert set(llama.names.values_list("slug", flat=True)) == {"llama-4", "code-llama-4", "l4"}
    assert "already leads to Mistral 3 Small" in said(editor.edit(path, aliases="mistral-3-small"))
    assert "Use lower-case letters" in said(editor.edit(path, aliases="No Slug"))
    assert "saved alone" in said(editor.edit(path, aliases="code-llama-4\r\nl4\r\na-vs-b\r\nb-vs-c"))
    assert "two readings" in said(editor.edit(path, aliases="code-llama-4\r\nl4\r\nl4-vs-mistral-3-small"))


def test_a_fact_left_behind_by_another_category_can_only_be_withdrawn(editor, llama):
    window = make_attribute("context-window", "number", category=llama.category)
    record_fact(llama, "context-window", 128000)
    path, name = page_of(llama), f"fact-{window.pk}"
    editor.edit(path, category=make_category("writing", "Writing").pk)
    assert f"{name}-value" not in editor.open(path)
    editor.edit(path, **{f"{name}-withdraw": "on", f"{name}-because": "Not of this category."})
    assert not Fact.objects.filter(attribute=window, superseded_at=None).exists()


def test_the_record_shows_what_was_superseded_and_why(editor, llama, pricing):
    changes = {"value": "Paid", "checked_on": timezone.localdate().isoformat(), "reason": "New plans."}
    editor.edit(page_of(llama), **{f"{pricing}-{name}": value for name, value in changes.items()})
    editor.edit(page_of(llama), **{f"{pricing}-withdraw": "on", f"{pricing}-because": "Source is gone."})
    response = editor.get(f"/admin/tools/tool/{llama.pk}/record/")
    text = response.content.decode()
    assert "<input" not in text.partition('id="content-main"')[2], "nothing on the page can be changed"
    for words in ("Free", "Paid", "New plans.", "Source is gone.", "84/100 · ship"):
        assert words in text


def test_stale_facts_are_marked_as_such(editor, llama, pricing):
    editor.edit(page_of(llama), **{f"{pricing}-checked_on": (timezone.localdate() - timedelta(days=91)).isoformat()})
    assert '<span class="state state--stale">stale</span>' in editor.get(page_of(llama)).content.decode()


def test_the_page_needs_a_fixed_number_of_statements(editor, llama):
    for n in range(20):
        make_attribute(f"extra-{n}")
        record_fact(llama, f"extra-{n}", "x")
    with assert_queries(16):
        editor.get(page_of(llama))


def test_a_draft_can_be_previewed_by_staff_only(editor, client):
    tool = make_tool("secret", name="Secret Tool", published_at=None)
    path = f"/admin/tools/tool/{tool.pk}/preview/"
    response = editor.get(path)
    assert "Secret Tool" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get(path).status_code == 302
    assert client.get("/tools/secret").status_code == 404
