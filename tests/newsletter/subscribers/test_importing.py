"""Lists from other services: read by their header, and nobody who left is confirmed. Samples stand in `lists/`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from newsletter.models import Delivery, Event, Forgotten, Subscriber, Suppression
from newsletter.subscribers import consent
from newsletter.subscribers.columns import SINCE, WORDS, Standing, read_header
from newsletter.subscribers.importing import import_subscribers
from tests.build import NOW
from tests.editor import Editor
from tests.newsletter.build import make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "lists"


@pytest.fixture(autouse=True)
def time(clock):
    return clock


def take(text):
    return import_subscribers(StringIO(text, newline=""), NOW)


def states():
    return dict(Subscriber.objects.values_list("key", "status"))


def run(file):
    out = StringIO()
    call_command("import_subscribers", str(file), "--consent", "A form.", stdout=out, stderr=out)
    return out.getvalue()


def test_mailchimp_is_read_by_its_header_with_the_time_of_confirmation():
    said = run(SAMPLES / "subscribers-mailchimp.csv")
    ada = Subscriber.objects.get()
    assert (ada.address, ada.status) == ("ada@example.com", "confirmed")
    assert ada.confirmed_at.isoformat() == "2024-05-01T12:05:00+00:00"
    assert "columns read: Email Address (address), CONFIRM_TIME (consent); not used: First Name, Last Name, " in said
    assert "times without a zone were taken as UTC" in said


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_cells_are_separated_by_semicolons_and_tabs_too(tmp_path, separator):
    file = tmp_path / "list.csv"
    file.write_text((SAMPLES / "subscribers-semicolon.csv").read_text().replace(";", separator))
    assert "1 new" in run(file)
    assert states() == {"ada@example.com": "confirmed"}


def test_who_left_is_not_confirmed_nor_mailed(sink):
    said = run(SAMPLES / "subscribers-status.csv")
    assert "0 new" in said and "1 left" in said
    assert states() == {"sue@example.com": "unsubscribed"}
    take("email,confirmed_at\nsue@example.com,2024-05-01\n")  # the old list once more, without the column
    make_news()
    subscribe("reader@example.com")
    make_issue()
    send_all()
    assert list(Delivery.objects.values_list("address", flat=True)) == ["reader@example.com"]


@pytest.mark.parametrize(("word", "standing"), WORDS.items())
def test_each_word_of_a_status_is_honoured(word, standing):
    spelled = word.replace(" ", "-").title()
    result = take(f"email,confirmed_at,Status\na@example.com,2024-05-01,{spelled}\n")
    assert result.errors == []
    reasons = {Standing.BOUNCED: "bounce", Standing.COMPLAINED: "complaint", Standing.BLOCKED: "editor"}
    expected = {Standing.LISTED: {"a@example.com": "confirmed"}, Standing.LEFT: {"a@example.com": "unsubscribed"}}
    assert states() == expected.get(standing, {})
    kept = [("a@example.com", reasons[standing])] if standing in reasons else []
    assert list(Suppression.objects.values_list("key", "reason")) == kept
    assert (result.new, result.left, result.unconfirmed) == (
        standing is Standing.LISTED, standing >= Standing.LEFT, standing is Standing.UNCONFIRMED,
    )  # fmt: skip


@pytest.mark.parametrize("name", SINCE)
@pytest.mark.parametrize("cell", ["2025-01-01", "2025-01-01T10:00:00+02:00", "yes", "1", "TRUE"])
def test_each_column_that_says_since_when_is_honoured(name, cell):
    header = f"email,confirmed_at,{name.replace(' ', '_').upper()}"
    result = take(
        f"{header}\nleft@example.com,2024-05-01,{cell}\nhere@example.com,2024-05-01,\nno@example.com,2024-05-01,0\n"
    )
    assert (result.new, result.left, result.errors) == (2, 1, [])
    assert set(Subscriber.objects.filter(status="confirmed").values_list("key", flat=True)) == {
        "here@example.com", "no@example.com",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Unsub Rate", "bounce_count", "Spam score", "list state: inactive", "Is Active", "Opt-in", "marketing consent", "Blacklist reason", "cleaned?",
    "do not mail", "Accepts Email Marketing", "unsub_reason", "Marital status"])  # fmt: skip
def test_a_column_that_may_say_who_left_and_is_not_known_refuses_the_file_by_its_name(tmp_path, name):
    file = tmp_path / "list.csv"
    file.write_text(f"email,confirmed_at,{name}\na@example.com,2024-05-01,\n")
    with pytest.raises(CommandError, match="may say who must not be mailed") as refusal:
        run(file)
    assert name in str(refusal.value) and refusal.value.returncode == 2
    answer = Editor().client.post(
        "/admin/newsletter/subscriber/import/", {"file": SimpleUploadedFile("l.csv", file.read_bytes())}
    )
    assert answer.status_code == 422
    assert f"the column {name} may say" in answer.content.decode()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(("rows", "named"), [
    ("email,confirmed_at,type\na@example.com,2024-05-01,Unsubscribed\n", "type says 'Unsubscribed'"),
    ("email,confirmed_at,\na@example.com,2024-05-01,hard_bounced\n", "number 3 says 'hard_bounced'"),
    ("email,confirmed_at\na@example.com,2024-05-01,unsubscribed\n", "more cells than the first line has names"),
    ("email,confirmed_at,status\na@example.com,2024-05-01,vip\n", "status: expected a word such as"),
    ("email,confirmed_at,status\na@example.com,2024-05-01,\n", "status: expected a word such as"),
    ("email,confirmed_at,status\na@example.com,2024-05-01\n", "status: expected a word such as"),
    ("email,confirmed_at,unsubscribed_at\na@example.com,2024-05-01,perhaps\n", "unsubscribed_at: expected a date"),
    ("email,unsubscribed_at\na@example.com,\n", "the time of its consent"),
])  # fmt: skip
def test_a_line_that_cannot_be_told_confirms_nobody(rows, named):
    result = take(rows)
    assert [error.partition(": ")[0] for error in result.errors] == ["line 2"]
    assert named in result.errors[0]
    assert not Subscriber.objects.exists() and not Suppression.objects.exists()


@pytest.mark.parametrize("header", ["email,email,confirmed_at", "email,confirmed_at,Confirmed-At", "email,name", "confirmed_at,status",
    "a@example.com,2024-05-01", "\x00", '"email', "", "email|confirmed_at"], ids=repr)  # fmt: skip
def test_a_header_that_is_not_understood_refuses_the_file(header):
    with pytest.raises(ValueError, match="line 1: "):
        take(f"{header}\na@example.com,2024-05-01,x\n")
    assert not Subscriber.objects.exists()


def test_the_times_of_a_leaving_are_kept_and_it_is_no_event_of_this_week():
    take(
        "email,confirmed_at,unsubscribed_at\na@example.com,2024-05-01,2025-02-03T04:05:06Z\nb@example.com,soon,2999-01-01\n"
    )
    rows = list(Subscriber.objects.order_by("key").values_list("confirmed_at", "unsubscribed_at"))
    assert [str(at) for at in rows[0]] == ["2024-05-01 00:00:00+00:00", "2025-02-03 04:05:06+00:00"]
    assert rows[1] == (None, NOW)
    assert not Event.objects.exists()


def test_a_leaving_takes_off_whom_an_earlier_import_put_on_and_nobody_who_came_back():
    take(
        "email,confirmed_at\nimported@example.com,2024-05-01\nbounced@example.com,2024-05-01\nagain@example.com,2026-05-01\n"
    )
    subscribe("here@example.com")
    subscribe("before@example.com", now=NOW.replace(year=2023))
    result = take(
        "email,status,unsubscribed_at\nimported@example.com,unsubscribed,\nbounced@example.com,cleaned,\n"
        "again@example.com,unsubscribed,2025-01-01\nhere@example.com,unsubscribed,\nbefore@example.com,unsubscribed,2025-01-01\n"
    )
    assert states() == {
        "imported@example.com": "unsubscribed", "bounced@example.com": "suppressed", "again@example.com": "confirmed",
        "here@example.com": "confirmed", "before@example.com": "unsubscribed",
    }  # fmt: skip
    assert (result.left, result.known) == (3, 2)
    assert Event.objects.filter(what="unsubscribed").count() == 2


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_lines_of_one_mailbox_the_leaving_holds(order):
    lines = ["a@example.com,2024-05-01,subscribed", "A@example.com,2024-05-01,unsubscribed"]
    result = take("\n".join(["email,confirmed_at,status", *lines[::order]]))
    assert states() == {"a@example.com": "unsubscribed"}
    assert (result.new, result.left, result.known) == (0, 1, 1)


def test_who_deleted_their_data_or_is_suppressed_is_not_written_down_again():
    consent.forget(subscribe("gone@example.com"), NOW)
    Suppression.objects.create(key="stopped@example.com", reason="bounce", made_at=NOW)
    result = take("email,status\ngone@example.com,unsubscribed\nstopped@example.com,complained\n")
    assert (result.new, result.left, result.forgotten, result.known) == (0, 0, 1, 1)
    assert not Subscriber.objects.exists() and Suppression.objects.count() == 1 and Forgotten.objects.count() == 1


def test_our_own_export_comes_back_as_it_was():
    subscribe("here@example.com"), subscribe("=cmd@example.com")
    consent.unsubscribe(subscribe("left@example.com"), NOW)
    consent.suppress(subscribe("gone@example.com").address, "bounce", NOW)
    Subscriber.objects.create(address="asked@example.com", key="asked@example.com", asked_at=NOW)
    export = b"".join(Editor().get("/admin/newsletter/subscriber/export/").streaming_content).decode()
    Subscriber.objects.all().delete()
    Suppression.objects.all().delete()
    assert take(export).errors == []
    assert states() == {
        "here@example.com": "confirmed", "=cmd@example.com": "confirmed", "left@example.com": "unsubscribed",
        "gone@example.com": "unsubscribed",
    }  # fmt: skip


def test_the_editor_reads_what_was_understood():
    file = SimpleUploadedFile("list.csv", (SAMPLES / "subscribers-mailchimp.csv").read_bytes())
    answer = Editor().client.post("/admin/newsletter/subscriber/import/", {"file": file}, follow=True)
    assert "CONFIRM_TIME (consent); not used: First Name" in answer.content.decode()
    bad = SimpleUploadedFile("list.csv", b"email;confirmed_at;note\nnobody;2024-05-01;x\n")
    answer = Editor(name="second").client.post("/admin/newsletter/subscriber/import/", {"file": bad})
    assert "not used: note" in answer.content.decode()


def test_services_that_say_it_in_columns_are_known():
    names = "Email Address,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS"
    columns = read_header(names.split(","))
    assert [(column.name, standing) for column, standing in columns.since] == [("UNSUB_TIME", Standing.LEFT)]
