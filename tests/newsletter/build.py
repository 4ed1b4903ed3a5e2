"""Builders: subscribers, a week with news, an issue of it; and one run of the sender."""

import re
from datetime import timedelta

from newsletter.delivery import freezing
from newsletter.delivery.sender import Sender
from newsletter.issues import workflow
from newsletter.models import Issue, Outgoing, Subscriber
from newsletter.subscribers import sign_up
from tests.build import NOW, file_review, make_pair, make_tool, record_fact


def send_all() -> list[str]:
    """One run of the sender; what it told."""
    told: list[str] = []
    sender = Sender(told.append, 1)
    sender.start()
    sender.once()
    return told


def links_in(mail) -> list[str]:
    """The paths of this site that a mail's plain text links to."""
    text = mail.get_body(("plain",)).get_content()
    return [link.removeprefix("http://localhost:8000") for link in re.findall(r"http://localhost:8000\S+", text)]


def subscribe(address: str, now=NOW, **fields) -> Subscriber:
    return Subscriber.objects.create(
        address=address, key=address.lower(), status="confirmed", asked_at=now, confirmed_at=now, **fields
    )


def make_news() -> None:
    """A week with every kind of news."""
    llama, _ = make_pair()
    file_review(llama, "skeptic", 40, "skip", now=NOW - timedelta(days=2), reason="It broke on the second try.")
    record_fact(llama, "pricing", "Free", now=NOW - timedelta(days=9))
    record_fact(llama, "pricing", "20 dollars a month", now=NOW - timedelta(days=1), reason="The price page changed.")
    make_tool(
        "fresh-tool",
        panel=((90, "ship"), (88, "ship"), (91, "ship"), (30, "skip")),
        published_at=NOW - timedelta(days=3),
    )


def make_issue(week: str = "2026-w48", *, approved: bool = True, due=NOW) -> Issue:
    issue, _ = workflow.draft(week, NOW)
    Issue.objects.filter(pk=issue.pk).update(due_at=due)
    issue.refresh_from_db()
    if approved:
        workflow.approve(issue, NOW)
    return issue


def ask(address: str, now=NOW) -> Outgoing:
    return sign_up.put(Outgoing.Kind.SIGN_UP, address, now, source="/")


def publish_issue(week: str = "2026-w48", now=NOW) -> Issue:
    """The issue of a week in the archive, sent to nobody."""
    issue, _ = workflow.draft(week, now)
    workflow.approve(issue, now)
    assert freezing.freeze(issue, now)
    Issue.objects.filter(pk=issue.pk).update(state="sent", finished_at=now)
    return issue
