"""The editor's side: draft, edit, preview, approve; lists in and out."""

import io
import os
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newsletter.models import Issue, Subscriber, Suppression
from newsletter.subscribers import consent
from tests.build import NOW
from tests.editor import Editor, fields_of
from tests.newsletter.build import make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db
BASE = "/admin/newsletter"


@pytest.fixture(autouse=True)
def time(clock):
    return clock


@pytest.fixture
def editor():
    return Editor()


def press(editor, issue, name):
    return editor.client.post(f"{BASE}/issue/{issue.pk}/do/", {"do": name}, follow=True)


def test_nothing_new_is_said_to_the_editor(editor):
    answer = editor.client.post(f"{BASE}/issue/draft/", follow=True)
    assert b"Nothing is new since" in answer.content


def test_draft_edit_preview_test_approve_pause(editor, sink):
    make_news()
    subscribe("reader@example.com")
    answer = editor.client.post(f"{BASE}/issue/draft/", {"week": "2026-W48"}, follow=True)
    assert b"is drafted" in answer.content
    issue = Issue.objects.get()
    page = editor.get(f"{BASE}/issue/{issue.pk}/change/")
    fields = fields_of(page)
    first, *_, last = (item["id"] for item in issue.content["items"])
    fields |= {
        "subject": "A better subject",
        "introduction": "Hello *you*.",
        f"place_{last}": "1",
        f"title_{last}": "First now",
    }
    fields.pop(f"shown_{first}")
    saved = editor.client.post(f"{BASE}/issue/{issue.pk}/change/", fields)
    assert saved.status_code == 302, saved.context["errors"]
    issue.refresh_from_db()
    assert issue.subject == "A better subject"
    assert issue.content["items"][0]["title"] == "First now"
    assert [item["shown"] for item in issue.content["items"]].count(False) == 1
    for kind in ("html", "text"):
        shown = editor.get(f"{BASE}/issue/{issue.pk}/preview/{kind}/")
        assert b"First now" in shown.content
        assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    user = editor.client.get(f"{BASE}/issue/").wsgi_request.user
    assert b"has no e-mail address" in press(editor, issue, "test").content
    user.email = "editor@example.com"
    user.save()
    assert b"A test goes to" in press(editor, issue, "test").content
    assert b"is approved" in press(editor, issue, "approve").content
    assert b"cannot be done" in press(editor, issue, "resume").content
    Issue.objects.update(due_at=NOW)
    send_all()
    assert [(mail.recipient, mail.mail["Subject"]) for mail in sink.accepted] == [
        ("editor@example.com", "[Test] A better subject"),
        ("reader@example.com", "A better subject"),
    ]
    assert b"1 expected = 1 sent" in editor.get(f"{BASE}/issue/").content
    assert editor.client.post(f"{BASE}/issue/{issue.pk}/change/", fields).status_code == 403


def test_what_stands_around_the_items_is_edited_and_hidden(editor):
    make_news()
    issue = make_issue(approved=False)
    page, address = f"{BASE}/issue/{issue.pk}/preview/html/", f"{BASE}/issue/{issue.pk}/change/"
    said = editor.get(page).content.decode()
    assert "Objection of the week" in said
    assert "Also on the card" in said
    why = f"why_{issue.content['items'][0]['id']}"
    fields = fields_of(editor.get(address)) | {"main_headline": "Take *the fresh one.*", why: "Because it did."}
    for name in ("objection_shown", *(name for name in [*fields] if name.startswith("also_"))):
        fields.pop(name)
    assert editor.client.post(address, fields).status_code == 302
    for kind in ("html", "text"):
        said = editor.get(f"{BASE}/issue/{issue.pk}/preview/{kind}/").content.decode().lower()
        for hidden in ("objection of the week", "also on the card"):
            assert hidden not in said
        assert "the fresh one." in said
        assert "because it did." in said
    fields = fields_of(editor.get(address))
    fields.pop("main_shown")
    editor.client.post(address, fields)
    assert "the fresh one." not in editor.get(page).content.decode().lower()
    assert editor.client.post(address, fields | {"main_headline": ""}).status_code == 200  # said beside the field


def test_a_dead_link_blocks(editor):
    make_news()
    issue = make_issue(approved=False)
    issue.content["items"][0]["path"] = "/tools/no-such-tool"
    issue.introduction_html = '<p><a href="/relative">x</a> <a href="http://localhost:8000/nowhere?a=1&amp;b=2">y</a> <a href="http://localhost:8000/compare/a-vs-b#top">z</a> <a href="http://localhost:8000/methodology#panel">m</a> <a href="http://localhost:8000">h</a></p>'
    issue.save()
    answer = press(editor, issue, "approve")
    assert b"/tools/no-such-tool is dead" in answer.content
    assert b"/relative leads nowhere" in answer.content
    assert b"/nowhere is dead" in answer.content
    assert b"/compare/a-vs-b is dead" in answer.content
    assert b"/methodology is dead" not in answer.content
    assert b"link / is dead" not in answer.content
    assert Issue.objects.get().state == "draft"


def test_consent_cannot_be_edited(editor):
    reader = subscribe("reader@example.com")
    path = f"{BASE}/subscriber/{reader.pk}/change/"
    editor.client.post(
        path, {"status": "unsubscribed", "confirmed_at_0": "2020-01-01", "address": "x@example.com", "paused_until": ""}
    )
    reader.refresh_from_db()
    assert (reader.status, reader.address, reader.confirmed_at) == ("confirmed", "reader@example.com", NOW)
    assert editor.get(f"{BASE}/subscriber/add/").status_code == 403


@pytest.fixture(autouse=True)
def lists(settings, tmp_path):
    settings.LISTS_FOLDER = tmp_path / "lists"


def ticket_in(page):
    return re.search(r'name="ticket" value="([^"]+)"', page)[1]


def test_a_list_that_was_looked_at_goes_in_once_and_for_the_same_editor(editor, settings):
    rows = "email,confirmed_at\nnew@example.com,03/04/2024\n"
    page = f"{BASE}/subscriber/import/"
    ambiguous = editor.client.post(page, {"file": SimpleUploadedFile("l.csv", rows.encode("utf-16"))}).content.decode()
    assert "day and month cannot be told apart" in ambiguous
    asked = {"file": SimpleUploadedFile("l.csv", rows.encode("utf-16")), "dates": "day-first"}
    looked = editor.client.post(page, asked).content.decode()
    assert "What this list would do" in looked and "Nothing has been written yet." in looked
    form = {"ticket": ticket_in(looked), "dates": "day-first", "consent": "Form of\n example.com"}
    silent = editor.client.post(page, form | {"consent": " "})
    assert silent.status_code == 422 and "Say how the people in this list agreed" in silent.content.decode()
    assert ticket_in(silent.content.decode()) == form["ticket"] and not Subscriber.objects.exists()
    assert Editor(name="another").client.post(page, form).status_code == 422
    assert editor.client.post(page, form).status_code == 302
    assert Subscriber.objects.get().confirmed_at.isoformat() == "2024-04-03T00:00:00+00:00"
    assert Subscriber.objects.get().source == "import: Form of example.com"
    again = editor.client.post(page, form)
    assert again.status_code == 422 and "Choose the file again." in again.content.decode()
    assert editor.client.post(page, {"ticket": "x", "consent": "x"}).status_code == 422
    assert len(list(settings.LISTS_FOLDER.iterdir())) == 1  # the ambiguous one, for an hour


def test_a_list_that_nobody_agreed_to_is_deleted_after_an_hour(editor, settings):
    page = f"{BASE}/subscriber/import/"
    rows = b"email,confirmed_at\nnew@example.com,2024-05-01\n"
    looked = editor.client.post(page, {"file": SimpleUploadedFile("l.csv", rows)}).content.decode()
    (held,) = settings.LISTS_FOLDER.iterdir()
    os.utime(held, (1, 1))
    form = {"ticket": ticket_in(looked), "consent": "A form."}
    assert editor.client.post(page, form).status_code == 422
    assert list(settings.LISTS_FOLDER.iterdir()) == []


def test_who_left_elsewhere_is_kept_out(editor):
    subscribe("here@example.com", source="import")
    rows = b"email\nhere@example.com\nother@example.com\n"
    page = f"{BASE}/subscriber/import/"
    looked = editor.client.post(page, {"file": SimpleUploadedFile("l.csv", rows), "left": "on"}).content.decode()
    assert "<td>2</td><td>left, bounced" in looked
    editor.client.post(page, {"ticket": ticket_in(looked), "left": "on"})
    assert set(Subscriber.objects.values_list("status", flat=True)) == {"unsubscribed"}


def test_import_keeps_who_is_known_and_names_each_bad_line(editor):
    Subscriber.objects.create(address="left@example.com", key="left@example.com", status="unsubscribed", asked_at=NOW)
    Suppression.objects.create(key="gone@example.com", reason="bounce", made_at=NOW)
    rows = ["email,confirmed_at", "new@example.com,2026-05-01", "left@example.com,2026-05-01", "gone@example.com,2026-05-01",
            "nonsense,2026-05-01", "b@example.com,yesterday", "c@example.com,2030-01-01", "d@example.com", "",
            "NEW@example.com,2026-05-02T10:00:00Z", '"=cmd@example.com",2026-05-01']  # fmt: skip
    upload = SimpleUploadedFile("list.csv", "\ufeff".encode() + "\n".join(rows).encode())
    looked = editor.client.post(f"{BASE}/subscriber/import/", {"file": upload}).content.decode()
    assert "<td>2</td><td>new</td>" in looked and "<td>3</td><td>known already" in looked
    assert not Subscriber.objects.filter(key="new@example.com").exists()
    form = {"ticket": ticket_in(looked), "consent": "A form."}
    text = editor.client.post(f"{BASE}/subscriber/import/", form).content.decode()
    assert "<td>2</td><td>new</td>" in text
    for line in (5, 6, 7, 8):
        assert f"line {line}:" in text
    assert Subscriber.objects.get(key="left@example.com").status == "unsubscribed"
    export = b"".join(editor.get(f"{BASE}/subscriber/export/").streaming_content).decode()
    assert export.startswith("\ufeffaddress,status,")
    assert "'=cmd@example.com" in export
    assert "left@example.com,unsubscribed,,2026-" in export
    wrong = editor.client.post(f"{BASE}/subscriber/import/", {"file": io.BytesIO(b"\x00\xff\xfe")})
    assert wrong.status_code == 422
    assert editor.client.post(f"{BASE}/subscriber/import/").status_code == 422


@pytest.mark.parametrize("page", ["issue", "subscriber", "suppression", "delivery", "outgoing"])
def test_every_list_opens(editor, sink, page):
    make_news()
    reader = subscribe("reader@example.com")
    issue = make_issue()
    send_all()
    Suppression.objects.create(key="gone@example.com", reason="bounce", made_at=NOW)
    assert editor.get(f"{BASE}/{page}/").status_code == 200
    assert editor.get(f"{BASE}/issue/{issue.pk}/change/").status_code == 200
    assert editor.get(f"{BASE}/subscriber/{reader.pk}/change/").status_code == 200


def test_who_left_meanwhile_does_not_come_back_with_a_suppression(editor):
    reader = subscribe("reader@example.com")
    consent.suppress(reader.address, "soft", NOW)
    assert consent.unsubscribe(reader, NOW) and not consent.unsubscribe(reader, NOW)
    row = Suppression.objects.get()
    editor.client.post(f"{BASE}/suppression/", {"action": "lift", "_selected_action": [row.pk]})
    reader.refresh_from_db()
    assert reader.status == "unsubscribed"


def test_the_way_back_from_a_suppression(editor):
    reader = subscribe("reader@example.com")
    consent.suppress(reader.address, "bounce", NOW)
    row = Suppression.objects.get()
    editor.client.post(f"{BASE}/suppression/", {"action": "lift", "_selected_action": [row.pk]})
    reader.refresh_from_db()
    assert reader.status == "confirmed"
    consent.suppress(reader.address, "complaint", NOW)
    row = Suppression.objects.get(lifted_at=None)
    editor.client.post(f"{BASE}/suppression/", {"action": "lift", "_selected_action": [row.pk]})
    reader.refresh_from_db()
    assert reader.status == "unsubscribed"
