"""From the form to the inbox and out again, through a real mail server."""

from datetime import timedelta

import pytest

from newsletter.models import Outgoing, Subscriber, Suppression
from newsletter.subscribers import consent, sign_up
from tests.build import NOW
from tests.newsletter.build import ask, links_in, make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def time(clock):
    return clock


def post(client, address, **more):
    return client.post("/newsletter", {"email": address, **more}, **OWN)


def confirm_path(sink):
    return next(path for path in links_in(sink.accepted[-1].mail) if path.startswith("/newsletter/confirm/"))


def test_sign_up_confirm_and_leave(client, sink):
    assert post(client, "reader@example.com").headers["Location"] == "/newsletter/asked"
    send_all()
    assert [mail.recipient for mail in sink.accepted] == ["reader@example.com"]
    path = confirm_path(sink)
    shown = client.get(path)
    assert b"Confirm my address" in shown.content
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    assert Subscriber.objects.get().status == "pending"
    assert b"You are on the list" in client.post(path).content
    subscriber = Subscriber.objects.get()
    assert (subscriber.status, subscriber.confirmed_at) == ("confirmed", NOW)
    post(client, "reader@example.com")
    send_all()
    already = links_in(sink.accepted[-1].mail)
    leave = next(path for path in already if "unsubscribe" in path)
    assert b"Unsubscribe?" in client.get(leave).content
    assert Subscriber.objects.get().status == "confirmed"
    answer = client.post(leave, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Subscriber.objects.get().status == "unsubscribed"
    assert client.post(leave, {"undo": "yes"}).status_code == 200
    assert Subscriber.objects.get().status == "confirmed"


def test_robots_that_follow_every_link_change_nothing(client, sink):
    subscriber = subscribe("reader@example.com")
    ask("reader@example.com"), ask("new@example.com")
    send_all()
    links = [path for accepted in sink.accepted for path in links_in(accepted.mail)]
    assert len(links) == 3
    for path in links:
        for method in (client.get, client.head, client.options):
            for _ in range(5):
                assert method(path).status_code in {200, 405}
    assert sorted(Subscriber.objects.values_list("status", flat=True)) == ["confirmed", "pending"]
    assert client.post(links[-1]).status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.status == "confirmed"


def test_the_answer_is_the_same_whoever_is_on_the_list(client, sink, time):
    subscribe("on@example.com")
    for status in ("pending", "unsubscribed", "suppressed"):
        Subscriber.objects.create(
            address=f"{status}@example.com", key=f"{status}@example.com", status=status, asked_at=NOW
        )
    Suppression.objects.create(key="suppressed@example.com", reason="bounce", made_at=NOW)
    answers = {
        (response.status_code, response.headers["Location"], response.content)
        for name in ("new", "on", "pending", "unsubscribed", "suppressed")
        for response in [post(client, f"{name}@example.com")]
    }
    assert len(answers) == 1
    assert Outgoing.objects.count() == 5
    send_all()
    assert sorted(mail.recipient for mail in sink.accepted) == [
        f"{name}@example.com" for name in ("new", "on", "pending", "suppressed", "unsubscribed")
    ]


def test_a_link_expires_after_seven_days_and_offers_a_new_one(client, sink, time):
    ask("reader@example.com")
    send_all()
    path = confirm_path(sink)
    time.now = NOW + timedelta(days=7)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 410
        assert b'value="reader@example.com"' in answer.content
    assert Subscriber.objects.get().status == "pending"


def test_a_link_confirms_once(client, sink, time):
    ask("reader@example.com")
    send_all()
    path = confirm_path(sink)
    client.post(path)
    subscriber = Subscriber.objects.get()
    time.now = NOW + timedelta(hours=1)
    Subscriber.objects.update(status="unsubscribed", unsubscribed_at=time.now)
    assert client.post(path).status_code == 410
    subscriber.refresh_from_db()
    assert subscriber.status == "unsubscribed"


def test_a_link_does_not_undo_what_an_editor_stopped(client, sink):
    post(client, "reader@example.com")
    send_all()
    consent.suppress("reader@example.com", "editor", NOW)
    assert client.post(confirm_path(sink)).status_code == 404
    assert Subscriber.objects.get().status == "suppressed"
    assert Suppression.objects.get().lifted_at is None


def test_links_work_after_the_keys_of_the_site_were_changed(client, sink, settings):
    subscribe("reader@example.com")
    ask("reader@example.com")
    send_all()
    settings.SECRET_KEY = "another-key-" * 6
    leave = next(path for path in links_in(sink.accepted[0].mail) if "unsubscribe" in path)
    for _ in range(100):
        assert (
            client.post(
                leave, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
            ).status_code
            == 200
        )
    assert Subscriber.objects.get().status == "unsubscribed"


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "text/plain", ""],
)
def test_one_click_counts_whatever_a_mail_program_makes_of_its_form(client, sink, kind):
    subscribe("reader@example.com")
    make_news()
    make_issue()
    send_all()
    leave = next(path for path in links_in(sink.accepted[0].mail) if "unsubscribe" in path)
    response = client.generic("POST", leave, b"List-Unsubscribe=One-Click", content_type=kind)
    assert response.status_code == 200
    assert Subscriber.objects.get().status == "unsubscribed"


def test_a_link_opens_one_thing_only(client, sink):
    subscribe("reader@example.com"), subscribe("other@example.com")
    ask("reader@example.com")
    send_all()
    leave = next(path for path in links_in(sink.accepted[0].mail) if "unsubscribe" in path)
    token = leave.rpartition("/")[2]
    for folder in ("confirm", "preferences", "address"):
        assert client.get(f"/newsletter/{folder}/{token}").status_code == 404
        assert client.post(f"/newsletter/{folder}/{token}").status_code == 404
    other = Subscriber.objects.get(address="other@example.com")
    forged = f"/newsletter/unsubscribe/{other.pk}-{token.rpartition('-')[2]}"
    assert client.post(forged).status_code == 200
    assert Subscriber.objects.filter(status="confirmed").count() == 2


@pytest.mark.parametrize("address", ["", "reader", "@example.com", "a@b", "a b@example.com", "a@example.com\r\nBcc: x@example.com",
    "a@example.com\nBcc: x@example.com", "a\x00b@example.com", "\u202ereader@example.com", "r\u0435ader@example.com",
    "a@example.com,b@example.com", "<a@example.com>", '"a b"@example.com', f"{'a' * 243}@example.com", "a@-example.com",
    "a@exa\u202emple.com", "a@" + "x" * 990 + ".com", "a@1.2.3.4"])  # fmt: skip
def test_what_is_no_address_is_said_and_kept_in_the_form(client, sink, address):
    answer = post(client, address)
    assert answer.status_code == 422
    assert b'id="post-e"' in answer.content
    if address.isalnum():
        assert f'value="{address}"'.encode() in answer.content
    send_all()
    assert sink.accepted == []


@pytest.mark.parametrize(("typed", "sent"), [("a@bücher.example", "a@xn--bcher-kva.example"), (f"{'a' * 64}@{'b' * 61}.{'c' * 61}.{'d' * 61}.aa", None),
    ("o'brien+tag=x@example.com", None), ("READER@Example.COM", "READER@example.com")])  # fmt: skip
def test_unusual_addresses_reach_the_server_unchanged(client, sink, typed, sent):
    assert post(client, typed).status_code == 303
    send_all()
    assert [mail.recipient for mail in sink.accepted] == [sent or typed]
    assert sink.accepted[0].mail["To"] == (sent or typed)
    assert max(map(len, sink.accepted[0].data.split(b"\r\n"))) <= 998


def test_a_likely_slip_is_asked_about_once(client, sink):
    answer = post(client, "reader@gmial.com")
    assert answer.status_code == 422
    assert b"Did you mean <b>reader@gmail.com</b>" in answer.content
    assert post(client, "reader@gmial.com", sure="reader@gmial.com").status_code == 303


def test_a_robot_that_fills_the_hidden_field_hears_the_same_and_nothing_is_kept(client, sink):
    assert post(client, "reader@example.com", company="Acme").headers["Location"] == "/newsletter/asked"
    assert not Outgoing.objects.exists()


def test_limits_are_silent(client, sink, settings):
    for _ in range(5):
        assert post(client, "reader@example.com").status_code == 303
    assert Outgoing.objects.count() == 3


@pytest.mark.parametrize("other", ["r.e.ader@gmail.com", "READER+news@gmail.com", "reader@googlemail.com"])
def test_one_mailbox_is_one_for_limits_however_it_is_spelled(client, sink, other):
    for address in ("reader@gmail.com", other, other, other):
        post(client, address)
    assert Outgoing.objects.count() == 3
    assert {mail.address for mail in Outgoing.objects.all()} == {
        "reader@gmail.com",
        other,
    }  # and mailed as it was typed


def from_network(client, number, address):
    assert client.post("/newsletter", {"email": address}, **OWN, REMOTE_ADDR=f"8.8.{number}.7").status_code == 303


def test_an_honest_sign_up_is_not_dropped_by_many_false_ones(client, sink, settings):
    """2,500 of 2,000 an hour, in little: 100 of 80 from 20 networks."""
    settings.SIGNUPS_PER_HOUR = 80
    for number in range(100):
        from_network(client, number % 20, f"robot{number}@example.com")
    assert Outgoing.objects.count() == 100
    assert Outgoing.objects.filter(next_at=NOW).count() == 80
    assert Outgoing.objects.filter(next_at=NOW + timedelta(hours=1)).count() == 20
    from_network(client, 200, "reader@example.org")
    assert Outgoing.objects.get(address="reader@example.org").next_at == NOW


def test_behind_a_proxy_that_nobody_named_no_sign_up_is_dropped_either(client, sink, settings):
    settings.SIGNUPS_PER_HOUR = 40
    for number in range(60):
        post(client, f"robot{number}@example.com")  # from 127.0.0.1
    post(client, "reader@example.org")
    assert Outgoing.objects.get(address="reader@example.org").next_at == NOW + timedelta(hours=1)


def test_what_comes_beyond_the_limit_waits_for_the_hours_after(settings):
    settings.SIGNUPS_PER_HOUR = 4
    for number in range(14):
        sign_up.ask(f"r{number}@example.com", "", f"8.8.{number}.0/24", NOW)
    waits = [(mail.next_at - NOW) // timedelta(hours=1) for mail in Outgoing.objects.order_by("pk")]
    assert waits == [0] * 8 + [1] * 4 + [2] * 2
    for number in range(200):
        sign_up.ask(f"s{number}@example.com", "", f"8.9.{number}.0/24", NOW)
    assert max(mail.next_at for mail in Outgoing.objects.all()) == NOW + sign_up.LONGEST_WAIT
    assert Outgoing.objects.count() == (2 + 24) * 4


def test_one_network_cannot_use_up_the_sign_ups_of_all(client, sink, settings):
    settings.SIGNUPS_PER_HOUR = 35
    for number in range(45):
        from_network(client, 3, f"robot{number}@example.com")
    assert Outgoing.objects.count() == 30
    from_network(client, 4, "reader@example.com")
    assert Outgoing.objects.filter(address="reader@example.com").exists()


@pytest.mark.parametrize("reason", ["bounce", "complaint", "soft"])
def test_who_bounced_or_complained_comes_back_by_themselves(client, sink, time, reason):
    subscribe("reader@example.com")
    consent.suppress("reader@example.com", reason, NOW)
    post(client, "reader@example.com"), post(client, "reader@example.com")
    send_all()
    assert len(sink.accepted) == 1, "one letter a day"
    assert Subscriber.objects.get().status == "suppressed", "until they press its link"
    assert b"You are on the list" in client.post(confirm_path(sink)).content
    assert Subscriber.objects.get().status == "confirmed"
    assert Suppression.objects.get().lifted_at == NOW


def test_a_letter_that_the_server_puts_off_is_one_of_the_day(client, sink, time):
    consent.suppress("reader@example.com", "bounce", NOW)
    ask("reader@example.com")
    sink.plan.rcpt = lambda recipient: b"451 4.7.1 greylisted\r\n"
    send_all()
    sink.plan.rcpt = lambda recipient: None
    time.now = NOW + timedelta(hours=1)
    send_all()
    assert [mail.recipient for mail in sink.accepted] == ["reader@example.com"]


def test_nothing_says_that_a_letter_was_sent(client, db):
    there = client.get("/newsletter/asked").content.decode()
    assert "If this address can get mail from us, a letter is on its way." in " ".join(there.split())
    assert "We sent" not in there


def test_forms_of_other_sites_are_refused(client, db):
    assert client.post("/newsletter", {"email": "a@example.com"}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_in_place_the_answer_is_a_part_of_the_page(client, db):
    answer = client.post("/newsletter", {"email": "reader@example.com"}, HTTP_HX_REQUEST="true", **OWN)
    assert b"<html" not in answer.content
    assert b"Check your inbox" in answer.content
    wrong = client.post("/newsletter", {"email": "reader"}, HTTP_HX_REQUEST="true", **OWN)
    assert wrong.status_code == 422
    assert b'value="reader"' in wrong.content
