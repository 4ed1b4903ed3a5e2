"""Ask a site on an upgraded database for every kind of page. Run by `manage.py shell`; prints JSON."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve
from django.utils import timezone

from newsletter.models import Subscriber
from newsletter.subscribers import links
from tests.releases.make import VISITOR
from votes.identity import signer
from votes.models import ListLink, Vote

PUBLIC = [
    "/", "/about", "/contact", "/terms", "/accessibility", "/methodology", "/privacy", "/tools",
    "/tools?verdict=ship&price=paid&licence=closed&state=contradicted", "/tools?sort=community", "/tools?q=claud",
    "/tools?q=anthropic+chat", "/tools/claude", "/tools/chatgpt", "/tools/cursor", "/tools/windsurf",
    "/tools/claude?as_of=2026-11-24", "/tools/claude/history", "/tools/claude/alternatives", "/tools/claude/badge",
    "/tools/claude.json", "/tools/claude.md", "/categories", "/categories/chat-assistants", "/compare",
    "/compare/chatgpt-vs-claude", "/compare/cursor-vs-windsurf", "/compare/chatgpt-vs-claude-vs-cursor",
    "/compare/chatgpt-vs-claude?w=builder:3&diff=1", "/compare/chatgpt-vs-claude.json", "/compare/chatgpt-vs-claude.md",
    "/compare/chatgpt-vs-claude/decision.md", "/compare/chatgpt-vs-claude/embed", "/embed/chatgpt-vs-claude",
    "/reviewers", "/reviewers/builder", "/changes", "/changes/tools/claude", "/feeds/changes.atom",
    "/feeds/changes.json", "/feeds/newsletter.atom", "/newsletter", "/newsletter/2026-w47", "/search/suggest?q=cl",
    "/og/compare/chatgpt-vs-claude.png", "/og/tools/claude.png", "/badges/claude.svg", "/sitemap.xml", "/robots.txt",
    "/sitemaps/tools-0.xml", "/llms.txt", "/api", "/api/v1/tools", "/api/v1/tools/claude", "/api/v1/changes",
    "/api/v1/compare/chatgpt-vs-claude", "/api/v1/search?q=claude", "/api/v1/reviews", "/api/v1/categories", "/data",
    "/changes/categories/chat-assistants", "/changes/compare/chatgpt-vs-claude", "/feeds/changes/tools/claude.atom",
    "/og/tools/claude/alternatives.png", "/og/categories/chat-assistants.png", "/og/reviewers/builder.png",
    "/og/pages/home.png", "/og/newsletter/2026-w47.png", f"/oembed?url={settings.SITE_ORIGIN}/compare/chatgpt-vs-claude",
    "/sitemaps/matchups-0.xml", "/api/v1/openapi.json", "/newsletter/asked", "/healthz",
]  # fmt: skip
PRIVATE = [
    "/me", "/me/state?tools=claude", "/me/bookmarks", "/bookmarks", "/bookmarks.json", "/tools/claude/vote",
    "/compare/chatgpt-vs-claude/bookmark", "/tools/claude/bookmark", "/bookmarks.csv", "/bookmarks.html",
]  # fmt: skip
DESK = ["/admin/", "/admin/tools/tool/1/change/", "/admin/newsletter/issue/", "/admin/newsletter/subscriber/"]

# Views that no page is asked of here: forms alone, files that are not in the database, and what has no 200.
LEFT_OUT = {
    *(f"comparisons:{name}" for name in ("import-bookmarks", "undo-bookmarks", "open-link", "revoke-link", "erase")),
    "comparisons:mcp", "newsletter:reports", "comparisons:data-file", "tools:logo", "comparisons:api-nothing",
    "readyz", "favicon",
}  # fmt: skip


def main(*, derived: bool = True) -> None:
    """{address: status}, views left unasked, what the visitor of the release has. Without `derived`, Django's own migrate alone."""
    if not derived:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    found = {address: client.get(address).status_code for address in PUBLIC}
    client.cookies["visitor"] = signer().sign(VISITOR)
    secret = [*links_of(Subscriber.objects.get()), f"/bookmarks/shared/{ListLink.objects.get().token}"]
    found |= {address: client.get(address).status_code for address in PRIVATE}
    found |= {view_of(address): client.get(address).status_code for address in secret}
    saved = [row["path"] for row in client.get("/bookmarks.json").json()["bookmarks"]]
    client.force_login(User.objects.get(username="editor"))
    found |= {address: client.get(address).status_code for address in DESK}
    if derived:
        call_command("verify_standings", stdout=Silent())
        call_command("verify_tallies", stdout=Silent())
    unasked = views(get_resolver()) - {*map(view_of, [*PUBLIC, *PRIVATE, *secret])} - LEFT_OUT
    print(json.dumps({"pages": found, "unasked": sorted(unasked), "saved": saved, "votes": Vote.objects.count()}))


def links_of(subscriber: Subscriber) -> list[str]:
    """Those of mails and of the pages that mails lead to."""
    lasting = [links.on_page(purpose, subscriber) for purpose in (links.PREFERENCES, links.LEAVE)]
    confirm = links.passing(links.CONFIRM, subscriber, timezone.now())
    move = links.passing(links.MOVE, subscriber, timezone.now(), "new@example.org") + "?to=new@example.org"
    passing = [address.removeprefix(settings.SITE_ORIGIN) for address in (confirm, move)]
    return [*lasting, f"{lasting[0]}/data", *passing]


def view_of(address: str) -> str:
    return resolve(address.split("?")[0]).view_name


def views(resolver: Any, space: str = "") -> set[str]:
    """The names of all views but the admin's."""
    found = set()
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            found |= views(one, inner) if one.namespace != "admin" else set()
        else:
            found.add(f"{space}{one.name}")
    return found


def go_back(leaves: dict[str, str]) -> None:
    """Take every app back to the migration that a release ended with."""
    for app, name in leaves.items():
        call_command("migrate", app, name, verbosity=0)


class Silent:
    def write(self, text: str) -> None:
        pass
