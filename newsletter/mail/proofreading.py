"""What could be wrong with an issue, for its editor to see before approving."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.conf import settings
from django.urls import Resolver404, resolve

from comparisons.moment import moment_at
from comparisons.params.matchup import candidates
from comparisons.reading.profiles import heads_named
from newsletter.mail import letters, rendering
from newsletter.mail.mime import build
from newsletter.models import Issue

MOST_BYTES = 100_000
SUBJECT_SEEN = 70
HREF = re.compile(r'href="([^"]*)"')
IMAGE = re.compile(r"<img\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Problem:
    """`blocks`: it must be mended before the issue can be approved."""

    text: str
    blocks: bool = False


def problems_of(issue: Issue, now: datetime) -> list[Problem]:
    html, text = rendering.both(issue)
    found = [*broken_links(html, now), *pictures(html), *size(issue, html, text), *words(issue)]
    if not settings.POSTAL_ADDRESS:
        found.append(Problem("POSTAL_ADDRESS is not set: most laws want one in every issue."))
    return found


def broken_links(html: str, now: datetime) -> list[Problem]:
    """Links that cannot be followed from a mail, and links to tools that the site does not show."""
    found = []
    own = []
    for href in dict.fromkeys(map(unescape, HREF.findall(html))):
        if href.startswith(settings.SITE_ORIGIN):
            own.append(href.removeprefix(settings.SITE_ORIGIN))
        elif not re.match(r"https?://[^/]+|mailto:.+@|\ue000", href):
            found.append(Problem(f"The link {href[:80]} leads nowhere from a mail; give a full address.", blocks=True))
    return found + dead_pages(own, now)


def dead_pages(links: list[str], now: datetime) -> list[Problem]:
    """Pages of this site that are not there. What stands behind ? or # is not asked about."""
    paths = list(dict.fromkeys(re.split(r"[?#]", link)[0].rstrip("/") or "/" for link in links))
    found = [
        Problem(f"The link {path} is dead: the site has no such page.", blocks=True) for path in paths if lost(path)
    ]
    return found + dead_tools(paths, now)


def lost(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return True
    return False


def dead_tools(paths: list[str], now: datetime) -> list[Problem]:
    wanted = {path: path.split("/")[2] for path in paths if re.match(r"/(tools|compare)/[^/]+$", path)}
    names = {name for path, text in wanted.items() for name in (candidates(text) if "/compare/" in path else {text})}
    known = heads_named(names, moment_at(now))
    found = []
    for path, text in wanted.items():
        parts = text.split("-vs-") if "/compare/" in path else [text]
        if text not in known and not all(part in known for part in parts):
            found.append(Problem(f"The link {path} is dead: the site shows no such tool.", blocks=True))
    return found


def pictures(html: str) -> list[Problem]:
    return [Problem("A picture has no alt text.", blocks=True) for tag in IMAGE.findall(html) if "alt=" not in tag]


def size(issue: Issue, html: str, text: str) -> list[Problem]:
    template = build(letters.common_headers(issue.subject), text, html, "size")
    long = "x" * 254
    bytes_sent = len(template.stamp(dict.fromkeys(("to", "address", "message_id", "date", "leave", "prefer"), long)))
    if bytes_sent > MOST_BYTES:
        return [Problem(f"The mail has {bytes_sent // 1000} KB; Gmail cuts what is over 100 KB.", blocks=True)]
    return []


def words(issue: Issue) -> list[Problem]:
    found = []
    if len(issue.subject) > SUBJECT_SEEN:
        found.append(Problem(f"The subject has {len(issue.subject)} characters; most programs show {SUBJECT_SEEN}."))
    if not issue.preheader:
        found.append(Problem("There is no preheader: programs will show the first words of the mail instead."))
    if not any(item.get("shown", True) for item in issue.content.get("items", [])):
        found.append(Problem("No item is shown."))
    return found
