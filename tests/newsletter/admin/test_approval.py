"""Approve and "Send me a test": they save the form first, say what follows, and ask again before a mail is on its way."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from newsletter.models import Issue, Outgoing
from tests.build import NOW
from tests.editor import Editor, fields_of
from tests.newsletter.build import make_issue, make_news, subscribe

pytestmark = pytest.mark.django_db
FRIDAY = NOW + timedelta(days=4)


@pytest.fixture(autouse=True)
def time(clock):
    return clock


@pytest.fixture
def editor():
    editor = Editor()
    user = editor.client.get("/admin/").wsgi_request.user
    user.email = "editor@example.com"
    user.save()
    return editor


@pytest.fixture
def issue():
    make_news()
    for number in range(3):
        subscribe(f"reader{number}@example.com")
    subscribe("paused@example.com", paused_until=NOW.date() + timedelta(days=30))
    return make_issue(approved=False, due=FRIDAY)


def change_of(issue):
    return f"/admin/newsletter/issue/{issue.pk}/change/"


def press(editor, issue, name, fields=None):
    sent = {**(fields or {}), "do": name}
    return editor.client.post(f"/admin/newsletter/issue/{issue.pk}/do/", sent, follow=True)


def text_of(response):
    return response.content.decode()


def due(issue, moment):
    Issue.objects.filter(pk=issue.pk).update(due_at=moment)


@pytest.mark.parametrize("name", ["approve", "test"])
def test_the_form_is_saved_first(editor, issue, name):
    fields = editor.open(change_of(issue)) | {"subject": "As typed", "introduction": "Typed *now*."}
    press(editor, issue, name, fields)
    issue.refresh_from_db()
    assert issue.subject == "As typed"
    assert "<em>now</em>" in issue.introduction_html
    done = issue.state == "approved" if name == "approve" else Outgoing.objects.filter(kind="test").count() == 1
    assert done


@pytest.mark.parametrize("name", ["approve", "test"])
def test_what_cannot_be_saved_is_not_acted_on(editor, issue, name):
    before = issue.subject
    answer = press(editor, issue, name, editor.open(change_of(issue)) | {"subject": "", "preheader": "Kept"})
    assert answer.status_code == 200
    assert "This field is required" in text_of(answer)
    assert fields_of(answer)["preheader"] == "Kept"
    assert f'action="{change_of(issue)}"' in text_of(answer), "Save goes where it always goes"
    issue.refresh_from_db()
    assert (issue.subject, issue.state) == (before, "draft")
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("name", ["approve", "test"])
def test_an_older_copy_is_not_acted_on(editor, issue, name):
    older = editor.open(change_of(issue))
    Editor("second").edit(change_of(issue), subject="Theirs")
    answer = press(editor, issue, name, older | {"subject": "Mine"})
    assert "nothing of yours was saved yet" in text_of(answer)
    issue.refresh_from_db()
    assert (issue.subject, issue.state) == ("Theirs", "draft")
    assert not Outgoing.objects.exists()
    press(editor, issue, name, fields_of(answer))
    issue.refresh_from_db()
    assert issue.subject == "Mine"


def test_a_copy_of_the_draft_does_nothing_once_it_is_approved(editor, issue):
    older = editor.open(change_of(issue))
    press(Editor("second"), issue, "approve")
    assert press(editor, issue, "test", older | {"subject": "Never saved"}).status_code == 403
    assert not Outgoing.objects.exists()


def test_the_page_and_the_answer_say_to_how_many_and_when(editor, issue):
    page = text_of(editor.get(change_of(issue)))
    assert "Approved, it goes to 3 subscribers on Friday 27 November, 12:00." in page
    assert "asked once more" not in page
    answer = press(editor, issue, "approve", editor.open(change_of(issue)))
    assert "is approved: it goes to 3 subscribers on Friday 27 November, 12:00." in text_of(answer)
    assert Issue.objects.get().state == "approved"


@pytest.mark.parametrize("late", [timedelta(), timedelta(hours=2), timedelta(days=3), -timedelta(minutes=9)])
def test_what_goes_out_at_once_is_asked_about(editor, issue, late):
    due(issue, NOW - late)
    assert "you are asked once more" in text_of(editor.get(change_of(issue)))
    question = press(editor, issue, "approve", editor.open(change_of(issue)) | {"subject": "The last word"})
    text = text_of(question)
    assert "<b>at once, to 3 subscribers</b>" in text and "The last word" in text
    issue.refresh_from_db()
    assert (issue.subject, issue.state) == ("The last word", "draft"), "saved, not approved"
    answer = press(editor, issue, "approve", fields_of(question))
    assert "is approved: it goes to 3 subscribers at once." in text_of(answer)
    issue.refresh_from_db()
    assert issue.state == "approved"
    assert issue.due_at == (NOW if late > timedelta(days=1) else NOW - late)


def test_what_is_due_later_is_not_asked_about(editor, issue):
    due(issue, NOW + timedelta(minutes=11))
    press(editor, issue, "approve")
    assert Issue.objects.get().state == "approved"


def test_more_people_bring_the_question_back(editor, issue):
    due(issue, NOW)
    question = fields_of(press(editor, issue, "approve"))
    subscribe("one-more@example.com")
    again = press(editor, issue, "approve", question)
    assert "it would have gone to 3; now it goes to 4 subscribers" in text_of(again)
    assert Issue.objects.get().state == "draft"
    press(editor, issue, "approve", fields_of(again))
    assert Issue.objects.get().state == "approved"


def test_other_words_bring_the_question_back(editor, issue):
    due(issue, NOW)
    question = fields_of(press(editor, issue, "approve"))
    Editor("second").edit(change_of(issue), subject="Something else")
    again = press(editor, issue, "approve", question)
    assert "Somebody changed the issue since you were asked" in text_of(again)
    assert "Something else" in text_of(again)
    assert Issue.objects.get().state == "draft"


@pytest.mark.parametrize("told", ["", "x", "-1", "9" * 30, "٣", "\x00"])
def test_no_answer_that_was_not_asked_for_counts(editor, issue, told):
    due(issue, NOW)
    press(editor, issue, "approve", {"told_people": told, "told_version": told})
    assert Issue.objects.get().state == "draft"


def test_a_held_issue_goes_out_at_once_and_is_asked_about(editor, issue):
    Issue.objects.filter(pk=issue.pk).update(state="held", due_at=NOW - timedelta(days=2))
    assert "Approved, it goes to 3 subscribers at once." in text_of(editor.get(change_of(issue)))
    question = press(editor, issue, "approve")
    assert Issue.objects.get().state == "held"
    press(editor, issue, "approve", fields_of(question))
    assert Issue.objects.get().state == "approved"


def test_an_approved_issue_is_not_asked_about_again(editor, issue):
    due(issue, NOW)
    question = fields_of(press(editor, issue, "approve"))
    press(editor, issue, "approve", question)
    assert "that cannot be done now" in text_of(press(editor, issue, "approve", question))


def test_nobody_approves_without_the_right(issue):
    reader = Editor("reader", rights=("view_issue",))
    assert press(reader, issue, "approve").status_code == 403
    assert 'value="approve"' not in text_of(reader.get(change_of(issue)))


def test_the_command_says_it_too(issue, capsys):
    call_command("approve_issue", issue.week)
    assert "it goes to 3 subscribers on Friday 27 November, 12:00." in capsys.readouterr().out
