"""No page says an id twice: a label, a link or a heading that names one would lead to the wrong place.

Walks every kind of page: the public ones, those that only one visitor, subscriber or editor sees, and errors.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver

from newsletter.models import Issue, Subscriber
from newsletter.subscribers import consent, links
from tests import test_pages
from tests.build import NOW, record_fact
from tests.editor import ADD, Editor, page_of
from tests.newsletter.build import subscribe
from tests.test_pages import ADDRESSES, MAIN, Reader
from tools.models import Tool
from votes.models import ListLink

pytestmark = pytest.mark.django_db
cast = test_pages.cast  # the tools that every kind of public page is made of
LLAMA = "/tools/code-llama-4"
OWN = {"Sec-Fetch-Site": "same-origin"}
# What one visitor sees, by its name in the URLconf; {secret} is the token of a shared list.
PRIVATE = {
    "vote": f"{LLAMA}/vote",
    "bookmark": f"{LLAMA}/bookmark",
    "save-matchup": f"{MAIN}/bookmark",
    "bookmarks": "/bookmarks",
    "me": "/me",
    "state": f"/me/state?tools=code-llama-4,mistral-3-small&paths={LLAMA},{MAIN}",
    "drawer": "/me/bookmarks",
    "shared-bookmarks": "/bookmarks/shared/{secret}",
    "asked": "/newsletter/asked",
}
# These send files, or lead on to one of the pages above.
NO_PAGE = {
    "export-bookmarks", "import-bookmarks", "undo-bookmarks", "open-link", "revoke-link", "erase", "download",
    "reports", "feed",
}  # fmt: skip
BY_TOKEN = {"confirm", "unsubscribe", "preferences", "address"}
ADMIN = [
    "/admin/", "/admin/tools/tool/", ADD, "/admin/tools/category/add/", "/admin/tools/attribute/add/",
    "/admin/comparisons/matchup/add/", "/admin/comparisons/housetext/add/", "/admin/newsletter/issue/",
    "/admin/newsletter/subscriber/", "/admin/votes/tally/", "/admin/votes/bucket/",
]  # fmt: skip


def doubled(response):
    """The ids that a page says more than once."""
    assert response.headers["Content-Type"].startswith("text/html"), response
    assert response.content, response
    ids = [attributes["id"] for _, attributes in Reader(response.content.decode()).elements if "id" in attributes]
    return [name for name, count in Counter(ids).items() if count > 1]


def doubled_among(client, addresses):
    return {address: found for address in addresses if (found := doubled(client.get(address)))}


@pytest.fixture
def visitor(cast):
    """Somebody who voted, saved a tool and a matchup, and made a link to the list."""
    visitor = Client(headers=OWN)
    for slug in ("code-llama-4", "mistral-3-small"):
        visitor.post(f"/tools/{slug}/vote", {"vote": "ship"})
        visitor.post(f"/tools/{slug}/bookmark", {"saved": "yes"})
    visitor.post(f"{MAIN}/bookmark", {"saved": "yes"})
    visitor.post("/bookmarks/link")
    return visitor


def test_public_pages(client, cast):
    Tool.objects.update(description_html="<h3>Twice</h3><p>Described.</p>")
    Tool.objects.changed(list(Tool.objects.values_list("pk", flat=True)))
    record_fact(cast[0], "licence", "Apache 2.0", now=NOW - timedelta(days=2))
    assert doubled_among(client, [*ADDRESSES, f"/embed/{MAIN.split('/')[2]}", "/search/suggest?q=code"]) == {}


def test_pages_of_one_visitor(client, visitor):
    secret = ListLink.objects.get().token
    addresses = [address.format(secret=secret) for address in PRIVATE.values()]
    assert doubled_among(visitor, [*addresses, "/bookmarks?done=cleared.2"]) == {}
    strangers = set(PRIVATE) - {"drawer"}  # an empty drawer names nothing
    assert doubled_among(client, [PRIVATE[name].format(secret=secret) for name in strangers]) == {}
    wrong = [
        visitor.post("/tools/code-llama-4/vote", {"vote": "x"}),
        visitor.post("/bookmarks/import"),
        visitor.post("/newsletter", {"email": "x"}),
        visitor.post("/newsletter", {"email": "reader@gmial.com"}),
    ]
    assert [response.status_code for response in wrong] == [422] * 4
    assert [doubled(response) for response in wrong] == [[]] * 4


def test_pages_of_one_subscriber(client, cast):
    reader, asking = subscribe("reader@example.com"), subscribe("asking@example.com")
    Subscriber.objects.filter(pk=asking.pk).update(status="pending", confirmed_at=None)
    asking.refresh_from_db()
    lasting = {name: links.lasting(name, reader.pk, reader.secret) for name in (links.LEAVE, links.PREFERENCES)}
    preferences = lasting[links.PREFERENCES]
    assert doubled_among(client, [
        links.passing(links.CONFIRM, asking, NOW), links.passing(links.CONFIRM, asking, NOW - timedelta(days=9)),
        links.passing(links.CONFIRM, reader, NOW), *lasting.values(), "/newsletter/confirm/x", "/newsletter/address/x",
    ]) == {}  # fmt: skip
    for form in ({"do": "save"}, {"do": "move", "email": "x"}, {"do": "delete"}):
        assert doubled(client.post(preferences, form)) == []
    consent.unsubscribe(reader, NOW)
    assert doubled_among(client, lasting.values()) == {}


def test_errors(client, cast):
    found = [client.get(address) for address in ("/compare/code-lama-4-vs-mistral-3", "/x", "/tools?sort=x")]
    found += [client.post(f"{LLAMA}/vote", {"vote": "ship"}, headers={"Sec-Fetch-Site": "cross-site"})]
    found += [client.get(f"/bookmarks/shared/{'0' * 40}")]
    assert [response.status_code for response in found] == [404, 404, 400, 403, 404]
    assert [doubled(response) for response in found] == [[]] * 5


def test_pages_of_editors(client, cast):
    editor, issue = Editor(), Issue.objects.get()
    own = page_of(cast[0])
    tool = own.removesuffix("change/")
    addresses = [*ADMIN, own, f"{tool}preview/", f"{tool}record/", f"/admin/newsletter/issue/{issue.pk}/change/"]
    assert doubled_among(editor, addresses) == {}
    assert doubled(client.get("/admin/login/")) == []


def test_every_private_page_is_walked():
    names = {
        pattern.name for app in ("comparisons.urls", "newsletter.urls") for pattern in get_resolver(app).url_patterns
    }
    known = {name for name, _, _ in test_pages.PAGES} | test_pages.FOR_MACHINES | test_pages.PARTS
    assert names - known == (set(PRIVATE) | NO_PAGE | BY_TOKEN) - known
