"""Changes as feeds: Atom (RFC 4287) and JSON Feed 1.1. An entry keeps its id whatever the tool is called later."""

import json
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from comparisons.reading.changes import Entry, Scope

TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}
# The year in which these ids were first given out; part of every id for good (RFC 4151).
MINTED = "2026"


def feed(form: str, scope: Scope, entries: Sequence[Entry], moment: datetime) -> str:
    return atom(scope, entries, moment) if form == "atom" else json_feed(scope, entries)


def identity(entry: Entry) -> str:
    """A tag: URI: the host of the site and the number of the row."""
    return f"tag:{urlsplit(settings.SITE_ORIGIN).hostname},{MINTED}:{entry.key}"


def summary(entry: Entry) -> str:
    """What a reader of feeds sees below the title, as plain text."""
    why = f" Why: {entry.why}" if entry.why else ""
    source = f" Source: {entry.source}" if entry.source else ""
    return clean(f"{entry.category_name}. {entry.title}.{why}{source}")


def clean(text: str) -> str:
    """Without the control characters that XML has no way to write."""
    return "".join(letter if letter >= " " and letter not in "\ufffe\uffff" else " " for letter in text)


def address(path: str) -> str:
    return f"{settings.SITE_ORIGIN}{path}"


def atom(scope: Scope, entries: Sequence[Entry], moment: datetime) -> str:
    """`moment` dates a feed in which nothing has changed yet."""
    made = Dated(
        title=clean(f"{scope.title} | {settings.SITE_NAME}"),
        link=address(scope.page),
        feed_url=address(scope.feed("atom")),
        description="Verdicts and facts: from what, to what, when and why.",
        subtitle="Verdicts and facts: from what, to what, when and why.",
        author_name=settings.SITE_NAME,
        language="en-GB",
    )
    made.since = moment
    for entry in entries:
        made.add_item(
            title=clean(entry.title),
            link=address(f"{entry.path}/history#{entry.key}"),
            description=escape(summary(entry)),  # which Django calls HTML
            unique_id=identity(entry),
            pubdate=entry.at,
            updateddate=entry.at,
            categories=[clean(entry.category_name)],
        )
    return made.writeString("utf-8")


class Dated(Atom1Feed):
    """Django dates an empty feed by the clock; this one by what it is told."""

    since: datetime

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=self.since)


def json_feed(scope: Scope, entries: Sequence[Entry]) -> str:
    items = [
        {
            "id": identity(entry),
            "url": address(f"{entry.path}/history#{entry.key}"),
            "title": entry.title,
            "content_text": summary(entry),
            "date_published": entry.at.isoformat(),
            "tags": [entry.category_name],
            "_change": {
                "tool": entry.slug,
                "what": entry.what,
                "from": entry.before,
                "to": entry.after or None,
                "why": entry.why,
                "source": entry.source or None,
            },
        }
        for entry in entries
    ]
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{scope.title} | {settings.SITE_NAME}",
            "home_page_url": address(scope.page),
            "feed_url": address(scope.feed("json")),
            "language": "en-GB",
            "authors": [{"name": settings.SITE_NAME, "url": settings.SITE_ORIGIN}],
            "items": items,
        },
        ensure_ascii=False,
    )
