"""A server that is slow to take mail: what it puts off waits, what it has no room for goes out on the next connection."""

from datetime import timedelta
from itertools import count

import pytest

from newsletter.delivery import ledger
from newsletter.delivery.sender import Sender
from newsletter.models import Arming, Attempt, Delivery, Issue, Outgoing, Suppression
from newsletter.transport.replies import (
    AT_ONCE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    PATIENCE,
    attempts_within,
    goes_at_once,
    wait_after,
)
from tests.newsletter.build import ask, make_issue, make_news, subscribe

PUT_OFF = b"450 4.7.1 Client host rate limited, try again later\r\n"


def test_three_days_are_what_the_tries_last():
    waits = [wait_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert PATIENCE - LONGEST_WAIT < sum(waits, timedelta()) <= PATIENCE
    assert attempts_within(timedelta()) == 1


@pytest.fixture
def sender(clock, sink):
    """A sender of one connection, with what it logged in `lines`."""
    lines: list[str] = []
    sender = Sender(lines.append, 1)
    sender.lines = lines
    sender.start()
    return sender


def readers(number):
    make_news()
    for place in range(number):
        subscribe(f"r{place:02}@example.com")
    return make_issue()


pytestmark = pytest.mark.django_db


def test_a_server_that_puts_off_everything_is_left_alone_and_nobody_pauses(sender, sink, clock):
    issue = readers(30)
    sink.plan.rcpt = lambda recipient: PUT_OFF
    sender.once()
    issue.refresh_from_db()
    assert issue.state == Issue.State.SENDING
    assert Attempt.objects.count() == 10  # MAIL_PAUSE_AFTER
    assert any("puts off what it is given; the next try is in 0:01:00" in line for line in sender.lines)
    sender.once()  # a second later
    assert Attempt.objects.count() == 10
    sink.plan.rcpt = lambda recipient: None
    sender.slow_until.clear()
    clock.now += timedelta(minutes=2)
    sender.once()
    assert Delivery.objects.filter(state="sent").count() == 30
    assert not Suppression.objects.exists()


def test_one_that_is_put_off_does_not_slow_the_others(sender, sink):
    readers(30)
    sink.plan.rcpt = lambda recipient: PUT_OFF if recipient in {"r03@example.com", "r17@example.com"} else None
    sender.once()
    assert Delivery.objects.filter(state="sent").count() == 28
    assert not any(sender.slow_until.values())


def test_what_the_server_does_not_take_any_more_goes_out_on_the_next_connection_at_once(sender, sink):
    readers(12)
    asked = count(1)
    sink.plan.rcpt = lambda recipient: (
        b"421 4.7.0 too many messages on this connection\r\n" if next(asked) % 4 == 0 else None
    )
    sender.once()
    assert Delivery.objects.filter(state="sent").count() == 12
    assert sorted(sink.per_recipient.values()) == [1] * 12


def test_a_message_that_ends_connections_waits_after_a_few_tries(sender, sink, clock):
    readers(12)
    sink.plan.close_at_data = lambda recipient: recipient == "r03@example.com"
    sender.once()
    waiting = Delivery.objects.exclude(state="sent").get()
    assert (waiting.address, waiting.state) == ("r03@example.com", "pending")
    assert waiting.attempts <= AT_ONCE + 1
    assert waiting.next_at > clock.now
    assert [goes_at_once(attempt, was_closed=True) for attempt in range(1, AT_ONCE + 2)] == [True] * AT_ONCE + [False]
    assert not goes_at_once(1, was_closed=False)


def test_a_server_that_says_so_at_once_is_not_asked_in_a_circle(sender, sink):
    readers(3)
    sink.plan.rcpt = lambda recipient: b"421 4.3.2 shutting down\r\n"
    sender.once()
    assert Attempt.objects.count() == 3


def test_four_hours_without_an_acceptance_are_told(sender, sink, clock, client):
    issue = readers(3)
    sink.plan.rcpt = lambda recipient: PUT_OFF
    sender.once()
    assert ledger.put_off(issue, clock.now) == ""
    clock.now += timedelta(hours=5)
    sender.once()
    issue.refresh_from_db()
    assert issue.state == Issue.State.SENDING
    assert sender.trouble.startswith("no mail was accepted since 2026-11-2")
    assert "450 4.7.1" in sender.trouble


def test_trouble_stands_on_the_dashboard_and_in_readyz_until_it_is_over(sender, sink, clock, admin_client, settings):
    sink.shutdown()
    sink.server_close()
    readers(1)
    sender.once()
    sender.start()
    sender.beat()
    armed = Arming.current()
    assert armed.trouble.startswith("the mail server cannot be reached")
    ready = admin_client.get("/readyz")
    assert (ready.status_code, ready.content.decode().split("\n")[0]) == (200, "ready")
    assert "mail: the mail server cannot be reached" in ready.content.decode()
    page = admin_client.get("/admin/newsletter/issue/").content.decode()
    assert "Mail does not leave since" in page
    sender.once()  # too early for another connection
    assert Arming.current().trouble == armed.trouble
    Delivery.objects.all().delete()
    sender.once()
    assert admin_client.get("/readyz").content == b"ready"
    assert "Mail does not leave" not in admin_client.get("/admin/newsletter/issue/").content.decode()


def test_confirmations_that_are_refused_alike_in_a_row_wait_again_and_suppress_nobody(sender, sink, clock):
    for number in range(12):
        ask(f"asks{number}@example.com")
    sink.plan.rcpt = lambda recipient: b"550 5.1.1 user unknown\r\n"
    sender.once()
    assert sender.trouble.startswith("10 confirmations were refused alike: 550 5.1.1 user unknown")
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"pending"}
    assert not Suppression.objects.filter(lifted_at=None).exists()
    sender.once()
    assert Arming.current().trouble.startswith("10 confirmations were refused")
    sink.plan.rcpt = lambda recipient: None
    clock.now += timedelta(minutes=61)
    sender.once()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"sent"}
    assert Arming.current().trouble == ""


def test_one_confirmation_to_a_mailbox_that_is_not_there_suppresses_it(sender, sink):
    ask("gone@example.com")
    ask("asks@example.com")
    sink.plan.rcpt = lambda recipient: b"550 5.1.1 user unknown\r\n" if recipient.startswith("gone") else None
    sender.once()
    assert Suppression.objects.get().key == "gone@example.com"
    assert sender.trouble == ""
