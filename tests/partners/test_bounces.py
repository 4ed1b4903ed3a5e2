"""Bounces that nobody here wrote: those that flufl.bounce is tested with, and a mailbox that Dovecot keeps."""

import imaplib
import ssl
import subprocess
import sys
import tarfile
from collections import Counter
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from newsletter.delivery.return_path import return_path
from newsletter.models import Delivery, Suppression
from newsletter.transport.replies import Fate
from newsletter.transport.report_mail import Kind, read_report
from newsletter.transport.server_url import parse_mailbox
from tests.newsletter.build import make_issue, make_news, send_all, subscribe
from tests.newsletter.conftest import sink  # noqa: F401
from tests.newsletter.delivery.test_bounces import report

REQUIREMENTS = Path(__file__).with_name("flufl-bounce.txt")
# What its own tests call a passing failure, an answer of a machine, or no bounce at all.
NO_FAILURES = {
    "caiwireless_01.txt", "dsn_05.txt", "dsn_06.txt", "dsn_07.txt", "dsn_08.txt", "dsn_17.txt", "netscape_01.txt",
    "qmail_08.txt", "simple_03.txt", "simple_13.txt", "simple_21.txt", "simple_22.txt", "simple_28.txt",
    "simple_31.txt", "simple_35.txt", "simple_40.txt",
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    """The mails in the source of flufl.bounce; the package itself leaves them out."""
    folder = tmp_path_factory.mktemp("flufl")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "--require-hashes",
               "-r", str(REQUIREMENTS), "-d", str(folder)]  # fmt: skip
    got = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    archives = list(folder.glob("*.tar.gz"))
    if not archives:
        pytest.skip(f"the source of flufl.bounce could not be had here; CI has it: {got.stdout[-300:]}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")
    (data,) = folder.glob("*/tests/data")
    return Path(data)


def test_of_the_bounces_of_others_failures_count_and_the_rest_does_not(corpus):
    read = {
        path.name: read_report(message_from_bytes(path.read_bytes(), policy=policy.default))
        for path in sorted(corpus.glob("*.txt"))
    }
    assert len(read) > 100
    counted = {name for name, one in read.items() if one.kind is Kind.FAILED}
    assert counted & NO_FAILURES == set()
    assert len(counted) >= 95
    fates = Counter(read[name].fate for name in counted)
    assert fates[Fate.NO_MAILBOX] >= 40
    unheard = [name for name in sorted(counted) if "user unknown" in read[name].words.lower()
               and read[name].fate is not Fate.NO_MAILBOX]  # fmt: skip
    assert unheard == []


@pytest.fixture
def box(mailbox, certificates, settings):
    """The settings of the mailbox, and a connection that fills it."""
    url = f"imaps://news%40example.com:p%3Ass%2Fw%40rd@localhost:{mailbox.imaps}/INBOX"
    settings.MAIL_BOUNCES = parse_mailbox(url, str(certificates.ca))
    imap = imaplib.IMAP4_SSL("localhost", mailbox.imaps, ssl_context=ssl.create_default_context(cafile=certificates.ca))
    imap.login("news@example.com", "p:ss/w@rd")
    imap.select("INBOX")
    yield imap
    imap.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
    imap.expunge()
    imap.logout()


def left_in(imap):
    imap.noop()
    return imap.uid("SEARCH", "ALL")[1][0].split()


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "sink")
def test_a_mailbox_is_read_and_what_was_heard_leaves_it(box):
    make_news()
    subscribe("reader@example.com")
    make_issue()
    send_all()
    delivery = Delivery.objects.get()
    for mail in (report(return_path(f"d{delivery.pk}")).as_bytes(), b"From: a@example.com\n\nHello", b"\xff\x00"):
        box.append("INBOX", "", None, mail)
    out = StringIO()
    call_command("read_bounces", stdout=out)
    assert out.getvalue().count("ignored") == 2
    assert f"hard bounce of delivery {delivery.pk}" in out.getvalue()
    assert Suppression.objects.get().key == "reader@example.com"
    assert len(left_in(box)) == 2
    out = StringIO()
    call_command("read_bounces", stdout=out)
    assert out.getvalue() == "0 mails read\n"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "sink")
def test_the_sender_reads_it_and_says_what_keeps_it(box, settings):
    make_news()
    subscribe("reader@example.com")
    make_issue()
    send_all()
    box.append("INBOX", "", None, report(return_path(f"d{Delivery.objects.get().pk}")).as_bytes())
    assert "hard bounce" in "\n".join(send_all())
    assert Suppression.objects.count() == 1
    settings.MAIL_BOUNCES = parse_mailbox(f"imaps://news%40example.com:wrong@localhost:{settings.MAIL_BOUNCES.port}")
    with pytest.raises(CommandError, match="certificate verify failed"):
        call_command("read_bounces")


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["password", "folder"])
def test_what_is_wrong_is_said_without_the_password(box, settings, certificates, wrong):
    port = settings.MAIL_BOUNCES.port
    password, folder = ("s3cret", "INBOX") if wrong == "password" else ("p%3Ass%2Fw%40rd", "None")
    url = f"imaps://news%40example.com:{password}@localhost:{port}/{folder}"
    settings.MAIL_BOUNCES = parse_mailbox(url, str(certificates.ca))
    with pytest.raises(CommandError, match="the bounce mailbox at localhost cannot be read") as raised:
        call_command("read_bounces")
    assert "s3cret" not in str(raised.value)
