"""What mails that come back mean."""

from email import message_from_bytes, message_from_string, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.transport.replies import Fate
from newsletter.transport.report_mail import Kind, read_report

GONE, SOFT, POLICY, OURS = Fate.NO_MAILBOX, Fate.REFUSED, Fate.POLICY, Fate.OURS


def parsed(text):
    return message_from_string(text, policy=policy.default)


def dsn(status="5.0.0", diagnostic="", action="failed", words="It could not be delivered."):
    said = f"Diagnostic-Code: smtp; {diagnostic}\n" if diagnostic else ""
    return parsed(
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{words}\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; a@example.com\nAction: {action}\nStatus: {status}\n{said}\n--b--\n"
    )


def text(body, sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", subject="Returned mail", more=""):
    return parsed(f"From: {sender}\nSubject: {subject}\n{more}Content-Type: text/plain; charset=utf-8\n\n{body}\n")


def feedback(kind, more=""):
    return parsed(
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nAn abuse report.\n"
        f"--b\nContent-Type: message/feedback-report\n\n{kind}User-Agent: Example/1\nVersion: 1\n\n"
        f"--b\nContent-Type: message/rfc822\n\nSubject: News\n{more}\nHello\n--b--\n"
    )


@pytest.mark.parametrize(
    ("message", "fate"),
    [
        (dsn("5.1.1"), GONE),
        (dsn("5.0.0", "550 <a@example.com>: User unknown in relay recipient table"), GONE),
        (dsn("5.0.0", "550 unknown user"), GONE),
        (dsn("5.2.0", "550 5.2.1 No such user"), GONE),
        (dsn("5.4.1", "550 5.4.1 Recipient address rejected: Access denied [AM7]"), GONE),
        (dsn("5.7.1", "550 5.7.1 <a@example.com>: Recipient address rejected: User unknown"), GONE),
        (dsn("5.0.0", words="a@example.com: mailbox does not exist here"), GONE),
        (dsn("5.1.1", "552 5.2.2 Over quota"), SOFT),
        (dsn("5.1.1", "550 5.1.1 mailbox is full"), SOFT),
        (dsn("5.2.1", "550 5.2.1 account disabled"), SOFT),
        (dsn("5.4.4", "Host or domain name not found"), SOFT),
        (dsn("5.0.0"), SOFT),
        (dsn("5.1.1", "550 5.7.1 Your address is on a block list"), POLICY),
        (dsn("5.1.1", "550 5.1.1 blocked, see https://www.spamhaus.org/query"), POLICY),
        (dsn("5.0.0", "554 rejected as spam"), POLICY),
        (dsn("5.1.8", "550 5.1.8 sender does not exist"), OURS),
        (dsn("5.2.3", "552 5.2.3 message size exceeds the limit"), OURS),
        (dsn("4.4.7", "delivery time expired"), Fate.LATER),
        (text("The following address failed:\n  a@example.com: unknown user\n"), GONE),
        (text("550 5.1.1 No such user here"), GONE),
        (text("Your mail to a@example.com could not be delivered."), SOFT),
        (text("Sorry, no mailbox here by that name.\n--- Below this line is a copy of the message.\n\nfull"), GONE),
    ],
)
def test_a_failure_is_read_by_its_words_and_its_status(message, fate):
    report = read_report(message)
    assert (report.kind, report.fate) == (Kind.FAILED, fate), report


@pytest.mark.parametrize(
    "message",
    [
        dsn("4.4.1", action="delayed"),
        dsn("2.1.5", action="delivered"),
        dsn("2.0.0", action="relayed"),
        dsn("5.0.0", words="I screen my mail with Boxbe. Please add yourself to my Guest List."),
        text("I am away until Monday.", sender="reader@example.com", subject="Out of office: your letter"),
        text("user unknown", sender="reader@example.com", more="Auto-Submitted: auto-replied\n"),
        text("No such user is worth 550 5.1.1.", sender="reader@example.com", subject="Re: your letter"),
        text("Your mail has not yet been delivered. We will continue to try for two days."),
        text("THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE."),
        text("To make sure you are a person, verify your address before I get it.", sender="guard@example.com"),
        text("Hello", subject="Hello"),
        feedback("Feedback-Type: not-spam\n"),
        feedback("Feedback-Type: auth-failure\n"),
    ],
)
def test_what_is_no_failure_counts_as_nothing(message):
    assert read_report(message).kind is Kind.NOTHING


@pytest.mark.parametrize("kind", ["Feedback-Type: abuse\n", "Feedback-Type: fraud\n", "feedback-type: Abuse\n", ""])
def test_a_complaint_is_heard(kind):
    assert read_report(feedback(kind)).kind is Kind.COMPLAINT


def test_complaints_of_outlook_and_wishes_to_leave_are_heard():
    outlook = parsed(
        "From: staff@hotmail.com\nSubject: complaint about message from 192.0.2.1\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n'
        "X-HmXmrOriginalRecipient: a@example.com\nSubject: News\n\nHello\n--b--\n"
    )
    assert read_report(outlook).kind is Kind.COMPLAINT
    assert read_report(feedback("Feedback-Type: opt-out\n")).kind is Kind.LEFT


@given(st.binary(max_size=600), st.sampled_from([b"", b"Content-Type: multipart/report; boundary=b\n\n--b\n",
       b"Content-Type: message/delivery-status\n\n", b"Content-Type: message/feedback-report\n\n"]))  # fmt: skip
def test_whatever_arrives_is_read_without_a_guess_at_a_gone_mailbox_from_a_person(raw, begins):
    message = message_from_bytes(b"From: a@example.com\n" + begins + raw)
    assert read_report(message).kind in Kind
