"""What changed, and the feeds of it: complete, in order, valid, with ids that stay."""

import json
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db.models import Q

from comparisons.moment import moment_at
from comparisons.params.cursors import read_cursor
from comparisons.params.options import BadArgument
from comparisons.reading.changes import KINDS, PAGE_SIZE, changes
from reviews.models import Review
from tests.build import NOW, PUBLISHED, add_alias, file_review, make_category, make_pair, make_tool, record_fact
from tests.conftest import assert_queries
from tools.models import Fact

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MATCHUP = "code-llama-4-vs-mistral-3-small"


def day(number):
    return PUBLISHED + timedelta(days=number)


@pytest.fixture
def cast(clock):
    llama, mistral = make_pair()
    record_fact(llama, "licence", "Apache 2.0", now=day(1))
    record_fact(llama, "licence", "Apache 2.0", now=day(2), source="https://example.com/a", checked_on=date(2026, 11, 2),
                outcome="confirmed")  # fmt: skip
    record_fact(llama, "licence", "Community <licence>", now=day(3), reason="Meta & others \x0b changed it.")
    file_review(mistral, "skeptic", 70, "skip", now=day(4), reason="Read again.")
    file_review(mistral, "skeptic", 70, "skip", now=day(5), body="Other words.")
    record_fact(mistral, "pricing", "Per token", now=day(6))
    Fact.objects.get(value="Per token").withdraw(because="Never said.", now=day(7))
    hidden = make_tool("hidden", published_at=None)
    record_fact(hidden, "licence", "MIT", now=day(8))
    record_fact(hidden, "licence", "BSD", now=day(9))
    return llama, mistral


def said(page):
    return [(entry.slug, entry.what, entry.before, entry.after, entry.why) for entry in page.entries]


def test_changes_are_what_said_something_else_and_what_was_withdrawn(cast):
    assert said(changes(moment_at(NOW), Q())) == [
        ("mistral-3-small", "Pricing", "Per token", "", "Never said."),
        ("mistral-3-small", "Skeptic", "78/100 · ship", "70/100 · skip", "Read again."),
        ("code-llama-4", "Licence", "Apache 2.0", "Community <licence>", "Meta & others \x0b changed it."),
    ]


def test_paging_shows_every_change_once_even_within_one_instant(clock):
    tools = [make_tool(f"t{n}") for n in range(3)]
    for tool in tools:
        for step in range(20):
            record_fact(tool, "licence", f"L{step}", now=day(step // 7))
            file_review(tool, "builder", step, "skip", now=day(step // 7))
    seen, after, pages = [], "", 0
    while pages < 9:
        page = changes(moment_at(NOW), Q(), after)
        seen += [(entry.place, entry.key) for entry in page.entries]
        pages += 1
        after = page.following
        if not after:
            break
    assert len(seen) == len(set(seen)) == 3 * 19 * 2
    assert seen == sorted(seen, reverse=True)
    assert pages == -(-114 // PAGE_SIZE)


@pytest.mark.parametrize("after", ["x", "1.2", "1.2.x", "-1.0.1", "9999999999999999999.0.1", "1.0.²", "..", "1.0.1.1"])
def test_a_cursor_that_no_page_gave_is_refused_by_name(client, cast, after):
    with pytest.raises(BadArgument) as refusal:
        read_cursor(after)
    assert refusal.value.name == "after"
    answer = client.get("/changes", {"after": after})
    assert (answer.status_code, b"after" in answer.content) == (400, True)


def test_a_page_of_changes_takes_a_fixed_number_of_statements(cast):
    moment = moment_at(NOW)
    with assert_queries(at_most=4):
        changes(moment, Q())


@pytest.mark.parametrize(
    ("path", "count"),
    [("", 3), ("/tools/code-llama-4", 1), ("/tools/mistral-3-small", 2), ("/categories/developer-tools", 3),
     (f"/compare/{MATCHUP}", 3)],
)  # fmt: skip
def test_each_scope_has_its_page_and_its_feeds(client, cast, path, count):
    html = client.get(f"/changes{path}").content.decode()
    assert html.count("log__date") == count
    assert f'href="/feeds/changes{path}.atom"' in html
    root = ElementTree.fromstring(client.get(f"/feeds/changes{path}.atom").content)
    assert len(root.findall(f"{ATOM}entry")) == count
    assert len(client.get(f"/feeds/changes{path}.json").json()["items"]) == count


@pytest.mark.parametrize(
    ("given", "canonical"),
    [("/changes/tools/cl4", "/changes/tools/code-llama-4"),
     ("/feeds/changes/tools/cl4.json", "/feeds/changes/tools/code-llama-4.json"),
     ("/changes/compare/mistral-3-small-vs-cl4", f"/changes/compare/{MATCHUP}"),
     ("/feeds/changes/compare/mistral-3-small-vs-cl4.atom", f"/feeds/changes/compare/{MATCHUP}.atom")],
)  # fmt: skip
def test_other_names_lead_to_the_one_address(client, cast, given, canonical):
    add_alias(cast[0], "cl4")
    answer = client.get(given)
    assert (answer.status_code, answer.headers["Location"]) == (301, canonical)


@pytest.mark.parametrize(
    "path", ["/tools/nobody", "/categories/nothing", "/compare/nobody", "/compare/a-vs-b-vs-c-vs-d-vs-e", "/other/x",
             "/tools/hidden"],
)  # fmt: skip
def test_what_is_not_there_has_no_changes(client, cast, path):
    assert client.get(f"/changes{path}").status_code == 404
    assert client.get(f"/feeds/changes{path}.atom").status_code == 404


# RFC 4287 and JSON Feed 1.1, as far as they bind a producer.


def check_atom(body):
    root = ElementTree.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
        assert element.findtext(f"{ATOM}id").strip()
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel", "alternate"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"].startswith("http://localhost:8000/feeds/")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    assert all(identity.startswith("tag:localhost,2026:") for identity in ids)
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}link").get("href").startswith("http://localhost:8000/tools/")
        assert entry.find(f"{ATOM}summary") is not None
    return root


def test_the_atom_feed_is_valid_and_says_from_to_and_why(client, cast):
    answer = client.get("/feeds/changes.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = check_atom(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]
    assert titles[-1] == "Code Llama 4: Licence, Apache 2.0 to Community <licence>"
    assert "Meta &amp; others" in root.findall(f"{ATOM}entry")[-1].findtext(f"{ATOM}summary")
    assert root.findtext(f"{ATOM}updated") == day(7).isoformat()


def test_a_feed_without_changes_is_valid(client, clock):
    make_tool("quiet")
    check_atom(client.get("/feeds/changes/tools/quiet.atom").content)
    assert client.get("/feeds/changes/tools/quiet.json").json()["items"] == []


def test_the_json_feed_is_valid_and_says_the_same(client, cast):
    answer = client.get("/feeds/changes.json")
    assert answer.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "home_page_url", "feed_url", "items"} <= set(feed)
    atom = ElementTree.fromstring(client.get("/feeds/changes.atom").content)
    assert [item["id"] for item in feed["items"]] == [e.findtext(f"{ATOM}id") for e in atom.findall(f"{ATOM}entry")]
    for item in feed["items"]:
        assert isinstance(item["id"], str) and item["content_text"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo == UTC
    assert feed["items"][0]["_change"] == {
        "tool": "mistral-3-small", "what": "Pricing", "from": "Per token", "to": None, "why": "Never said.",
        "source": None,
    }  # fmt: skip


def test_ids_stay_when_the_tool_gets_another_name(client, cast):
    before = [item["id"] for item in client.get("/feeds/changes.json").json()["items"]]
    tool = cast[0]
    tool.slug, tool.name = "llama-code", "Llama Code"
    tool.save()
    tool.update_names()
    after = client.get("/feeds/changes.json").json()["items"]
    assert [item["id"] for item in after] == before
    assert after[-1]["title"].startswith("Llama Code:")


def test_every_entry_leads_to_its_line_of_the_history(client, cast):
    for item in client.get("/feeds/changes.json").json()["items"]:
        path, _, anchor = item["url"].removeprefix("http://localhost:8000").partition("#")
        assert f'id="{anchor}"' in client.get(path).content.decode()


def test_kinds_are_the_models(cast):
    assert KINDS[0] == Fact._meta.model_name
    assert KINDS[2] == Review._meta.model_name
    assert make_category().slug == "developer-tools"
