"""Our sender before mail servers that nobody here wrote: Postfix, Exim, Dovecot's passwords and postgrey, with TLS."""

import re
import smtplib
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from newsletter.addresses import parse_address
from newsletter.delivery.server_log import accepted_ids
from newsletter.issues import workflow
from newsletter.models import Attempt, Delivery, Outgoing, Suppression
from newsletter.transport.server_url import parse_server
from newsletter.transport.smtp import CannotConnect, Session
from tests.build import NOW
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe
from tests.partners.exim import PER_CONNECTION
from tests.partners.folders import wait_for
from tests.partners.postfix import IDN

pytestmark = pytest.mark.django_db
LOGIN, WRONG = "news%40example.com:p%3Ass%2Fw%40rd@", "news%40example.com:wrong@"


@pytest.fixture
def through(clock, settings):
    """Sends mail to a server from now on."""
    settings.MAIL_FROM = ("Versed", "news@example.com")

    def use(server):
        settings.MAIL_SERVER = server

    return use


def readers(number, domain="example.com"):
    make_news()
    for place in range(number):
        subscribe(f"r{place}@{domain}")
    return make_issue()


def states():
    found = list(Delivery.objects.order_by().values_list("state", flat=True))
    return {state: found.count(state) for state in sorted(set(found))}


def test_an_issue_and_a_confirmation_arrive_encrypted_as_they_were_made(relay, through):
    through(relay.server("good", greeting="sender.example.com"))
    readers(3)
    ask("asks@example.com")
    send_all()
    assert states() == {"sent": 3}
    mails = relay.mails(4)
    assert sorted(mail["Delivered-To"] for mail in mails) == [
        "asks@example.com", "r0@example.com", "r1@example.com", "r2@example.com",
    ]  # fmt: skip
    sent = set(Delivery.objects.values_list("message_id", flat=True)) | set(
        Outgoing.objects.values_list("message_id", flat=True)
    )
    assert {str(mail["Message-ID"]) for mail in mails} == sent
    for mail in mails:
        received = mail["Received"]
        assert "from sender.example.com" in received
        assert "with ESMTPS" in received
        assert "TLSv1.3" in received
        assert mail["Return-Path"].startswith("<news+b-")
        lines = mail.get_body(("plain",)).get_content().splitlines()
        assert "-- " in lines


def test_a_server_that_is_set_up_as_our_docs_say_signs_what_makes_one_click_trusted(relay, signer, through):
    """RFC 8058 §3.1: the signature must cover both headers of the one click. Checked by another implementation."""
    through(relay.server("signed"))
    readers(1)
    send_all()
    (mail,) = relay.mails(1)
    raw = relay.last.read_bytes()
    assert signer.verifies(raw)
    signature = "".join(mail["DKIM-Signature"].lower().split())
    covered = re.search(r";h=([^;]+)", signature)[1].split(":")
    assert {"list-unsubscribe", "list-unsubscribe-post", "from", "message-id"} <= set(covered)
    changed = raw.replace(b"/newsletter/unsubscribe/", b"/newsletter/unsubscribed/", 1)
    assert not signer.verifies(changed)


@pytest.mark.parametrize("way", ["good", "ascii"])
def test_domains_and_words_of_other_scripts_need_no_smtputf8(relay, through, way):
    """What we send is ASCII on the way: to a server that knows SMTPUTF8, and to one that does not."""
    through(relay.server(way))
    make_news()
    address = parse_address("r1@Bücher.example")
    subscribe(address)
    issue = make_issue(approved=False)
    issue.subject = "Größer, schärfer, 日本語: eine Woche"
    issue.save()
    workflow.approve(issue, NOW)
    send_all()
    assert states() == {"sent": 1}
    (mail,) = relay.mails(1)
    assert mail["Delivered-To"] == address == f"r1@{IDN}"
    assert mail["Subject"] == issue.subject
    assert "with ESMTPS" in mail["Received"]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("unknown-ca", "not accepted: unable to get local issuer certificate; where your own CA made it"),
        ("wrong-name", "Hostname mismatch, certificate is not valid for 'localhost'"),
        ("expired", "certificate has expired"),
    ],
)
def test_a_bad_certificate_gets_no_mail_and_is_named(relay, through, case, why):
    through(relay.server(case))
    readers(2)
    ask("asks@example.com")
    told = send_all()
    assert states() == {"pending": 2}
    assert not Attempt.objects.exists()
    assert any(why.lower() in line.lower() for line in told), told
    with pytest.raises(CommandError, match="certificate"):
        call_command("check_mail", stdout=StringIO())


def test_a_server_without_tls_gets_nothing_where_a_ca_is_named(relay, through):
    through(relay.server("plain"))
    readers(1)
    told = send_all()
    assert states() == {"pending": 1}
    assert any("offers no encryption" in line for line in told)


@pytest.mark.parametrize("way", ["password", "smtps"])
def test_the_password_is_taken_by_dovecot_over_starttls_and_from_the_first_byte(relay, through, way):
    through(relay.server(way, login=LOGIN))
    readers(2)
    send_all()
    assert states() == {"sent": 2}
    for mail in relay.mails(2):
        assert "Authenticated sender: news@example.com" in mail["Received"]
        assert "with ESMTPSA" in mail["Received"]


@pytest.mark.parametrize("way", ["password", "smtps"])
def test_a_wrong_password_is_named_and_nothing_is_tried(relay, through, way):
    through(relay.server(way, login=WRONG))
    readers(1)
    told = send_all()
    assert (states(), Attempt.objects.count()) == ({"pending": 1}, 0)
    assert any("refused the user or the password" in line and "wrong" not in line for line in told), told


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_each_mechanism_that_servers_offer_works(relay, monkeypatch, mechanism):
    """smtplib takes the first that it knows of those in the server's greeting."""
    real = smtplib.SMTP.ehlo

    def offering_one(self, name=""):
        answer = real(self, name)
        if "auth" in self.esmtp_features:
            self.esmtp_features["auth"] = f" {mechanism}"
        return answer

    monkeypatch.setattr(smtplib.SMTP, "ehlo", offering_one)
    session = Session(relay.server("password", login=LOGIN))
    assert session.smtp.noop()[0] == 250
    session.quit()


def test_the_wrong_one_of_the_two_ways_is_named(relay, through):
    through(parse_server(relay.url("good").replace("smtp:", "smtps:"), str(relay.certificates.ca)))
    with pytest.raises(CannotConnect, match="write smtp://"):
        Session(parse_server(f"smtps://localhost:{relay.ports['good']}", str(relay.certificates.ca)))


def test_who_is_unknown_is_suppressed_and_the_others_get_the_issue(relay, through):
    through(relay.server("good"))
    make_news()
    for name in ("r1", "r404", "r2"):
        subscribe(f"{name}@example.com")
    make_issue()
    send_all()
    assert states() == {"failed": 1, "sent": 2}
    assert [one.detail[:9] for one in Suppression.objects.all()] == ["550 5.1.1"]
    assert len(relay.mails(2)) == 2


def test_a_relay_that_is_not_for_us_pauses_and_suppresses_nobody(relay, through):
    through(relay.server("good"))
    issue = readers(12, "elsewhere.test")
    send_all()
    issue.refresh_from_db()
    assert (issue.state, states(), Suppression.objects.count()) == ("paused", {"pending": 12}, 0)
    assert "554 5.7.1" in issue.paused_because
    assert "Relay access denied" in issue.paused_because


def test_a_server_that_refuses_our_address_pauses_and_suppresses_nobody(relay, through):
    through(relay.server("sender"))
    issue = readers(12)
    send_all()
    issue.refresh_from_db()
    assert (issue.state, states(), Suppression.objects.count()) == ("paused", {"pending": 12}, 0)
    assert "550 5.1.8" in issue.paused_because


def test_an_issue_that_is_too_big_pauses_and_suppresses_nobody(relay, through):
    through(relay.server("small"))
    issue = readers(12)
    send_all()
    issue.refresh_from_db()
    assert (issue.state, states(), Suppression.objects.count()) == ("paused", {"pending": 12}, 0)
    assert "5.3.4" in issue.paused_because


def test_greylisting_is_waited_for(relay, through, clock):
    through(relay.server("grey"))
    issue = readers(3)
    send_all()
    issue.refresh_from_db()
    assert (issue.state, states()) == ("sending", {"pending": 3})
    assert "4.2.0" in Attempt.objects.first().reply or "4.7.1" in Attempt.objects.first().reply
    tries = 0
    while states() != {"sent": 3} and tries < 400:
        clock.now += timedelta(minutes=30)
        send_all()
        tries += 1
    assert states() == {"sent": 3}
    assert len(relay.mails(3)) == 3
    assert not Suppression.objects.exists()


def test_a_limit_of_messages_a_minute_is_waited_for(relay, through, clock):
    through(relay.server("rate"))
    issue = readers(9)
    send_all()
    issue.refresh_from_db()
    assert (issue.state, states()) == ("sending", {"pending": 5, "sent": 4})
    assert "450 4.7.1" in Attempt.objects.first().reply
    assert not Suppression.objects.exists()
    assert len(relay.mails(4)) == 4


def test_a_server_that_takes_so_many_on_a_connection_gets_the_rest_on_the_next(exim, through):
    through(exim.server())
    readers(3 * PER_CONNECTION + 1)
    send_all()
    assert states() == {"sent": 10}
    assert exim.log.count(" <= ") == 10
    assert "X=TLS1.3" in exim.log


def test_exims_words_for_an_unknown_user_are_understood(exim, through):
    through(exim.server())
    make_news()
    subscribe("r404@example.com")
    make_issue()
    send_all()
    assert states() == {"failed": 1}
    assert Suppression.objects.count() == 1


def test_exims_words_for_a_relay_that_is_not_for_us_are_understood(exim, through):
    through(exim.server())
    issue = readers(12, "elsewhere.test")
    send_all()
    issue.refresh_from_db()
    assert (issue.state, Suppression.objects.count()) == ("paused", 0)


def broken_off(server, message_id):
    """A message whose connection ends in the middle of it."""
    with smtplib.SMTP(server.host, server.port) as smtp:
        smtp.ehlo("breaks.example.com")
        smtp.mail("news@example.com")
        smtp.rcpt("r9@example.com")
        smtp.docmd("DATA")
        smtp.send(f"Message-ID: {message_id}\r\nSubject: x\r\n\r\nhalf".encode())
        smtp.close()


@pytest.mark.parametrize("kind", ["postfix", "exim"])
def test_the_log_of_a_real_server_tells_accepted_from_broken_off(request, through, kind):
    partner = request.getfixturevalue("relay" if kind == "postfix" else "exim")
    server = partner.server("good") if kind == "postfix" else partner.server()
    through(server)
    readers(2)
    send_all()
    sent = set(Delivery.objects.filter(state="sent").values_list("message_id", flat=True))
    assert len(sent) == 2
    broken_off(server, "<half@example.com>")
    wait_for("the log", lambda: sent <= set(accepted_ids(partner.log.splitlines())))
    if kind == "postfix":
        wait_for("the end of the half one", lambda: "lost connection after DATA" in partner.log)
        assert "<half@example.com>" in partner.log
    assert "<half@example.com>" not in set(accepted_ids(partner.log.splitlines()))
