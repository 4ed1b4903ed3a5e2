"""An issue as HTML and as plain text, each with slots for what belongs to one recipient; and the same without them."""

import html
import re
import textwrap
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from newsletter.mail.mime import CLOSE, OPEN, SLOT, slot
from newsletter.models import Issue

LINK = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
BLOCK = re.compile(r"</(?:p|h[3-6]|li|blockquote|pre|tr)>|<br ?/?>")
# What becomes of a recipient's slot on the web and in previews, where nobody in particular reads.
NOBODY = {
    "address": "reader@example.com",
    "leave": f"{settings.SITE_ORIGIN}/newsletter",
    "prefer": f"{settings.SITE_ORIGIN}/newsletter",
}
TITLES = {"moved": "Verdicts that moved", "new": "New verdicts", "fact": "Facts that changed", "community": "Community"}


def both(issue: Issue) -> tuple[str, str]:
    """(HTML, plain text) of the mail, with slots."""
    context = context_of(issue)
    markup = render_to_string("emails/issue.html", context, using="jinja2")
    text = render_to_string("emails/issue.txt", context, using="jinja2")
    return markup, text


def context_of(issue: Issue) -> dict[str, Any]:
    content = issue.content
    items = [item for item in content.get("items", []) if unless_hidden(item)]
    kinds = list(dict.fromkeys(item["kind"] for item in items))
    return {
        "issue": issue,
        "subject": issue.subject,
        "on": timezone.localdate(issue.due_at),
        "main": unless_hidden(content.get("main")),
        "also": [card for card in content.get("also", []) if unless_hidden(card)],
        "groups": [(TITLES[kind], [item for item in items if item["kind"] == kind]) for kind in kinds],
        "objection": unless_hidden(content.get("objection")),
        "introduction_html": inlined(issue.introduction_html),
        "introduction_text": as_text(issue.introduction_html),
        "origin": settings.SITE_ORIGIN,
        "postal": settings.POSTAL_ADDRESS,
        "address": slot("address"),
        "leave": slot("leave"),
        "prefer": slot("prefer"),
        "wrapped": wrapped,
    }


def unless_hidden(part: dict[str, Any] | None) -> dict[str, Any] | None:
    """A part of an issue, or None where there is none or the editor hid it."""
    return part if part and part.get("shown", True) else None


def inlined(markup: str) -> str:
    """An editor's own slot characters would be taken for ours."""
    return markup.replace(OPEN, "").replace(CLOSE, "")


def as_text(markup: str) -> str:
    """Clean HTML as paragraphs of plain text; a link's address stands behind its words."""
    text = LINK.sub(lambda match: f"{match[2]} ({html.unescape(match[1])})", inlined(markup))
    lines = html.unescape(re.sub(r"<[^>]*>", "", BLOCK.sub("\n", text))).splitlines()
    return "\n\n".join(wrapped(line.strip()) for line in lines if line.strip())


def wrapped(text: str, indent: str = "") -> str:
    """Lines of at most 72 columns; addresses stay whole."""
    return textwrap.fill(
        text, 72, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def for_nobody(text: str, *, escaped: bool) -> str:
    """The parts of a mail as the web and previews show them: without anybody's address or token."""
    values = {name: html.escape(value) if escaped else value for name, value in NOBODY.items()}
    return SLOT.sub(lambda match: values.get(match[1], ""), text)
