"""What the newsletter's processes print: no address of a reader, no return path, no token of a link; but every cause."""

import fcntl
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery import bounces
from newsletter.delivery.lock import AnotherSender, Lock
from newsletter.delivery.return_path import return_path
from newsletter.management.commands.send_newsletter import log_broken
from newsletter.models import Delivery, Issue
from newsletter.subscribers import links, tokens
from newsletter.transport.server_url import parse_server
from tests.build import NOW
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe
from tests.newsletter.delivery.test_bounces import report
from tests.newsletter.processes import make_site
from tests.newsletter.refusing import refusing
from tests.newsletter.sink import free_port
from tools.discretion import without_secrets

SECRET = re.compile(r"[^\s<>]+@[^\s<>]+|%40|[0-9a-f]{32}|\+b-[dm]\d", re.IGNORECASE)


@pytest.mark.parametrize(("said", "printed"), [
    ("550 5.1.1 <reader+a=b@example.com>: no such user", "550 5.1.1 <…>: no such user"),
    ("550 <news+b-d12-0123456789ab@example.com> sender rejected", "550 <…> sender rejected"),
    ("Key (key)=(o'reader@example.com) already exists.", "Key (key)=(…) already exists."),
    ("GET /newsletter/address/1z-abc123-" + "0f" * 16 + "?to=a%40example.com", "GET …"),
    ("https://example.com/newsletter/unsubscribe/1z-" + "0f" * 16, "https://example.com/newsletter/unsubscribe/…"),
    ("12 expected = 12 sent + 0 failed, 2026-W48 at 09:00", "12 expected = 12 sent + 0 failed, 2026-W48 at 09:00"),
])  # fmt: skip
def test_addresses_and_tokens_are_left_out_and_the_rest_stays(said, printed):
    assert without_secrets(said) == printed


@given(st.integers(1, 2**62), st.integers(0, 2**40), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_no_token_is_left_in_part(subscriber, expires, secret):
    token = tokens.make("leave", subscriber, secret, expires)
    assert without_secrets(f"to {links.path_of(links.LEAVE, token)} now") == "to /newsletter/unsubscribe/… now"


@pytest.mark.django_db
def test_the_sender_tells_what_a_server_said_without_its_addresses(sink, clock):
    make_news()
    reader = subscribe("reader@example.com")
    make_issue()
    sink.plan.rcpt = lambda recipient: (
        f"550 5.7.1 <{recipient}> does not want news+b-d1-0123456789ab@example.com\r\n".encode()
    )
    told = send_all()
    assert any("is paused. The mail server refused 1 alike in a row: 550 5.7.1 <…>" in line for line in told)
    assert not [line for line in told if SECRET.search(line) or reader.secret in line]
    assert not SECRET.search(Issue.objects.get().paused_because)


@pytest.mark.django_db
def test_a_server_that_cannot_be_reached_is_told_with_its_cause(clock, settings, sink):
    ask("new@example.com")
    sink.plan.greeting = b"554 5.7.1 no mail from news@example.com here\r\n"
    assert any("cannot be reached: 554 5.7.1 no mail from … here" in line for line in send_all())
    settings.MAIL_SERVER = parse_server(f"smtp://127.0.0.1:{free_port()}")
    assert any("Connection refused" in line for line in send_all())


@pytest.mark.django_db
@pytest.mark.parametrize("terminal", [False, True])
def test_without_a_server_mails_are_printed_for_eyes_alone(terminal, clock, settings, tmp_path, capsys, monkeypatch):
    settings.MAIL_SERVER, settings.MAIL_FOLDER = None, tmp_path
    ask("new@example.com")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    send_all()
    printed = capsys.readouterr().out
    assert "new@example.com" in next(tmp_path.glob("*.eml")).read_text()
    assert str(tmp_path) in printed
    assert bool(SECRET.search(printed)) == ("/newsletter/confirm/" in printed) == terminal


@pytest.mark.django_db
def test_a_bounce_is_noted_without_the_address(sink, clock):
    make_news()
    subscribe("reader@example.com")
    make_issue()
    send_all()
    said = bounces.take_message(report(return_path(f"d{Delivery.objects.get().pk}")), NOW)
    assert said.startswith("hard bounce of delivery") and not SECRET.search(said)


def test_a_report_that_is_refused_is_logged_with_its_cause(client, settings, caplog):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "provider:secret"}
    proof = {"HTTP_AUTHORIZATION": "Basic d3Jvbmc6d3Jvbmc="}
    address = "/newsletter/reports/postmark"
    assert client.post(address, "{}", content_type="application/json", **proof).status_code == 400
    assert "a report of postmark was refused: AnymailWebhookValidationFailure: Missing or invalid" in caplog.text


def test_what_breaks_is_told_with_its_cause(capsys):
    try:
        raise ValueError("Key (key)=(reader@example.com) already exists.")
    except ValueError as error:
        log_broken(error)
    printed = capsys.readouterr().err
    assert "test_discretion.py" in printed and "ValueError: Key (key)=(…) already exists." in printed


def test_only_a_lock_that_is_held_means_another_sender(monkeypatch, tmp_path, settings):
    connection = type("Connection", (), {"vendor": "sqlite", "settings_dict": {"NAME": tmp_path / "x"}})
    monkeypatch.setattr("newsletter.delivery.lock.connection", connection)
    first = Lock()
    first.take()
    with pytest.raises(AnotherSender):
        Lock().take()
    first.release()

    def no_locks(*arguments):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(OSError, match="No locks available"):
        Lock().take()


@pytest.mark.django_db(transaction=True)
def test_a_whole_run_prints_nobodys_address(tmp_path):
    with refusing("RCPT", "-", "550 5.7.1 <r1@example.com> does not want <news+b-d1-0123456789ab@example.com>") as url:
        site = make_site(tmp_path, url)
        site.call("fill(12)")
        printed = site.run("send_newsletter", "--once")
    assert "refused 10 alike in a row: 550 5.7.1 <…> does not want <…>" in printed
    assert not SECRET.search(printed)
