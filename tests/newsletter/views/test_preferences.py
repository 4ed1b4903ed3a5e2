"""What subscribers can change behind the link of their mails."""

import json

import pytest

from newsletter.models import Attempt, Delivery, Outgoing, Subscriber
from newsletter.subscribers import consent, links
from tests.build import NOW, make_category
from tests.newsletter.build import links_in, make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(clock):
    return subscribe("reader@example.com")


def page_of(subscriber):
    return links.lasting(links.PREFERENCES, subscriber.pk, subscriber.secret).removeprefix("http://localhost:8000")


def test_interests_and_a_pause(client, reader):
    category = make_category()
    page = page_of(reader)
    assert client.get(page).status_code == 200
    client.post(page, {"do": "save", "interest": [category.pk, "x", "9" * 30], "pause": "4"})
    reader.refresh_from_db()
    assert list(reader.interests.all()) == [category]
    assert (reader.paused_until - NOW.date()).days == 28
    client.post(page, {"do": "save", "pause": "0"})
    reader.refresh_from_db()
    assert reader.paused_until is None and not reader.interests.exists()
    assert client.post(page, {"do": "nonsense"}).status_code == 403


def test_an_address_changes_when_the_new_one_confirms(client, reader, sink):
    subscribe("taken@example.com")
    wrong = client.post(page_of(reader), {"do": "move", "email": "nonsense"})
    assert wrong.status_code == 422 and b'value="nonsense"' in wrong.content
    client.post(page_of(reader), {"do": "move", "email": "new+1@example.com"})
    send_all()
    link = next(path for path in links_in(sink.accepted[-1].mail) if "/address/" in path)
    assert sink.accepted[-1].recipient == "new+1@example.com"
    assert client.get(link).status_code == 200
    reader.refresh_from_db()
    assert reader.address == "reader@example.com"
    assert client.post(link.replace("new", "evil")).status_code == 404
    assert client.post(link).status_code == 200
    reader.refresh_from_db()
    assert (reader.address, reader.status, reader.confirmed_at) == ("new+1@example.com", "confirmed", NOW)
    Subscriber.objects.filter(pk=reader.pk).update(address="newer@example.com", key="newer@example.com")
    assert client.post(link).status_code == 404  # it worked once: the mailbox of before cannot take it back
    client.post(page_of(reader), {"do": "move", "email": "taken@example.com"})
    send_all()
    link = next(path for path in links_in(sink.accepted[-1].mail) if "/address/" in path)
    assert client.post(link).status_code == 422


@pytest.mark.parametrize(("reason", "left", "status"), [
    ("bounce", False, "confirmed"), ("complaint", False, "suppressed"), ("bounce", True, "suppressed"),
])  # fmt: skip
def test_a_new_address_ends_what_only_failing_mail_had_stopped(client, reader, sink, reason, left, status):
    consent.suppress(reader.address, reason, NOW)
    if left:
        consent.unsubscribe(reader, NOW)
    assert b"You are not on the list" in client.get(page_of(reader)).content
    client.post(page_of(reader), {"do": "move", "email": "works@example.com"})
    send_all()
    link = next(path for path in links_in(sink.accepted[-1].mail) if "/address/" in path)
    answer = client.post(link)
    assert (b"You are not on the list" in answer.content) == (status != "confirmed")
    reader.refresh_from_db()
    assert (reader.address, reader.status) == ("works@example.com", status)


def test_download_and_delete(client, reader, sink):
    make_news()
    make_issue()
    sink.plan.rcpt = lambda recipient: b"451 4.2.0 reader@example.com is busy\r\n"
    send_all()
    sink.plan.rcpt = lambda recipient: None
    Delivery.objects.update(next_at=NOW)
    send_all()
    assert "reader" in Attempt.objects.get().reply
    answer = client.get(page_of(reader) + "/data")
    data = json.loads(answer.content)
    assert data["address"] == "reader@example.com" and len(data["issues"]) == 1
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"Delete everything?" in client.post(page_of(reader), {"do": "delete"}).content
    assert Subscriber.objects.exists()
    page = page_of(reader)
    assert client.post(page, {"do": "delete", "sure": "yes"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert "reader" not in Delivery.objects.get().address
    assert Attempt.objects.get().reply == ""
    assert not Outgoing.objects.filter(address="reader@example.com").exists()
    assert client.get(page).status_code == 404
    leave = next(path for path in links_in(sink.accepted[0].mail) if "unsubscribe" in path)
    assert client.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
