"""The mails themselves: headers, words and slots. Pages and commands ask here, so all mails look and behave alike."""

import secrets
from datetime import datetime
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from newsletter.mail import rendering
from newsletter.mail.mime import Template, build, slot
from newsletter.models import Issue, Outgoing, Subscriber
from newsletter.subscribers import links

SITE_HOST = urlsplit(settings.SITE_ORIGIN).hostname or "localhost"


def mail_domain() -> str:
    return settings.MAIL_FROM[1].rpartition("@")[2]


def new_message_id(kind: str) -> str:
    return f"<{kind}.{secrets.token_hex(12)}@{mail_domain()}>"


def common_headers(subject: str) -> list[tuple[str, str]]:
    return [
        ("From", formataddr(settings.MAIL_FROM)),
        ("To", slot("to")),
        ("Reply-To", settings.MAIL_REPLY_TO),
        ("Subject", subject),
        ("Date", slot("date")),
        ("Message-ID", slot("message_id")),
    ]


def issue_template(issue: Issue) -> Template:
    """The issue as it was frozen, with a place for each recipient's own words."""
    headers = [
        *common_headers(issue.subject),
        ("List-Id", formataddr((f"{settings.SITE_NAME} weekly", f"weekly.{SITE_HOST}"))),
        ("List-Unsubscribe", f"<{slot('leave')}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Feedback-ID", f"{issue.week}:weekly:newsletter:{SITE_HOST}"),
    ]
    return build(headers, issue.text, issue.html, f"=_{issue.content_sha[:24] or issue.week}")


def stamp_issue(
    template: Template, address: str, message_id: str, subscriber: int, secret: str, now: datetime
) -> bytes:
    return template.stamp(
        {
            "to": address,
            "address": address,
            "message_id": message_id,
            "date": format_datetime(now),
            "leave": links.lasting(links.LEAVE, subscriber, secret),
            "prefer": links.lasting(links.PREFERENCES, subscriber, secret),
        }
    )


def stamp_letter(template: str, subject: str, address: str, message_id: str, now: datetime, **context: Any) -> bytes:
    """A mail to one person: a confirmation, a test. It answers what they did, so no robot should answer it."""
    context |= {"address": address, "subject": subject, "postal": settings.POSTAL_ADDRESS}
    parts = [render_to_string(f"emails/{template}.{kind}", context, using="jinja2") for kind in ("txt", "html")]
    headers = [*common_headers(subject), ("Auto-Submitted", "auto-generated")]
    message = build(headers, parts[0], parts[1], f"=_{secrets.token_hex(12)}")
    return message.stamp({"to": address, "message_id": message_id, "date": format_datetime(now)})


def sign_up_letter(outgoing: Outgoing, subscriber: Subscriber, now: datetime) -> bytes:
    """To somebody on the list: where their choices are. To everybody else: the link that confirms."""
    leave = links.lasting(links.LEAVE, subscriber.pk, subscriber.secret)
    if subscriber.status == Subscriber.Status.CONFIRMED:
        prefer = links.lasting(links.PREFERENCES, subscriber.pk, subscriber.secret)
        subject = "You are already on the list"
        return stamp_letter(
            "already", subject, subscriber.address, outgoing.message_id, now, prefer=prefer, leave=leave
        )
    link = links.passing(links.CONFIRM, subscriber, now)
    return stamp_letter(
        "confirm", "Confirm: Weekly AI Tool Verdicts", subscriber.address, outgoing.message_id, now, link=link
    )


def change_letter(outgoing: Outgoing, subscriber: Subscriber, now: datetime) -> bytes:
    link = links.passing(links.MOVE, subscriber, now, extra=outgoing.address)
    return stamp_letter("move", "Confirm your new address", outgoing.address, outgoing.message_id, now,
                        link=f"{link}?to={outgoing.details['quoted']}", old=subscriber.address)  # fmt: skip


def test_of(issue: Issue, outgoing: Outgoing, now: datetime) -> bytes:
    """The issue as it stands, to one editor. Its links to leave lead to the newsletter's page."""
    markup, text = (issue.html, issue.text) if issue.frozen_at else rendering.both(issue)
    headers = [*common_headers(f"[Test] {issue.subject}"), ("Auto-Submitted", "auto-generated")]
    parts = rendering.for_nobody(text, escaped=False), rendering.for_nobody(markup, escaped=True)
    template = build(headers, *parts, f"=_{secrets.token_hex(12)}")
    return template.stamp({"to": outgoing.address, "message_id": outgoing.message_id, "date": format_datetime(now)})
