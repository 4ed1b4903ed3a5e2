"""Whose fault a refusal is: codes, commands, and how many heard the same."""

from datetime import timedelta

import pytest

from newsletter.delivery import ledger
from newsletter.issues import workflow
from newsletter.models import Delivery, Issue, Subscriber, Suppression
from newsletter.transport.blame import Stage, fate_of, read_reply, softly, tolerated
from newsletter.transport.replies import MOST_ATTEMPTS, Fate
from tests.build import NOW
from tests.newsletter.build import make_issue, make_news, send_all, subscribe
from tests.newsletter.processes import make_site
from tests.newsletter.refusing import refusing

MAIL, RCPT, DATA, END = Stage
LATER, OURS, POLICY, GONE, REFUSED = Fate.LATER, Fate.OURS, Fate.POLICY, Fate.NO_MAILBOX, Fate.REFUSED

# What a server said, and the fate of the one delivery at MAIL FROM, RCPT TO, DATA and after the message.
REPLIES = [
    ("550 5.1.1 User unknown", OURS, GONE, GONE, GONE),
    ("550 5.1.2 Bad destination system", OURS, GONE, GONE, GONE),
    ("550 5.1.3 Bad destination mailbox address syntax", OURS, GONE, GONE, GONE),
    ("550 5.1.6 Mailbox has moved", OURS, GONE, GONE, GONE),
    ("550 5.1.10 Recipient not found", OURS, GONE, GONE, GONE),
    ("550 No such user here", OURS, GONE, OURS, OURS),
    ("550 <r@example.com>: Recipient address rejected: User unknown in virtual mailbox table", OURS, GONE, OURS, OURS),
    ("550 Unrouteable address", OURS, GONE, OURS, OURS),
    ("554 delivery error: This user doesn't have a yahoo.com account", OURS, GONE, OURS, OURS),
    ("553 sorry, no mailbox here by that name (#5.1.1)", OURS, GONE, GONE, GONE),
    ("550 5.1.7 Bad sender's mailbox address syntax", OURS, OURS, OURS, OURS),
    ("550 5.1.8 Sender address rejected: Domain not found", OURS, OURS, OURS, OURS),
    ("550 5.1.0 Sender address rejected: User unknown in local recipient table", OURS, OURS, OURS, OURS),
    ("550 5.1.1 <news@example.com>: Sender address rejected: undeliverable", OURS, OURS, OURS, OURS),
    ("552 5.3.4 Message size exceeds fixed limit", OURS, OURS, OURS, OURS),
    ("503 5.5.1 Bad sequence of commands", OURS, OURS, OURS, OURS),
    ("550 5.5.0 Requested action not taken: mailbox unavailable", OURS, OURS, OURS, OURS),
    ("550 5.6.0 Message content rejected", OURS, OURS, OURS, OURS),
    ("554 5.6.1 Body type not supported", OURS, OURS, OURS, OURS),
    ("550 relay not permitted", OURS, OURS, OURS, OURS),
    ("550 unknown user here: sender verify failed", OURS, OURS, OURS, OURS),
    ("550 Blocked: 192.0.2.7 is on a black list, see 5.1.1.7", OURS, OURS, OURS, OURS),
    ("550", OURS, OURS, OURS, OURS),
    ("552 message too big", OURS, OURS, OURS, OURS),
    ("554 Transaction failed", OURS, OURS, OURS, OURS),
    ("550 5.7.1 Not wanted here", OURS, POLICY, POLICY, POLICY),
    ("554 5.7.26 Unauthenticated mail is not accepted", OURS, POLICY, POLICY, POLICY),
    ("553 sorry, that domain is not in my list (#5.7.1)", OURS, POLICY, POLICY, POLICY),
    ("552 5.2.2 Mailbox full", OURS, REFUSED, REFUSED, REFUSED),
    ("550 5.2.1 Mailbox disabled", OURS, REFUSED, REFUSED, REFUSED),
    ("550 5.4.4 Unable to route", OURS, REFUSED, OURS, OURS),
    ("550 5.3.0 Other mail system status", OURS, REFUSED, OURS, OURS),
    ("550 5.0.0 Something is wrong", OURS, REFUSED, OURS, OURS),
    ("550 5.0.0 User unknown", OURS, GONE, OURS, OURS),
    ("550 5.4.1 Recipient address rejected: Access denied", OURS, REFUSED, OURS, OURS),
    ("450 4.7.1 Rate limit exceeded", LATER, LATER, LATER, LATER),
    ("451 4.7.1 Greylisted, come back in five minutes", LATER, LATER, LATER, LATER),
    ("421 4.7.0 Too many connections", LATER, LATER, LATER, LATER),
    ("450 4.1.8 Sender address rejected: Domain not found", LATER, LATER, LATER, LATER),
    ("452 4.2.2 Mailbox full", LATER, LATER, LATER, LATER),
    ("450 5.1.1 User unknown", LATER, LATER, LATER, LATER),
    ("550 4.7.1 Come back later", LATER, LATER, LATER, LATER),
    ("451 Local error", LATER, LATER, LATER, LATER),
]


@pytest.mark.parametrize(("reply", "fates"), [(reply, fates) for reply, *fates in REPLIES])
def test_the_command_the_code_and_the_words_decide(reply, fates):
    code, _, text = reply.partition(" ")
    for stage, fate in zip(Stage, fates, strict=True):
        outcome = read_reply(stage, int(code), text)
        assert outcome.fate is fate, stage
        assert outcome.text == f"{reply.ljust(4)} (to {stage})"


def test_only_a_mailbox_that_is_gone_is_ever_suppressed_at_once():
    for first in range(10):
        for second in range(80):
            enhanced = f"5.{first}.{second}"
            for stage in Stage:
                gone = fate_of(stage, 550, enhanced, "") is GONE
                assert gone == (enhanced in {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"} and stage is not MAIL)
                assert fate_of(stage, 450, f"4.{first}.{second}", "") is LATER


@pytest.mark.parametrize(("fate", "recipients", "most", "stops_at"), [
    (OURS, 50, 10, 10), (OURS, 3, 10, 3), (OURS, 1, 10, 1), (OURS, 0, 10, 1), (OURS, 5000, 25, 25),
    (POLICY, 50, 10, 10), (POLICY, 3, 10, 3), (GONE, 50, 10, 10), (GONE, 3, 10, 10), (REFUSED, 1, 10, 10),
])  # fmt: skip
def test_how_many_alike_in_a_row_are_our_fault(fate, recipients, most, stops_at):
    assert tolerated(fate, recipients, most) == stops_at


@pytest.mark.parametrize(("fate", "code", "counts"), [
    (REFUSED, "5.2.2", True), (LATER, "4.2.2", True), (LATER, "450", True), (LATER, "4.7.1", False),
    (LATER, "4.3.1", False), (LATER, "451", False), (LATER, "", False), (POLICY, "5.7.1", False), (OURS, "5.1.8", False),
])  # fmt: skip
def test_what_counts_against_a_mailbox_in_the_long_run(fate, code, counts):
    assert softly(fate, code) is counts


@pytest.fixture
def readers(clock, sink):
    """Sends the issue to so many readers."""

    def send(count):
        make_news()
        for number in range(count):
            subscribe(f"r{number:02}@example.com")
        make_issue()
        return send_all()

    return send


def states():
    found = Delivery.objects.order_by().values_list("state", flat=True)
    return {state: list(found).count(state) for state in found}


db = pytest.mark.django_db
PAUSING = {
    "sender": {"mail": b"550 5.1.8 <news@example.com>: Sender address rejected\r\n"},
    "sender, one by one": {"mail": b"550 5.1.8 no\r\n", "pipelining": False},
    "sender, without a code": {"mail": b"550 not from you\r\n"},
    "size": {"mail": b"552 5.3.4 message too big\r\n"},
    "sender at RCPT": {"rcpt": lambda recipient: b"550 5.1.7 no\r\n"},
    "relay": {"rcpt": lambda recipient: b"550 relay not permitted\r\n"},
    "relay, one by one": {"rcpt": lambda recipient: b"550 relay not permitted\r\n", "pipelining": False},
    "policy": {"rcpt": lambda recipient: b"550 5.7.1 blocked\r\n"},
    "nobody is known": {"rcpt": lambda recipient: b"550 5.1.1 user unknown\r\n"},
    "all are full": {"rcpt": lambda recipient: b"552 5.2.2 full\r\n"},
    "size after DATA": {"data": lambda recipient: b"552 message too big\r\n"},
    "content": {"data": lambda recipient: b"554 5.6.0 not this content\r\n"},
    "spam": {"data": lambda recipient: b"550 5.7.1 looks like spam\r\n"},
}


@db
@pytest.mark.parametrize("kind", PAUSING)
def test_what_everybody_hears_pauses_the_issue_and_costs_nobody_anything(kind, readers, sink):
    for name, value in PAUSING[kind].items():
        setattr(sink.plan, name, value)
    told = readers(30)
    issue = Issue.objects.get()
    assert (issue.state, states()) == ("paused", {"pending": 30})
    assert not Suppression.objects.exists()
    assert issue.paused_because.startswith("The mail server refused 10 alike in a row: 55")
    assert any("is paused. The mail server refused 10 alike" in line for line in told)
    sink.plan.mail, sink.plan.rcpt, sink.plan.data = b"", lambda recipient: None, lambda recipient: None
    workflow.resume(issue)
    send_all()
    assert (Issue.objects.get().state, states()) == ("sent", {"sent": 30})
    assert set(sink.per_recipient.values()) == {1}
    assert set(Subscriber.objects.values_list("status", flat=True)) == {"confirmed"}


@db
@pytest.mark.parametrize(
    "reply", [b"550 5.7.1 not for me\r\n", b"550 5.6.0 no\r\n", b"554 no\r\n", b"552 5.2.2 full\r\n"]
)
def test_one_mailbox_that_refuses_fails_alone(reply, readers, sink):
    sink.plan.rcpt = lambda recipient: reply if recipient.startswith("r07") else None
    readers(50)
    assert (Issue.objects.get().state, states()) == ("sent", {"sent": 49, "failed": 1})
    assert not Suppression.objects.exists()


@db
def test_a_list_shorter_than_ten_pauses_once_all_heard_it(readers, sink):
    sink.plan.mail = b"550 5.1.8 no\r\n"
    readers(3)
    assert (Issue.objects.get().state, states()) == ("paused", {"pending": 3})
    assert "refused 3 alike in a row" in Issue.objects.get().paused_because


@db
def test_an_acceptance_between_starts_the_count_anew(readers, sink):
    sink.plan.rcpt = lambda recipient: None if recipient[2] in "09" else b"550 5.7.1 not for me\r\n"
    readers(50)
    assert (Issue.objects.get().state, states()) == ("sent", {"sent": 10, "failed": 40})
    assert not Suppression.objects.exists()


@db
def test_the_number_is_a_setting(readers, sink, settings):
    settings.MAIL_PAUSE_AFTER = 4
    sink.plan.data = lambda recipient: b"554 no\r\n"
    readers(30)
    assert "refused 4 alike in a row" in Issue.objects.get().paused_because


@db
def test_mailboxes_that_are_gone_are_suppressed_once_another_is_accepted(readers, sink):
    sink.plan.rcpt = lambda recipient: b"550 5.1.1 user unknown\r\n" if recipient < "r06" else None
    readers(20)
    assert (Issue.objects.get().state, states()) == ("sent", {"sent": 14, "failed": 6})
    assert sorted(Suppression.objects.values_list("key", flat=True)) == [f"r{n:02}@example.com" for n in range(6)]
    assert Suppression.objects.first().detail == "550 5.1.1 user unknown (to RCPT TO)"


@db
def test_many_gone_mailboxes_in_a_row_do_not_hold_an_issue_for_ever(readers, sink, clock):
    sink.plan.rcpt = lambda recipient: b"550 5.1.1 user unknown\r\n" if recipient < "r12" else None
    readers(30)
    assert (Issue.objects.get().state, Suppression.objects.count()) == ("paused", 0)
    clock.now += timedelta(minutes=5)
    workflow.resume(Issue.objects.get())
    send_all()
    assert (Issue.objects.get().state, states()) == ("sent", {"sent": 18, "failed": 12})
    assert Suppression.objects.count() == 12


@db
def test_the_count_survives_a_sender_that_died(readers, sink, clock, monkeypatch):
    """What was refused before it died goes back to what waits, too."""
    sink.plan.mail = b"550 5.1.8 no\r\n"
    monkeypatch.setattr(ledger, "break_off", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        readers(12)
    assert states() == {"failed": 10, "pending": 2}
    monkeypatch.undo()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    send_all()
    assert (Issue.objects.get().state, states()) == ("paused", {"pending": 12})


WAITING = {
    "rate": {"mail": b"450 4.7.1 rate limit\r\n"},
    "greylisting": {"rcpt": lambda recipient: b"451 4.7.1 greylisted\r\n"},
    "space": {"data": lambda recipient: b"452 4.3.1 no space\r\n"},
    "closing": {"rcpt": lambda recipient: b"421 4.7.0 too fast\r\n"},
}


@db
@pytest.mark.parametrize("kind", WAITING)
def test_a_4xx_waits_and_never_pauses(kind, readers, sink, clock):
    for name, value in WAITING[kind].items():
        setattr(sink.plan, name, value)
    readers(15)
    for _ in range(4):
        assert (Issue.objects.get().state, states()) == ("sending", {"pending": 15})
        clock.now += timedelta(hours=4)
        send_all()
    sink.plan.mail, sink.plan.rcpt, sink.plan.data = b"", lambda recipient: None, lambda recipient: None
    clock.now += timedelta(hours=4)
    send_all()
    assert (Issue.objects.get().state, states()) == ("sent", {"sent": 15})


@db
@pytest.mark.parametrize("pipelining", [True, False])
def test_what_a_server_says_before_it_hangs_up_counts(pipelining, readers, sink):
    sink.plan.mail, sink.plan.hang_up, sink.plan.pipelining = b"554 5.7.1 go away\r\n", True, pipelining
    readers(12)
    assert (Issue.objects.get().state, states()) == ("paused", {"pending": 12})


@db
def test_what_was_waited_for_in_vain_suppresses_nobody_if_it_was_the_servers(readers, sink, clock):
    sink.plan.rcpt = lambda recipient: b"451 4.7.1 greylisted\r\n"
    readers(1)
    Delivery.objects.update(attempts=MOST_ATTEMPTS - 1)
    clock.now = NOW + timedelta(days=1)
    send_all()
    assert states() == {"failed": 1}
    assert not Delivery.objects.get().bounced_soft


whole = pytest.mark.django_db(transaction=True)


@whole
@pytest.mark.parametrize(("stage", "reply"), [
    ("MAIL", "550 5.1.8 Sender address rejected: Domain not found"), ("RCPT", "550 5.1.8 Sender address rejected"),
])  # fmt: skip
def test_fifty_readers_behind_a_server_that_refuses_our_sender_are_kept(stage, reply, tmp_path):
    with refusing(stage, "-", reply) as url:
        site = make_site(tmp_path, url)
        site.call("fill(50)")
        output = site.run("send_newsletter", "--once")
    counts, _ = site.ledger()
    told = site.told()
    assert (told["suppressed"], told["issue"], dict(counts)) == (0, "paused", {"pending": 50})
    assert "refused 10 alike in a row: 550 5.1.8" in told["because"]
    assert "is paused. The mail server refused 10 alike" in output


@whole
def test_one_reader_of_fifty_who_refuses_us_stops_nobody_else(tmp_path):
    with refusing("RCPT", "r7@", "550 5.7.1 Not wanted here") as url:
        site = make_site(tmp_path, url)
        site.call("fill(50)")
        site.run("send_newsletter", "--once")
    counts, _ = site.ledger()
    told = site.told()
    assert (told["suppressed"], told["issue"], dict(counts)) == (0, "sent", {"sent": 49, "failed": 1})
