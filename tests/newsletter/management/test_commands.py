"""The commands that operators type, against a real mail server."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from newsletter.delivery import ledger
from newsletter.issues import workflow
from newsletter.models import Delivery, Forgotten, Issue, Subscriber
from newsletter.subscribers import consent
from newsletter.transport.server_url import parse_server
from tests.build import NOW, make_tool, votes
from tests.newsletter.build import make_issue, make_news, send_all, subscribe
from tests.newsletter.sink import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time(clock):
    return clock


def run(name, *arguments):
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_settings_are_tested_against_the_real_server(sink):
    said = run("check_mail")
    assert f"Mails go to 127.0.0.1:{sink.port}, from news@example.com." in said
    assert "The server answers." in said
    assert sink.accepted == []
    assert "Accepted: 250" in run("check_mail", "--to", "editor@example.com")
    (mail,) = sink.accepted
    assert mail.recipient == "editor@example.com"
    assert mail.mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("wrong", ["nobody", "a@b\r\nBcc: c@d.example", ""])
def test_a_bad_address_is_refused_before_anything_is_sent(sink, wrong):
    if wrong:
        with pytest.raises(CommandError):
            run("check_mail", "--to", wrong)
    assert sink.accepted == []


def test_a_server_that_is_not_there_or_says_no_ends_with_the_reason(sink, settings):
    sink.plan.rcpt = lambda recipient: b"550 5.7.1 not for you\r\n"
    with pytest.raises(CommandError, match=r"5\.7\.1 not for you"):
        run("check_mail", "--to", "editor@example.com")
    settings.MAIL_SERVER = parse_server(f"smtp://127.0.0.1:{free_port()}")
    with pytest.raises(CommandError, match="does not take us"):
        run("check_mail")


def test_without_a_server_it_says_where_mails_are_kept(settings, tmp_path):
    settings.MAIL_SERVER, settings.MAIL_FOLDER = None, tmp_path
    assert f"the folder {tmp_path}" in run("check_mail", "--to", "editor@example.com")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_list_is_imported_line_by_line_and_resubscribes_nobody(tmp_path):
    subscribe("here@example.com")
    left = subscribe("left@example.com")
    Subscriber.objects.filter(pk=left.pk).update(status="unsubscribed")
    file = tmp_path / "list.csv"
    file.write_text(
        "email,confirmed_at\nnew@example.com,2025-03-01\nhere@example.com,2025-03-01\nleft@example.com,2025-03-01\n"
        "nobody,2025-03-01\nlate@example.com,soon\nfuture@example.com,2999-01-01\n"
        "ancient@example.com,0001-01-01T00:00:00+10:00\n"
    )
    with pytest.raises(CommandError):
        run("import_subscribers", str(file), "--consent", "A form.")
    states = dict(Subscriber.objects.values_list("address", "status"))
    assert states == {
        "here@example.com": "confirmed", "left@example.com": "unsubscribed", "new@example.com": "confirmed",
    }  # fmt: skip
    new = Subscriber.objects.get(address="new@example.com")
    assert new.confirmed_at is not None
    assert str(new.confirmed_at.date()) == "2025-03-01"
    file.write_text("email,confirmed_at\nnew@example.com,2025-03-01\n")
    run("import_subscribers", str(file), "--consent", "A form.")
    assert Subscriber.objects.count() == 3


def test_how_they_agreed_is_asked_before_anything_is_written(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("email,confirmed_at\nnew@example.com,2025-03-01\n")
    with pytest.raises(CommandError, match="Say how they agreed"):
        run("import_subscribers", str(file))
    assert not Subscriber.objects.exists()
    run("import_subscribers", str(file), "--consent", "form of example.com,\n double opt-in")
    assert Subscriber.objects.get().source == "import: form of example.com, double opt-in"


@pytest.mark.parametrize("content", [None, "", "name,when\na,b\n"])
def test_a_file_that_is_no_list_changes_nothing(tmp_path, content):
    file = tmp_path / "list.csv"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError) as refusal:
        run("import_subscribers", str(file), "--consent", "A form.")
    assert refusal.value.returncode in {1, 2}
    assert not Subscriber.objects.exists()


def test_a_stopped_issue_adds_up(sink, time):
    make_news()
    for n in range(3):
        subscribe(f"r{n}@example.com")
    sink.plan.rcpt = lambda recipient: None if recipient.startswith("r0") else b"451 4.2.0 later\r\n"
    issue = make_issue()
    send_all()
    issue.refresh_from_db()
    workflow.stop(issue)
    report = ledger.report(issue)
    assert (report.open, sum(report.counts.values())) == (0, report.expected)
    assert report.counts == {Delivery.State.SENT: 1, Delivery.State.SKIPPED: 2}
    send_all()
    assert sink.per_recipient == {"r0@example.com": 1}
    assert Issue.objects.get().state == Issue.State.STOPPED


def test_what_comes_back_to_a_stopped_issue_does_not_wait(sink, time):
    make_news()
    subscribe("reader@example.com")
    sink.plan.close_after_dot = lambda recipient: True
    issue = make_issue()
    send_all()
    Issue.objects.filter(pk=issue.pk).update(state=Issue.State.STOPPED)
    assert ledger.reconcile([], time.now) == (0, 0)
    assert ledger.report(issue).counts == {Delivery.State.SKIPPED: 1}
    Delivery.objects.update(state=Delivery.State.PENDING)  # refused for now by the server while somebody stopped it
    send_all()
    assert ledger.report(issue).counts == {Delivery.State.SKIPPED: 1}


def test_what_the_community_moved_is_in_the_draft(time):
    tool = make_tool("mover", panel=((80, "ship"),) * 4)
    votes(tool, ship=3, skip=7)
    make_news()
    first = make_issue(approved=False)
    Issue.objects.filter(pk=first.pk).update(state=Issue.State.SENT)
    votes(tool, ship=30)
    time.now = NOW.replace(month=12, day=1)
    second, _ = workflow.draft("2026-w49", time.now)
    lines = str(second.content)
    assert "mover" in lines
    assert "82" in lines or "83" in lines


def test_who_deleted_their_data_is_not_brought_back_by_an_old_list(tmp_path, time):
    consent.forget(subscribe("gone@example.com"), NOW)
    file = tmp_path / "list.csv"
    file.write_text("email,confirmed_at\nGone@Example.com,2025-03-01\nnew@example.com,2025-03-01\n")
    assert "1 deleted their data" in run("import_subscribers", str(file), "--consent", "A form.")
    assert list(Subscriber.objects.values_list("address", flat=True)) == ["new@example.com"]
    assert "gone" not in str(list(Forgotten.objects.values()))
    again = Subscriber.objects.create(address="gone@example.com", key="gone@example.com", asked_at=NOW)
    consent.confirm(again, NOW)
    assert not Forgotten.objects.exists()
