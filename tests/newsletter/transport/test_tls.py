"""Encryption, with a server that is not ours: to the right one only, whatever the port, or not at all."""

import asyncio
import ssl
import threading
import time
from datetime import UTC, datetime
from io import StringIO

import pytest
import trustme
from django.core.management import CommandError, call_command

from newsletter.models import Delivery, Issue
from newsletter.transport import dialling
from newsletter.transport.replies import Fate
from newsletter.transport.server_url import parse_server
from newsletter.transport.smtp import CannotConnect, Session
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe
from tests.newsletter.peer import LOGIN, PASSWORD, peer

MESSAGE = b"Subject: x\r\n\r\nx\r\n"
SCHEMES = ["smtp", "smtps"]


@pytest.fixture(scope="module")
def ca():
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(ca, tmp_path_factory):
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return file


def context_of(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="module")
def good(ca):
    return context_of(ca.issue_cert("localhost", "127.0.0.1"))


def self_signed(ca, folder):
    """The CA's own certificate, shown as if it were the server's."""
    alone = trustme.CA()
    file = folder / "self.pem"
    alone.private_key_pem.write_to_path(str(file))
    alone.cert_pem.write_to_path(str(file), append=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


BAD = {
    "self-signed": (self_signed, r"self-signed certificate; .* name the CA's file in MAIL_CA_FILE"),
    "unknown CA": (
        lambda ca, folder: context_of(trustme.CA().issue_cert("localhost")),
        r"not accepted: .*; .* name the CA's file in MAIL_CA_FILE",
    ),
    "wrong name": (
        lambda ca, folder: context_of(ca.issue_cert("mail.example.org")),
        r"Hostname mismatch, .* 'localhost'; the host in EMAIL_URL must be a name that the certificate holds",
    ),
    "expired": (
        lambda ca, folder: context_of(ca.issue_cert("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC))),
        r"not accepted: certificate has expired$",
    ),
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("login", ["", LOGIN], ids=["open", "password"])
def test_mail_leaves_encrypted_to_a_server_with_a_good_certificate(scheme, host, login, good, ca_file):
    with peer(scheme, good) as there:
        session = Session(there.server(ca_file, host=host, login=login))
        assert session.deliver("news@example.com", "reader@example.com", MESSAGE).fate is Fate.SENT
        assert session.security.startswith("TLSv1.") and session.security.endswith("certificate checked")
        session.quit()
    assert there.inbox.encrypted == [True]
    assert bool(there.inbox.logins) == bool(login)
    assert [mail.rcpt_tos for mail in there.inbox.mails] == [["reader@example.com"]]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", BAD)
def test_a_server_that_cannot_prove_who_it_is_gets_neither_password_nor_mail(scheme, kind, ca, ca_file, tmp_path):
    make, words = BAD[kind]
    with peer(scheme, make(ca, tmp_path)) as there:
        with pytest.raises(CannotConnect, match=words):
            Session(there.server(ca_file, login=LOGIN))
        with pytest.raises(CannotConnect, match=words):
            Session(there.server(ca_file))
    assert there.inbox.logins == there.inbox.mails == []


@pytest.mark.parametrize(("scheme", "login"), [("smtp", LOGIN), ("smtps", ""), ("smtps", LOGIN)])
def test_without_a_ca_of_ones_own_the_systems_decide(scheme, login, good):
    with peer(scheme, good) as there, pytest.raises(CannotConnect, match="its certificate is not accepted"):
        Session(there.server(login=login))
    assert there.inbox.logins == []


def test_a_relay_on_this_machine_may_have_the_certificate_it_was_born_with(good):
    with peer("smtp", good) as there:
        session = Session(there.server())
        assert session.deliver("news@example.com", "reader@example.com", MESSAGE).fate is Fate.SENT
        assert session.security.endswith("certificate not checked: this machine")
        session.quit()
    assert there.inbox.encrypted == [True]


def test_a_password_never_leaves_in_the_clear(ca_file):
    with peer("smtp", None) as there:
        with pytest.raises(CannotConnect, match=r"no encryption .* the password was not sent"):
            Session(there.server(login=LOGIN))
        with pytest.raises(CannotConnect, match="which MAIL_CA_FILE asks for"):
            Session(there.server(ca_file))
    assert there.inbox.logins == []


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_both_ways_of_giving_a_password_work(mechanism, good, ca_file):
    other = {"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[mechanism]
    with peer("smtp", good, auth_required=True, auth_exclude_mechanism=[other]) as there:
        session = Session(there.server(ca_file, login=LOGIN))
        assert session.deliver("news@example.com", "reader@example.com", MESSAGE).fate is Fate.SENT
        session.quit()
    assert there.inbox.logins == [mechanism]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wrong_password_is_called_that_and_not_repeated(scheme, good, ca_file):
    with peer(scheme, good) as there, pytest.raises(CannotConnect, match="refused the user or the password: 535") as no:
        Session(there.server(ca_file, login="news:secret-word@"))
    assert "secret-word" not in str(no.value)
    with peer(scheme, good) as there, pytest.raises(CannotConnect, match="ASCII only") as no:
        Session(there.server(ca_file, login="news:geh%C3%BCim@"))
    assert "ü" not in str(no.value)


def test_the_wrong_one_of_the_two_ways_names_the_other(good, ca_file, monkeypatch):
    monkeypatch.setattr(dialling, "SILENCE", 0.3)
    with peer("smtp", good) as there, pytest.raises(CannotConnect, match="write smtp://"):
        Session(parse_server(f"smtps://localhost:{there.port}", str(ca_file)))
    with peer("smtps", good) as there, pytest.raises(CannotConnect, match="write smtps://"):
        Session(parse_server(f"smtp://localhost:{there.port}", str(ca_file)))


def test_a_slow_server_is_cut_behind_encryption_too(good, ca_file):
    with peer("smtps", good) as there:
        busy = threading.Event()

        async def stall(server, session, envelope):
            busy.set()
            await asyncio.sleep(60)

        there.inbox.handle_DATA = stall
        session = Session(there.server(ca_file))
        threading.Thread(target=lambda: (busy.wait(10), session.cut()), daemon=True).start()
        started = time.monotonic()
        outcome = session.deliver("news@example.com", "reader@example.com", MESSAGE)
        assert (outcome.fate, session.exhausted()) == (Fate.UNKNOWN, True)
        assert time.monotonic() - started < 20
        session.quit()


def check(*arguments):
    out = StringIO()
    call_command("check_mail", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", SCHEMES)
def test_check_mail_says_how_the_server_is_reached(scheme, good, ca_file, settings):
    with peer(scheme, good) as there:
        settings.MAIL_SERVER = there.server(ca_file, login=LOGIN)
        said = check("--to", "editor@example.com")
    assert "certificate checked) and took the password." in said and "Accepted: 250" in said
    assert PASSWORD not in said
    with peer(scheme, context_of(trustme.CA().issue_cert("localhost"))) as there:
        settings.MAIL_SERVER = there.server(ca_file, login=LOGIN)
        with pytest.raises(CommandError, match=r"does not take us: its certificate is not accepted: .*MAIL_CA_FILE"):
            check("--to", "editor@example.com")
    assert there.inbox.mails == []


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_issue_and_a_confirmation_go_out_encrypted(scheme, good, ca_file, clock, settings):
    settings.MAIL_FROM = ("Versed", "news@example.com")
    make_news()
    for number in range(3):
        subscribe(f"reader{number}@example.com")
    make_issue()
    ask("new@example.com")
    with peer(scheme, context_of(trustme.CA().issue_cert("localhost"))) as there:
        settings.MAIL_SERVER = there.server(ca_file, login=LOGIN)
        told = send_all()
    assert there.inbox.mails == []
    assert any("cannot be reached: its certificate is not accepted" in line for line in told)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("pending", 0)}
    with peer(scheme, good) as there:
        settings.MAIL_SERVER = there.server(ca_file, login=LOGIN)
        send_all()
    assert sorted(address for mail in there.inbox.mails for address in mail.rcpt_tos) == [
        "new@example.com", "reader0@example.com", "reader1@example.com", "reader2@example.com",
    ]  # fmt: skip
    assert set(there.inbox.encrypted) == {True} and there.inbox.logins
    assert Issue.objects.get().state == "sent"
