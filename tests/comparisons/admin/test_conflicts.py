"""Two editors, or an editor and an import, at one tool: no work is lost and nothing is overwritten unseen."""

import re
from datetime import date

import pytest
from django.utils import timezone

from reviews.models import Review
from tests.build import make_attribute, make_pair, record_fact
from tests.editor import Editor, fields_of, page_of, said, values_of
from tools.models import Attribute, Fact
from tools.models.dated import AppendOnly

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


def test_two_editors_of_one_fact_the_second_is_shown_both_texts(editor, llama, pricing):
    second, path = Editor("second"), page_of(llama)
    page = second.open(path)
    check = {f"{pricing}-checked_on": timezone.localdate().isoformat()}
    editor.edit(path, **{f"{pricing}-value": "Theirs"}, **check)
    response = second.send(path, page, **{f"{pricing}-value": "Mine"}, **check, vendor="Someone")
    assert "Somebody else changed this meanwhile to “Theirs”" in said(response)
    text = response.content.decode()
    assert re.search(r"<td>Theirs</td>\s*<td>Mine</td>", text)
    assert values_of(llama) == ["Free", "Theirs"]
    again = second.send(path, fields_of(response))
    assert "Superseded Pricing: Theirs → Mine." in said(again)
    assert values_of(llama) == ["Free", "Theirs", "Mine"]
    llama.refresh_from_db()
    assert llama.vendor == "Someone"


def test_two_editors_of_one_review_nothing_is_lost(editor, llama):
    second, path = Editor("second"), page_of(llama)
    page = second.open(path)
    editor.edit(path, **{"review-skeptic-body": "Their words."})
    response = second.send(path, page, **{"review-skeptic-body": "My words."})
    text = response.content.decode()
    assert re.search(r"<td>Their words.</td>\s*<td>My words.</td>", text)
    assert Review.objects.current().get(tool=llama, persona="skeptic").body == "Their words."
    assert fields_of(response)["review-skeptic-body"] == "My words."


def test_two_first_facts_about_one_attribute_conflict(editor, llama):
    licence = f"fact-{Attribute.objects.get(key='licence').pk}-value"
    second, path = Editor("second"), page_of(llama)
    page = second.open(path)
    editor.edit(path, **{licence: "MIT"})
    assert "Somebody else changed this meanwhile to “MIT”" in said(second.send(path, page, **{licence: "Apache"}))
    assert values_of(llama, "licence") == ["MIT"]


def test_a_fact_withdrawn_meanwhile_is_not_brought_back_unasked(editor, llama, pricing):
    second, path = Editor("second"), page_of(llama)
    page = second.open(path)
    editor.edit(path, **{f"{pricing}-withdraw": "on", f"{pricing}-because": "Gone."})
    response = second.send(path, page, **{f"{pricing}-quote": "New quote"})
    assert "meanwhile by withdrawing it" in said(response)
    assert Fact.objects.filter(tool=llama, superseded_at=None).count() == 0


def test_edits_of_different_rows_and_fields_do_not_collide(editor, llama, pricing):
    second, path = Editor("second"), page_of(llama)
    page = second.open(path)
    editor.edit(path, tagline="Theirs.", **{f"{pricing}-quote": "Theirs"})
    response = second.send(path, page, vendor="Mine", **{"review-builder-score": "90"})
    assert "Superseded Builder" in said(response)
    llama.refresh_from_db()
    assert (llama.tagline, llama.vendor) == ("Theirs.", "Mine")
    assert Fact.objects.get(tool=llama, superseded_at=None).quote == "Theirs"


def test_two_editors_of_one_field_the_second_is_asked(editor, llama):
    second, path = Editor("second"), page_of(llama)
    page = second.open(path)
    editor.edit(path, tagline="Theirs.")
    response = second.send(path, page, tagline="Mine.")
    assert "Somebody else changed this meanwhile to “Theirs.”" in said(response)
    assert fields_of(response)["tagline"] == "Mine."
    second.send(path, fields_of(response))
    llama.refresh_from_db()
    assert llama.tagline == "Mine."


def test_a_page_that_lacks_a_new_attribute_does_not_empty_it(editor, llama):
    path = page_of(llama)
    page = editor.open(path)
    make_attribute("offline", "yes-no")
    record_fact(llama, "offline", True)
    editor.send(path, page, vendor="Else")
    assert values_of(llama, "offline") == [True]


def test_an_import_between_check_and_write_is_noticed(editor, llama, pricing, monkeypatch):
    """Somebody who does not wait for the tool's lock supersedes the fact after the form was checked."""
    record = Fact.objects.record
    calls: list[int] = []

    def raced(self, **content):
        if not calls:
            calls.append(1)
            other = content | {"value": "Imported", "now": timezone.now()}
            other["attribute"] = Attribute.objects.get(key="licence")
            record(**other)
            raise AppendOnly("somebody was faster")
        return record(**content)

    monkeypatch.setattr(type(Fact.objects), "record", raced)
    check = {f"{pricing}-checked_on": timezone.localdate().isoformat()}
    response = editor.edit(page_of(llama), **{f"{pricing}-value": "Mine"}, **check)
    assert "Superseded Pricing: Free → Mine." in said(response)
    assert values_of(llama, "licence") == [], "the first try was rolled back as a whole"
