"""Reports of failed and unwanted mail: only genuine ones about mails that we sent change anything."""

import base64
import json
from email import message_from_string, policy

import pytest

from newsletter.delivery import bounces
from newsletter.delivery.return_path import read_return_path, return_path
from newsletter.models import Delivery, Issue, Outgoing, Subscriber, Suppression
from tests.build import NOW
from tests.newsletter.build import make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db
SECRET = "provider:long-secret"


@pytest.fixture
def delivery(clock, sink, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": None}
    make_news()
    subscribe("reader@example.com"), subscribe("other@example.com")
    make_issue()
    send_all()
    return Delivery.objects.get(address="reader@example.com")


def post(client, delivery, password=SECRET, kind="HardBounce", **more):
    body = {"RecordType": "Bounce", "Type": kind, "MessageID": delivery.message_id, "Email": "reader@example.com",
            "BouncedAt": "2026-11-23T12:00:00Z", "ID": 1, "Description": "x", "Details": ""} | more  # fmt: skip
    auth = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(password.encode()).decode()} if password else {}
    return client.post("/newsletter/reports/postmark", json.dumps(body), content_type="application/json", **auth)


def test_a_genuine_hard_bounce_suppresses_once(client, delivery):
    for _ in range(50):
        assert post(client, delivery).status_code == 200
    assert Suppression.objects.get().key == "reader@example.com"
    assert Subscriber.objects.get(key="reader@example.com").status == "suppressed"


def test_what_is_forged_or_foreign_changes_nothing(client, delivery, settings):
    assert post(client, delivery, password="").status_code == 401
    assert post(client, delivery, password="provider:wrong").status_code == 400
    assert post(client, delivery, Email="other@example.com").status_code == 200
    assert post(client, delivery, MessageID="<of.somebody.else@example.org>").status_code == 200
    assert post(client, delivery, MessageID="\x00").status_code == 200
    auth = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(SECRET.encode()).decode()}
    for garbage in ("", "[]", "{", "null", '"x"', "{}", "\x00", "[[1]]"):
        answer = client.post("/newsletter/reports/postmark", garbage, content_type="application/json", **auth)
        assert answer.status_code in {200, 400}, garbage
    settings.ANYMAIL = {"WEBHOOK_SECRET": "", "MAILGUN_WEBHOOK_SIGNING_KEY": None}
    assert post(client, delivery).status_code == 404
    assert client.get("/newsletter/reports/postmark").status_code == 404
    assert not Suppression.objects.exists()


def test_a_complaint_suppresses(client, delivery):
    post(client, delivery, RecordType="SpamComplaint", Type="SpamComplaint")
    assert Suppression.objects.get().reason == "complaint"


def test_three_soft_bounces_in_five_issues_suppress(client, delivery):
    for number in range(3):
        post(client, delivery, kind="SoftBounce")
        assert Suppression.objects.count() == (1 if number == 2 else 0)
        issue = Issue.objects.create(
            week=f"2026-w{49 + number}", number=2 + number, zone="UTC", due_at=NOW, since=NOW, until=NOW
        )
        delivery = Delivery.objects.create(
            issue=issue, subscriber=delivery.subscriber, address=delivery.address, state="sent",
            message_id=f"<{number}@example.com>", next_at=NOW,
        )  # fmt: skip
    assert Suppression.objects.get().reason == "soft"


def report(to, status="5.1.1", action="failed"):
    return message_from_string(
        f"From: mailer-daemon@example.org\nTo: {to}\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nno\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; reader@example.com\nAction: {action}\nStatus: {status}\n\n--b--\n",
        policy=policy.default,
    )


def test_a_mail_to_the_return_path_suppresses(delivery):
    path = return_path(f"d{delivery.pk}")
    forged = path.replace("-", "-", 1)[:-20] + "0" * 8 + path[-12:]
    assert bounces.take_message(report(forged), NOW).startswith("ignored")
    assert bounces.take_message(report("news@example.com"), NOW).startswith("ignored")
    assert bounces.take_message(
        message_from_string(f"To: {path}\n\nOut of office", policy=policy.default), NOW
    ).startswith("ignored")
    assert bounces.take_message(report(path, status="4.4.1", action="delayed"), NOW).startswith("ignored")
    delivery.refresh_from_db()
    assert not Suppression.objects.exists() and not delivery.bounced_soft
    assert bounces.take_message(report(path), NOW).startswith("hard")
    assert Suppression.objects.get().reason == "bounce"


@pytest.mark.parametrize(("status", "said"), [
    ("5.7.1", "policy rejection"), ("5.1.8", "rejection of what we sent"), ("5.1.7", "rejection of what we sent"),
    ("5.3.4", "rejection of what we sent"), ("5.6.1", "rejection of what we sent"), ("4.7.1", "soft bounce"),
])  # fmt: skip
def test_what_is_not_the_mailboxs_fault_suppresses_nobody_and_one_report_pauses_nothing(delivery, status, said):
    Issue.objects.update(state="sending")
    answer = bounces.take_message(report(return_path(f"d{delivery.pk}"), status=status), NOW)
    assert answer == f"{said} of delivery {delivery.pk}, No. 1, 2026-W48"
    delivery.refresh_from_db()
    assert not Suppression.objects.exists() and not delivery.bounced_soft
    assert Issue.objects.get().state == "sending"


@pytest.mark.parametrize("words", ["smtp;550 5.7.1 blocked", "550 5.1.8 Sender address rejected", "552 5.3.4 too big"])
def test_what_a_provider_calls_hard_though_it_was_our_fault_suppresses_nobody(client, delivery, words):
    assert post(client, delivery, Details=words).status_code == 200
    delivery.refresh_from_db()
    assert delivery.bounced_at and not delivery.bounced_soft and not Suppression.objects.exists()
    assert post(client, delivery, Details="smtp;550 5.1.1 user unknown").status_code == 200
    assert Suppression.objects.get().reason == "bounce"


def test_return_paths_are_signed(settings):
    path = return_path("d12")
    assert read_return_path(path) == ("d", 12)
    assert read_return_path(path.replace("d12", "d13")) is None
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20
    assert read_return_path(path) == ("d", 12)


@pytest.mark.parametrize("status", ["5.2.1", "5.4.4"])
def test_a_disabled_mailbox_is_gone_when_a_second_mail_comes_back(delivery, status):
    assert bounces.take_message(report(return_path(f"d{delivery.pk}"), status=status), NOW).startswith("soft")
    assert bounces.take_message(report(return_path(f"d{delivery.pk}"), status=status), NOW).startswith("soft")
    assert not Suppression.objects.exists()
    second = Issue.objects.get()
    second.pk, second.week, second.number = None, "2026-w49", 2
    second.save(force_insert=True)
    other = Delivery.objects.create(
        issue=second, address=delivery.address, state="sent", message_id="<x@example.com>", next_at=NOW
    )
    assert bounces.take_message(report(return_path(f"d{other.pk}"), status=status), NOW).startswith("soft")
    assert Suppression.objects.get().detail == f"{status} for a second time"


def complaint(path, kind="abuse", quoted="Return-Path: <{path}>"):
    return message_from_string(
        "To: abuse@example.com\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        f"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{quoted.format(path=path)}\nSubject: News\n\nHello\n--b--\n",
        policy=policy.default,
    )


def test_a_complaint_by_mail_is_about_the_mail_that_it_quotes(delivery):
    forged = return_path(f"d{delivery.pk}").replace("+b-d", "+b-d9")
    assert bounces.take_message(complaint(forged), NOW) == "ignored: not about a mail of ours"
    assert bounces.take_message(complaint(return_path(f"d{delivery.pk}")), NOW).startswith("complaint of delivery")
    assert Suppression.objects.get().reason == "complaint"


def test_a_wish_to_leave_by_mail_is_kept(delivery):
    asked = complaint(return_path(f"d{delivery.pk}"), "opt-out", "X-Original-Mail-From: {path}")
    assert bounces.take_message(asked, NOW).startswith("unsubscribed by delivery")
    assert Subscriber.objects.get(key="reader@example.com").status == "unsubscribed"


def test_other_mails_are_reported_too(delivery):
    other = Outgoing.objects.create(kind="sign-up", address="asks@example.com", state="sent", made_at=NOW, next_at=NOW)
    said = bounces.take_message(complaint(return_path(f"m{other.pk}")), NOW)
    assert said == f"complaint of other mail {other.pk}"
    assert Suppression.objects.get().key == "asks@example.com"


@pytest.mark.parametrize("raw", [b"", b"\xff\x00\n", b"From: \xe9 <a@\n\nx", b"To: =?x?q?=?=\nSubject: =?utf-8?b?8J+?=\n\n",
                                 b"Content-Type: multipart/report; boundary=\n\n--\n", b"To: " + b"a" * 70_000])  # fmt: skip
def test_garbage_is_ignored_without_an_error(raw):
    assert bounces.take_bytes(raw, NOW).startswith("ignored")
