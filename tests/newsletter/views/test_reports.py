"""What mail providers report, through the library that reads them: genuine, forged, and bytes that are no report."""

import base64
import hashlib
import hmac
import json

import pytest

from newsletter.models import Delivery, Subscriber, Suppression
from tests.newsletter.build import make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db
SECRET, SIGNING_KEY = "provider:long-secret", "key-of-mailgun"
PROVIDERS = ["brevo", "mailgun", "mailjet", "postmark", "sparkpost"]
READER = "reader@example.com"
GARBAGE = [
    b"", b"null", b"[]", b"{}", b"1", b'"x"', b"[[1]]", b"[null]", b"{", b"\x00", b"\xff\xfe", b"[" * 50_000,
    b'{"signature": 1}', b'{"signature": {"token": 1, "timestamp": [], "signature": {}}, "event-data": 7}',
    b'{"event": ["bounce"], "time": 1e300, "ts_epoch": 1e300, "RecordType": "Bounce", "Type": {}, "Email": 5}',
    b'[{"msys": {"message_event": {"type": "bounce", "bounce_class": {}, "timestamp": "1e9", "raw_rcpt_to": 3}}}]',
    b"token=1&timestamp=1&signature=\xed\xa0\x80&event=bounced", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--",
]  # fmt: skip
TYPES = [
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "text/plain; charset=utf-16", "application/json; charset=nonsense", "", "\x80/\xff",
]  # fmt: skip


@pytest.fixture
def delivery(clock, sink, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}
    make_news()
    subscribe(READER)
    make_issue()
    send_all()
    return Delivery.objects.get(address=READER)


def signed(event, key=SIGNING_KEY):
    """A report as Mailgun signs it."""
    mac = hmac.new(key.encode(), b"1790000000token", hashlib.sha256).hexdigest()
    return {"signature": {"token": "token", "timestamp": "1790000000", "signature": mac}, "event-data": event}


def report(provider, message_id, kind, recipient=READER):
    """What the provider posts about a mail: `kind` is gone or complaint."""
    gone = kind == "gone"
    if provider == "brevo":
        return {"event": "hard_bounce" if gone else "spam", "email": recipient, "message-id": message_id,
                "ts_epoch": 1790000000000, "reason": "550 5.1.1 unknown"}  # fmt: skip
    if provider == "mailjet":
        error = {"error": "user unknown", "hard_bounce": True} if gone else {}
        return [{"event": "bounce" if gone else "spam", "time": 1790000000, "MessageID": message_id,
                 "email": recipient, **error}]  # fmt: skip
    if provider == "postmark":
        kinds = ("Bounce", "HardBounce") if gone else ("SpamComplaint", "SpamComplaint")
        return {"RecordType": kinds[0], "Type": kinds[1], "MessageID": message_id, "Email": recipient, "ID": 1,
                "BouncedAt": "2026-11-23T12:00:00Z", "Description": "unknown", "Details": ""}  # fmt: skip
    if provider == "sparkpost":
        event = {"type": "bounce", "bounce_class": "10"} if gone else {"type": "spam_complaint"}
        return [{"msys": {"message_event": {**event, "timestamp": "1790000000", "transmission_id": message_id,
                                            "raw_rcpt_to": recipient}}}]  # fmt: skip
    event = {"event": "failed", "severity": "permanent", "reason": "bounce"} if gone else {"event": "complained"}
    return signed({**event, "timestamp": 1790000000.5, "recipient": recipient,
                   "message": {"headers": {"message-id": message_id.strip("<>")}},
                   "delivery-status": {"code": 550, "message": "5.1.1 unknown", "description": ""}})  # fmt: skip


def post(client, provider, body, password=SECRET, content_type="application/json"):
    sent = body if isinstance(body, bytes) else json.dumps(body)
    proof = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(password.encode()).decode()} if password else {}
    return client.generic("POST", f"/newsletter/reports/{provider}", sent, content_type=content_type, **proof)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("kind", "reason"), [("gone", "bounce"), ("complaint", "complaint")])
def test_a_genuine_report_is_heeded_however_often_it_comes(client, delivery, provider, kind, reason):
    password = "" if provider == "mailgun" else SECRET  # which signs each report instead
    for _ in range(3):
        body = report(provider, delivery.message_id, kind)
        assert post(client, provider, body, password).status_code == 200
    assert [(row.key, row.reason) for row in Suppression.objects.all()] == [(READER, reason)]
    assert Subscriber.objects.get(key=READER).status == "suppressed"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_unsigned_or_wrongly_signed_report_changes_nothing(client, delivery, provider):
    body = report(provider, delivery.message_id, "gone")
    if provider == "mailgun":
        forged = [{"event-data": body["event-data"]}, signed(body["event-data"], "another key"), body["event-data"]]
        answers = [post(client, provider, wrong) for wrong in forged]
    else:
        answers = [post(client, provider, body, password) for password in ("provider:wrong", "\u0661")]
        asked = post(client, provider, body, "")
        assert (asked.status_code, asked["WWW-Authenticate"]) == (401, 'Basic realm="reports"')
    assert {answer.status_code for answer in answers} == {400}
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("content_type", TYPES)
def test_bytes_that_are_no_report_are_refused_in_words(client, delivery, provider, content_type):
    for body in GARBAGE:
        for password in (SECRET, ""):
            answer = post(client, provider, body, password, content_type)
            assert answer.status_code in {200, 400, 401}, (body[:60], answer.status_code)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "wrong", ["\x00", "\ud800", 7, ["x"], {"x": 1}, None, "x" * 5000], ids=lambda wrong: repr(wrong)[:10]
)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_signed_report_whose_fields_are_odd_is_no_error_of_the_site(client, delivery, provider, wrong):
    def put(where, old):
        if isinstance(where, dict):
            return {key: put(value, old) for key, value in where.items()}
        if isinstance(where, list):
            return [put(value, old) for value in where]
        return wrong if where == old else where

    for old in (delivery.message_id, delivery.message_id.strip("<>"), READER, "550 5.1.1 unknown", "unknown"):
        body = report(provider, delivery.message_id, "gone")
        body = put(body, old)
        assert post(client, provider, body).status_code in {200, 400}


def test_a_provider_without_a_secret_has_no_address(client, delivery, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": None}
    for provider in [*PROVIDERS, "nobody"]:
        assert post(client, provider, report("mailgun", delivery.message_id, "gone")).status_code == 404
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    assert post(client, "mailgun", report("mailgun", delivery.message_id, "gone")).status_code == 404
