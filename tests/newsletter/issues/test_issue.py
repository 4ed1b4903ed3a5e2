"""An issue: drafted from what changed, approved, sent, in the archive."""

import re
import threading
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core.management import call_command

from newsletter.delivery import freezing, ledger
from newsletter.delivery.arming import NotArmed
from newsletter.issues import workflow
from newsletter.mail import rendering
from newsletter.models import Delivery, Issue, Outgoing, Subscriber, Suppression
from newsletter.subscribers import consent
from newsletter.transport.replies import Fate
from newsletter.transport.smtp import Session
from tests.build import NOW, make_category
from tests.conftest import assert_queries
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe
from tools.models import Edition, Tool

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time(clock):
    return clock


def test_a_draft_says_what_changed(sink):
    make_news()
    issue = make_issue(approved=False)
    kinds = [item["kind"] for item in issue.content["items"]]
    assert kinds == ["moved", "new", "fact"]
    moved = next(item for item in issue.content["items"] if item["kind"] == "moved")
    assert "From Ship · 3 ship / 1 skip, 298 to Split · 2 ship / 2 skip, 260 of 400." in moved["line"]
    assert moved["why"] == "It broke on the second try."
    fact = next(item for item in issue.content["items"] if item["kind"] == "fact")
    assert fact["line"] == "From Free to 20 dollars a month."
    assert issue.content["objection"]["who"] == "the Founder on Fresh Tool, 30/100, skip"
    assert issue.subject.startswith(("Dead heat", "Edge", "Clear", "Rout"))
    again, new = workflow.draft("2026-W48", NOW + timedelta(hours=1))
    assert (again.pk, new) == (issue.pk, False)


def test_news_of_a_draft_that_nobody_approved_is_in_the_next_issue(time):
    make_news()
    missed = make_issue(approved=False)
    time.now = NOW + timedelta(days=7)
    following, _ = workflow.draft("2026-w49", time.now)
    assert [item["title"] for item in following.content["items"]] == [item["title"] for item in missed.content["items"]]
    workflow.approve(missed, NOW)
    with pytest.raises(workflow.NothingNew):
        workflow.draft("2026-w50", NOW)


def test_nothing_new_means_no_issue():
    with pytest.raises(workflow.NothingNew):
        workflow.draft("2026-w48", NOW)
    make_news()
    make_issue("2026-w47")
    with pytest.raises(workflow.NothingNew):
        workflow.draft("2026-w48", NOW)


def test_each_confirmed_subscriber_gets_it_once(client, sink, time):
    make_news()
    readers = [subscribe(f"reader{number}@example.com") for number in range(9)]
    Subscriber.objects.filter(pk=readers[0].pk).update(status="unsubscribed")
    Subscriber.objects.filter(pk=readers[1].pk).update(paused_until=NOW.date() + timedelta(days=9))
    Subscriber.objects.create(address="p@example.com", key="p@example.com", asked_at=NOW)
    issue = make_issue()
    assert client.get(issue.path).status_code == 404
    version = Edition.current(NOW).version
    told = send_all()
    issue.refresh_from_db()
    assert issue.state == "sent"
    assert sorted(sink.per_recipient) == [f"reader{number}@example.com" for number in range(2, 9)]
    assert set(sink.per_recipient.values()) == {1}
    assert (issue.expected, issue.excluded) == (7, {"unsubscribed": 1, "paused": 1, "pending": 1})
    assert any("7 expected = 7 sent + 0 failed + 0 skipped + 0 uncertain" in line for line in told)
    assert Edition.current(NOW).version != version
    page = client.get(issue.path)
    assert page.status_code == 200
    assert b"reader2@example.com" not in page.content
    assert issue.subject in client.get("/feeds/newsletter.atom").content.decode()
    for page in ("/newsletter", issue.path):
        assert b'type="application/atom+xml"' in client.get(page).content
    assert issue.path.encode() in client.get("/newsletter").content
    send_all()
    assert sum(sink.per_recipient.values()) == 7


def test_every_message_is_well_formed(sink, settings):
    settings.POSTAL_ADDRESS = "1 Example Street, Example Town"
    make_news()
    Tool.objects.filter(slug="fresh-tool").update(name="Fräsch\r\nBcc: evil@example.com 工具 <b>")
    for number in range(5):
        subscribe(f"o'reader{number}@example.com")
    issue = make_issue(approved=False)
    issue.introduction = "Hello *all*, see [us](https://example.com/a?b=c).\n\n.\n\n" + "x" * 1200
    issue.clean()
    workflow.edit(issue)
    workflow.approve(issue, NOW)
    send_all()
    bodies = set()
    for accepted in sink.accepted:
        mail = accepted.mail
        assert accepted.data.isascii() and len(accepted.data) < 100_000
        assert max(map(len, accepted.data.split(b"\r\n"))) <= 998
        assert b"\n" not in accepted.data.replace(b"\r\n", b"")
        for name in (
            "From",
            "To",
            "Reply-To",
            "Subject",
            "Date",
            "Message-ID",
            "List-Id",
            "List-Unsubscribe",
            "Feedback-ID",
        ):
            assert len(mail.get_all(name)) == 1, name
        assert mail["Bcc"] is None
        assert mail["To"] == accepted.recipient
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        leave = mail["List-Unsubscribe"].strip("<>")
        assert parsedate_to_datetime(mail["Date"]) == NOW
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert leave in text and leave in html
        assert accepted.recipient in text
        assert "<img" not in html and "<script" not in html
        assert "1 Example Street" in text and "1 Example Street" in html
        hosts = set(re.findall(r"https?://([^/\s\"'<>]+)", text + html))
        assert hosts <= {"localhost:8000", "example.com"}
        bodies.add(re.sub(r"[0-9a-z]+-[0-9a-f]{32}", "", html).replace(accepted.recipient.replace("'", "&#x27;"), ""))
    assert len(bodies) == 1
    assert len({accepted.message_id for accepted in sink.accepted}) == 5
    assert len({accepted.sender for accepted in sink.accepted}) == 5


def test_what_changes_after_the_freeze_reaches_nobody(sink, time):
    make_news()
    subscribe("early@example.com")
    issue = make_issue()
    sink.plan.rcpt = lambda recipient: b"451 4.3.0 later\r\n"
    send_all()
    subscribe("late@example.com")
    Issue.objects.filter(pk=issue.pk).update(introduction_html="<p>Changed</p>")
    sink.plan.rcpt = lambda recipient: None
    time.now = NOW + timedelta(minutes=2)
    send_all()
    assert list(sink.per_recipient) == ["early@example.com"]
    assert "Changed" not in sink.accepted[0].data.decode()


def test_who_leaves_before_their_turn_gets_nothing(client, sink, time):
    make_news()
    subscribe("a@example.com")
    make_issue()
    sink.plan.rcpt = lambda recipient: b"451 4.3.0 later\r\n"
    send_all()
    consent.unsubscribe(Subscriber.objects.get(), NOW)
    sink.plan.rcpt = lambda recipient: None
    time.now = NOW + timedelta(hours=1)
    send_all()
    assert sink.accepted == []
    assert Delivery.objects.get().state == "skipped"
    assert Issue.objects.get().state == "sent"


def outcome(sink, time, **plan):
    make_news()
    subscribe("a@example.com")
    make_issue()
    for name, value in plan.items():
        setattr(sink.plan, name, value)
    send_all()
    return Delivery.objects.get()


def test_a_passing_refusal_is_tried_again_ever_more_rarely(sink, time):
    delivery = outcome(sink, time, rcpt=lambda recipient: b"451 4.3.0 later\r\n")
    waits = []
    for _ in range(5):
        waits.append((delivery.next_at - time.now).total_seconds())
        time.now = delivery.next_at
        send_all()
        delivery.refresh_from_db()
    assert waits == [60, 120, 240, 480, 960]
    sink.plan.rcpt = lambda recipient: None
    time.now = delivery.next_at
    send_all()
    delivery.refresh_from_db()
    assert (delivery.state, len(sink.accepted)) == ("sent", 1)


def test_a_missing_mailbox_fails_and_is_suppressed(sink, time):
    delivery = outcome(sink, time, rcpt=lambda recipient: b"550 5.1.1 no such user\r\n")
    assert delivery.state == "failed"
    assert Subscriber.objects.get().status == "suppressed"
    assert Suppression.objects.get().reason == "bounce"
    assert Issue.objects.get().state == "sent"


def test_an_objection_to_us_pauses_the_issue_and_suppresses_nobody(sink, time):
    delivery = outcome(sink, time, data=lambda recipient: b"550 5.7.1 blocked\r\n")
    assert delivery.state == "pending"
    assert Issue.objects.get().state == "paused"
    assert not Suppression.objects.exists()
    workflow.resume(Issue.objects.get())
    sink.plan.data = lambda recipient: None
    time.now = delivery.next_at
    send_all()
    assert len(sink.accepted) == 1


def test_a_break_after_the_final_dot_is_uncertain_and_never_repeated(sink, time):
    delivery = outcome(sink, time, close_after_dot=lambda recipient: True)
    assert delivery.state == "uncertain"
    time.now = NOW + timedelta(days=1)
    send_all()
    assert len(sink.accepted) == 1
    assert ledger.reconcile([sink.accepted[0].message_id], time.now) == (1, 0)
    assert Delivery.objects.get().state == "sent"


def test_what_the_log_lacks_goes_out_again_under_the_same_message_id(sink, time):
    delivery = outcome(sink, time, close_after_dot=lambda recipient: True)
    sink.plan.close_after_dot = lambda recipient: False
    assert ledger.reconcile([], time.now) == (0, 1)
    send_all()
    assert [mail.message_id for mail in sink.accepted] == [delivery.message_id] * 2
    assert Issue.objects.get().state == "sent"


def test_a_break_before_the_final_dot_is_tried_again(sink, time):
    delivery = outcome(sink, time, close_at_data=lambda recipient: True)
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    sink.plan.close_at_data = lambda recipient: False
    time.now = delivery.next_at
    send_all()
    assert set(sink.per_recipient.values()) == {1}


def test_a_server_that_refuses_costs_no_attempt(sink, time):
    delivery = outcome(sink, time, greeting=b"421 come back later\r\n")
    assert (delivery.state, delivery.attempts) == ("pending", 0)


def test_without_pipelining_it_works_too(sink, time):
    assert outcome(sink, time, pipelining=False).state == "sent"


def test_late_by_four_hours_it_goes_and_by_thirty_it_waits_for_a_person(sink, time):
    make_news()
    subscribe("a@example.com")
    issue = make_issue(due=NOW - timedelta(hours=4))
    Issue.objects.filter(pk=issue.pk).update(due_at=NOW - timedelta(hours=30))
    send_all()
    issue.refresh_from_db()
    assert (issue.state, sink.accepted) == ("held", [])
    workflow.approve(issue, NOW)
    send_all()
    assert len(sink.accepted) == 1


def test_a_copy_on_another_host_sends_nothing_until_it_is_armed(sink, settings, capsys):
    make_news()
    subscribe("a@example.com")
    call_command("arm_sending")
    make_issue()
    settings.HOST_ID = "another-host"
    with pytest.raises(NotArmed):
        send_all()
    assert sink.accepted == []
    call_command("arm_sending")
    send_all()
    assert len(sink.accepted) == 1


def test_interests_choose_among_issues(sink):
    make_news()
    other, own = subscribe("other@example.com"), subscribe("own@example.com")
    other.interests.add(make_category("writing", "Writing"))
    own.interests.add(make_category())
    make_issue()
    send_all()
    assert list(sink.per_recipient) == ["own@example.com"]
    assert Issue.objects.get().excluded == {"nothing of interest": 1}


def test_the_freeze_takes_few_statements(sink):
    make_news()
    for number in range(50):
        subscribe(f"r{number}@example.com")
    issue = make_issue()
    with assert_queries(14):
        freezing.freeze(issue, NOW)


def test_a_preview_names_nobody():
    make_news()
    issue = make_issue(approved=False)
    html, text = rendering.both(issue)
    assert "\ue000" not in rendering.for_nobody(html, escaped=True) + rendering.for_nobody(text, escaped=False)


def test_an_issue_is_drafted_two_days_ahead_and_nothing_new_is_said(sink, time):
    assert not any("Nothing is new" in line for line in send_all())
    time.now = NOW + timedelta(days=3)
    assert any("Nothing is new since" in line for line in send_all())
    make_news()
    assert any("is drafted and waits for its editor" in line for line in send_all())
    assert Issue.objects.get().state == "draft"
    assert not any("drafted" in line for line in send_all())


def test_what_is_no_longer_needed_is_forgotten(sink, time):
    ask("Never@example.com")
    send_all()
    assert Subscriber.objects.get().status == "pending"
    time.now = NOW + timedelta(days=9)
    send_all()
    assert (Outgoing.objects.count(), Subscriber.objects.count()) == (0, 1)
    time.now = NOW + timedelta(days=29)
    ask("Never@example.com", time.now)  # their new link lives on
    send_all()
    time.now = NOW + timedelta(days=31)
    send_all()
    assert Subscriber.objects.exists()
    time.now = NOW + timedelta(days=40)
    send_all()
    assert not Subscriber.objects.exists()


def test_a_server_that_trickles_is_cut_and_the_message_tried_again(sink, settings):
    session = Session(settings.MAIL_SERVER)
    sink.plan.trickle = 0.5
    threading.Timer(0.2, session.cut).start()
    outcome = session.deliver("news@example.com", "a@example.com", b"Subject: x\r\n\r\nx\r\n")
    assert (outcome.fate, session.exhausted()) == (Fate.LATER, True)
    session.quit()
