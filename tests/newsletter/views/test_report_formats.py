"""Providers that sign their reports, or number mails in their own way: each through the library that reads it."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings as site
from standardwebhooks import Webhook

from newsletter.models import Delivery, Subscriber, Suppression
from newsletter.views.reports import PROVIDERS
from tests.build import NOW
from tests.newsletter.build import make_issue, make_news, send_all, subscribe
from tests.newsletter.views.test_reports import PROVIDERS as SHOWN_BY_OTHERS

pytestmark = pytest.mark.django_db
READER, SECRET, KEY = "reader@example.com", "provider:long-secret", "a-key-of-ours"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
SVIX = "whsec_" + base64.b64encode(b"k" * 24).decode()
JSON = "application/json"


def pem(key):
    """A public key as the providers show it: without the first and the last line."""
    kind, shape = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return "".join(key.public_key().public_bytes(kind, shape).decode().strip().splitlines()[1:-1])


KEYS = {
    "WEBHOOK_SECRET": SECRET, "MAILERSEND_SIGNING_SECRET": KEY, "MAILTRAP_TRACKING_SECRET": KEY,
    "MANDRILL_WEBHOOK_KEY": KEY, "POSTAL_WEBHOOK_KEY": pem(RSA), "RESEND_SIGNING_SECRET": SVIX,
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": pem(CURVE), "UNISENDER_GO_API_KEY": KEY,
}  # fmt: skip


def mac(body, how=hashlib.sha256, key=KEY):
    return hmac.new(key.encode(), body, how)


def amazon(kind):
    bounce = {"bounceType": "Permanent" if kind == "gone" else "Transient", "bounceSubType": "General",
              "bouncedRecipients": [{"emailAddress": READER}]}  # fmt: skip
    complaint = {"complainedRecipients": [{"emailAddress": READER}]}
    told = {"notificationType": "Complaint", "complaint": complaint} if kind == "complaint" else {
        "notificationType": "Bounce", "bounce": bounce}  # fmt: skip
    mail = {"messageId": "0102-0000", "destination": [READER]}
    body = json.dumps({"Type": "Notification", "MessageId": "n1", "Message": json.dumps({**told, "mail": mail})})
    secret = base64.b64encode(SECRET.encode()).decode()
    return body.encode(), JSON, {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "n1",
                                 "Authorization": f"Basic {secret}"}  # fmt: skip


def mailersend(kind):
    name = {"gone": "hard_bounced", "soft": "soft_bounced", "complaint": "spam_complaint"}[kind]
    morph = {"object": "spam_complaint" if kind == "complaint" else "recipient_bounce", "reason": "it bounced"}
    data = {"type": name, "id": "1", "created_at": "2026-11-23T12:00:00Z", "morph": morph,
            "email": {"message": {"id": "62f1"}, "recipient": {"email": READER}}}  # fmt: skip
    body = json.dumps({"type": f"activity.{name}", "data": data}).encode()
    return body, JSON, {"Signature": mac(body).hexdigest()}


def mailtrap(kind):
    name = {"gone": "bounce", "soft": "soft bounce", "complaint": "spam"}[kind]
    event = {"event": name, "message_id": "8b1d", "email": READER, "timestamp": 1790000000, "event_id": "e"}
    body = json.dumps({"events": [event]}).encode()
    return body, JSON, {"Mailtrap-Signature": mac(body).hexdigest()}


def mandrill(kind):
    name = {"gone": "hard_bounce", "soft": "soft_bounce", "complaint": "spam"}[kind]
    events = json.dumps([{"event": name, "_id": "e9", "ts": 1790000000, "msg": {"email": READER, "_id": "e9"}}])
    signed = f"{site.SITE_ORIGIN}/newsletter/reports/mandrillmandrill_events{events}".encode()
    proof = base64.b64encode(mac(signed, hashlib.sha1).digest()).decode()
    return (urlencode({"mandrill_events": events}).encode(), "application/x-www-form-urlencoded",
            {"X-Mandrill-Signature": proof})  # fmt: skip


def postal(kind):
    """It tells no complaints; a bounce comes with the words of the server."""
    details = "550 5.1.1 user unknown" if kind == "gone" else "550 5.2.2 mailbox full"
    message = {"id": 12, "to": READER, "direction": "outgoing", "message_id": "x"}
    body = json.dumps({"event": "MessageBounced", "uuid": "u", "timestamp": 1790000000.5,
                       "payload": {"original_message": message, "bounce": {"id": 13}, "details": details}}).encode()  # fmt: skip
    return (
        body,
        JSON,
        {"X-Postal-Signature": base64.b64encode(RSA.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()},
    )


def resend(kind):
    about = {"email_id": "56-76", "to": [READER], "created_at": "2026-11-23T12:00:00Z"}
    if kind != "complaint":
        permanent = kind == "gone"
        about["bounce"] = {"type": "Permanent" if permanent else "Transient", "subType": "General",
                           "message": "The recipient's email provider sent a bounce message."}  # fmt: skip
    name = "email.complained" if kind == "complaint" else "email.bounced"
    body = json.dumps({"type": name, "created_at": "2026-11-23T12:00:00Z", "data": about})
    at = datetime.now(UTC)  # the official library compares with the clock of the machine
    proof = Webhook(SVIX).sign("msg_1", at, body)
    return (
        body.encode(),
        JSON,
        {"svix-id": "msg_1", "svix-timestamp": str(int(at.timestamp())), "svix-signature": proof},
    )


def sendgrid(kind):
    event = {"email": READER, "timestamp": 1790000000, "smtp-id": "14c5", "sg_message_id": "14c5", "sg_event_id": "s"}
    told = {
        "gone": {"event": "bounce", "type": "bounce", "reason": "550 5.1.1 no such user", "status": "5.1.1"},
        "soft": {"event": "bounce", "type": "blocked", "reason": "mailbox is full", "status": "5.2.2"},
        "complaint": {"event": "spamreport"},
    }
    body = json.dumps([event | told[kind]]).encode()
    proof = base64.b64encode(CURVE.sign(b"1790000000" + body, ec.ECDSA(hashes.SHA256()))).decode()
    return body, JSON, {"X-Twilio-Email-Event-Webhook-Signature": proof,
                        "X-Twilio-Email-Event-Webhook-Timestamp": "1790000000"}  # fmt: skip


def unisender(kind):
    status = {"gone": "hard_bounced", "soft": "soft_bounced", "complaint": "spam"}[kind]
    data = {"job_id": "1a", "email": READER, "status": status, "event_time": "2026-11-23 12:00:00"}
    if kind == "gone":
        data["delivery_info"] = {"delivery_status": "err_user_unknown", "destination_response": "unknown"}
    event = {"event_name": "transactional_email_status", "event_data": data}
    body = json.dumps({"auth": KEY, "events_by_user": [{"user_id": 1, "events": [event]}]})
    return body.replace(KEY, hashlib.md5(body.encode()).hexdigest()).encode(), JSON, {}


FORMATS = {
    "amazon-ses": amazon, "mailersend": mailersend, "mailtrap": mailtrap, "mandrill": mandrill, "postal": postal,
    "resend": resend, "sendgrid": sendgrid, "unisender-go": unisender,
}  # fmt: skip


@pytest.fixture
def delivery(clock, sink, settings):
    settings.ANYMAIL = KEYS
    make_news()
    subscribe(READER)
    make_issue()
    send_all()
    return Delivery.objects.get(address=READER)


def post(client, provider, sent):
    body, content_type, headers = sent
    return client.generic("POST", f"/newsletter/reports/{provider}", body, content_type=content_type, headers=headers)


def test_every_provider_that_the_library_reads_is_shown_here_or_in_the_other_module():
    assert set(FORMATS) | set(SHOWN_BY_OTHERS) == set(PROVIDERS)


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")
@pytest.mark.parametrize("provider", FORMATS)
@pytest.mark.parametrize(("kind", "reason"), [("gone", "bounce"), ("complaint", "complaint"), ("soft", None)])
def test_a_genuine_report_is_heeded(client, delivery, provider, kind, reason):
    if (provider, kind) == ("postal", "complaint"):
        return
    for _ in range(2):
        answer = post(client, provider, FORMATS[provider](kind))
        assert answer.status_code == 200, answer.content
    assert [row.reason for row in Suppression.objects.all()] == ([reason] if reason else [])
    assert (Subscriber.objects.get(key=READER).status == "suppressed") is bool(reason)


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")
@pytest.mark.parametrize("provider", FORMATS)
def test_what_was_altered_on_the_way_changes_nothing(client, delivery, provider):
    body, content_type, headers = FORMATS[provider]("gone")
    if provider == "amazon-ses":
        headers = headers | {"Authorization": "Basic " + base64.b64encode(b"provider:wrong").decode()}
    assert post(client, provider, (body + b" ", content_type, headers)).status_code == 400
    assert post(client, provider, (body.replace(b"reader", b"Reader"), content_type, headers)).status_code == 400
    unsigned = {name: value for name, value in headers.items() if "sign" not in name.lower()}
    if provider not in {"amazon-ses", "unisender-go"}:
        assert post(client, provider, (body, content_type, unsigned)).status_code == 400
    assert not Suppression.objects.exists()


def test_a_number_of_the_providers_own_finds_only_what_went_there_lately(client, delivery):
    Delivery.objects.update(next_at=NOW - timedelta(days=31))
    assert post(client, "mailersend", mailersend("gone")).status_code == 200
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_asks_whether_somebody_is_there_hears_yes(client, delivery, method):
    assert getattr(client, method)("/newsletter/reports/mandrill").status_code == 200
    assert getattr(client, method)("/newsletter/reports/nobody").status_code == 404
