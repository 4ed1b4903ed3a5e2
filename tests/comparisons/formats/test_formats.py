"""Feeds, sitemaps, problems, embeds, badges and texts for robots: each held to the schema of its standard (tests/schemas),
to the rules that a schema cannot say, and read by a program of somebody else."""

import json
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree, html

from comparisons.formats import sitemap
from newsletter.models import Issue
from tests.build import NOW
from tests.comparisons.conftest import MAIN, ORIGIN
from tests.comparisons.demo import NAMES
from tools.models import Fact, Tool

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SCOPES = (
    "",
    "/tools/code-llama-4",
    "/tools/pipes",
    "/tools/bare",
    "/categories/developer-tools",
    "/categories/odd",
    MAIN,
)
FEEDS = [*(f"/feeds/changes{scope}.atom" for scope in SCOPES), "/feeds/newsletter.atom"]


def content(client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content


def schema_of(name: str) -> Draft202012Validator:
    shape = json.loads((SCHEMAS / name).read_text())
    return Draft202012Validator(shape, format_checker=Draft202012Validator.FORMAT_CHECKER)


def assert_fits(name: str, value: object) -> None:
    assert [f"{list(error.absolute_path)}: {error.message}" for error in schema_of(name).iter_errors(value)] == []


def test_the_schemas_can_refuse(client, full):
    """A schema that takes everything would prove nothing."""
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    text = content(client, FEEDS[0]).decode()
    for wrong in (
        re.sub(r"<updated>.*?</updated>", "", text, count=1), re.sub(r"<id>.*?</id>", "", text, count=1),
        text.replace("<title>", "<title type='pdf'>", 1), text.replace("<entry>", "<entry><link/>", 1),
        re.sub(r"<updated>[^<]*", "<updated>yesterday", text, count=1), text.replace("<entry>", "<entry><tag/>", 1),
    ):  # fmt: skip
        assert wrong != text
        assert not grammar.validate(etree.fromstring(wrong.encode()))
    assert list(
        schema_of("jsonfeed.json").iter_errors(
            {"version": "https://jsonfeed.org/version/1", "title": "x", "items": [{}]}
        )
    )
    assert list(schema_of("oembed.json").iter_errors({"type": "rich", "version": "1.0"}))
    assert list(schema_of("problem.json").iter_errors({"title": "x", "status": 200}))


# Feeds.


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_atom_as_the_standard_has_it(client, full, address):
    root = etree.fromstring(content(client, address))
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    grammar.assertValid(root)
    assert client.get(address).headers["Content-Type"].startswith("application/atom+xml")
    for part in (root, *root.iterfind("a:entry", ATOM)):
        links = {link.get("rel", "alternate"): link.get("href") for link in part.iterfind("a:link", ATOM)}
        assert len(links) == len(part.findall("a:link", ATOM))
        assert links["alternate"].startswith(f"{ORIGIN}/")
        assert urlsplit(part.findtext("a:id", namespaces=ATOM)).scheme in {"http", "https", "tag"}
    assert root.find("a:link[@rel='self']", ATOM).get("href") == ORIGIN + address
    assert root.find("a:author", ATOM) is not None  # or every entry would need one
    entries = root.findall("a:entry", ATOM)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(ids) == len(set(ids))
    dates = [instant(entry.findtext("a:updated", namespaces=ATOM)) for entry in entries]
    assert dates == sorted(dates, reverse=True)
    updated = instant(root.findtext("a:updated", namespaces=ATOM))
    assert updated <= NOW
    assert not dates or updated == dates[0]
    assert not root.xpath("//*[@xml:base]")  # and no relative address


@pytest.mark.parametrize("scope", SCOPES)
def test_what_a_reader_takes_for_html_is_the_text_with_its_signs_escaped(client, full, scope):
    root = etree.fromstring(content(client, f"/feeds/changes{scope}.atom"))
    texts = [item["content_text"] for item in json.loads(content(client, f"/feeds/changes{scope}.json"))["items"]]
    for summary, text in zip(root.iterfind("a:entry/a:summary", ATOM), texts, strict=True):
        assert summary.get("type") == "html"
        assert html.fragment_fromstring(summary.text, create_parent=True).text_content() == text
        assert len(html.fragment_fromstring(summary.text, create_parent=True)) == 0


def instant(text: str) -> datetime:
    """RFC 3339, which asks for more than ISO 8601: a zone, a T."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text), text
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("address", FEEDS)
def test_a_reader_of_feeds_sees_what_is_there(client, full, address):
    text = content(client, address)
    read = feedparser.parse(text, response_headers={"content-type": client.get(address).headers["Content-Type"]})
    assert not read.bozo
    assert read.version == "atom10"
    root = etree.fromstring(text)
    assert [entry.id for entry in read.entries] == root.xpath("a:entry/a:id/text()", namespaces=ATOM)
    for entry, element in zip(read.entries, root.iterfind("a:entry", ATOM), strict=True):
        assert entry.title_detail.type == "text/plain"
        assert entry.title == " ".join(element.findtext("a:title", namespaces=ATOM).split()) or "<" in entry.title
        assert client.get(entry.link.removeprefix(ORIGIN).partition("#")[0]).status_code == 200
        assert entry.updated_parsed


def test_an_entry_keeps_its_id_and_its_anchor_exists(client, full):
    before = json.loads(content(client, "/feeds/changes/tools/whisper.json"))
    tool = Tool.objects.get(slug="whisper")
    tool.slug = "whisper-asr"
    tool.full_clean()
    tool.save()
    tool.update_names()
    after = json.loads(content(client, "/feeds/changes/tools/whisper-asr.json"))
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]] != []
    for item in after["items"]:
        path, _, anchor = item["url"].removeprefix(ORIGIN).partition("#")
        assert f'id="{anchor}"'.encode() in content(client, path), item["url"]


@pytest.mark.parametrize("scope", SCOPES)
def test_the_json_feed_is_one_and_says_what_the_other_says(client, full, scope):
    address = f"/feeds/changes{scope}.json"
    assert client.get(address).headers["Content-Type"].startswith("application/feed+json")
    told = json.loads(content(client, address))
    assert_fits("jsonfeed.json", told)
    root = etree.fromstring(content(client, address.replace(".json", ".atom")))
    assert [item["id"] for item in told["items"]] == root.xpath("a:entry/a:id/text()", namespaces=ATOM)
    assert [item["title"] for item in told["items"]] == root.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert [instant(item["date_published"]) for item in told["items"]] == [
        instant(text) for text in root.xpath("a:entry/a:updated/text()", namespaces=ATOM)
    ]
    assert told["feed_url"] == ORIGIN + address
    assert client.get(told["home_page_url"].removeprefix(ORIGIN)).status_code == 200


def test_what_xml_cannot_write_is_in_no_feed(client, full):
    """Rows older than the rules of today may hold anything."""
    Fact.objects.filter(tool__slug="pipes").update(value="a\x0b\x1f\x7fb\ufffe", reason="\x01why\uffff")
    Tool.objects.filter(slug="code-llama-4").update(name="Code\x08 Llama")
    Issue.objects.update(subject="Week\x0b 48", preheader="\x1f")
    for address in FEEDS:
        etree.fromstring(content(client, address))


# Sitemaps.


def test_the_sitemaps_are_as_the_protocol_has_them(client, full):
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
    index = etree.fromstring(content(client, "/sitemap.xml"))
    schema.assertValid(index)
    assert index.tag == f"{{{sitemap.NAMESPACE}}}sitemapindex"
    files = [loc.text for loc in index.iter(f"{{{sitemap.NAMESPACE}}}loc")]
    seen = set()
    for file in files:
        text = content(client, file.removeprefix(ORIGIN))
        assert len(text) <= 50 * 2**20
        root = etree.fromstring(text)
        schema.assertValid(root)
        seen |= {loc.text for loc in root.iter(f"{{{sitemap.NAMESPACE}}}loc")}
    assert {f"{ORIGIN}/", f"{ORIGIN}/tools/pipes", ORIGIN + MAIN} <= seen
    bad = etree.fromstring(f'<urlset xmlns="{sitemap.NAMESPACE}"><url><loc>/tools</loc></url></urlset>')
    assert not schema.validate(bad)


# Problems, embeds, badges.


@pytest.mark.parametrize(
    ("address", "status"),
    [("/api/v1/tools?sort=x", 400), ("/api/v1/tools/nobody", 404), ("/api/v1/search", 400), ("/oembed?url=x", 400),
     ("/compare/a-vs-b.json", 404), (f"{MAIN}.md?w=x", 400), ("/badges/nobody.svg", 404), ("/og/tools/nobody.png", 404),
     ("/api/v1/changes?since=x", 400), ("/api/v1/nothing", 404), ("/api/v1/", 404)],
)  # fmt: skip
def test_a_problem_is_told_as_the_standard_has_it(client, full, address, status):
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert_fits("problem.json", response.json())
    assert response.json()["status"] == response.status_code == status


@pytest.mark.parametrize(
    "text", ["code-llama-4-vs-mistral-3-small", "arabic-vs-pipes-vs-script-vs-wide", "bare-vs-half"]
)
def test_an_embed_is_told_as_the_standard_has_it(client, full, text):
    answer = client.get("/oembed", {"url": f"{ORIGIN}/compare/{text}", "maxwidth": "400"}).json()
    assert_fits("oembed.json", answer)
    assert answer["width"] <= 400
    frame = etree.fromstring(answer["html"], etree.HTMLParser()).find(".//iframe")
    assert (int(frame.get("width")), int(frame.get("height"))) == (answer["width"], answer["height"])
    assert client.get(frame.get("src").removeprefix(ORIGIN)).status_code == 200
    thumbnail = client.get(answer["thumbnail_url"].removeprefix(ORIGIN))
    assert (thumbnail.status_code, thumbnail.headers["Content-Type"]) == (200, "image/png")


@pytest.mark.parametrize("slug", [*NAMES, "code-llama-4", "bare", "gone"])
def test_a_badge_is_a_picture_that_stands_alone(client, full, slug):
    root = etree.fromstring(content(client, f"/badges/{slug}.svg"), etree.XMLParser(resolve_entities=False))
    assert etree.QName(root) == "{http://www.w3.org/2000/svg}svg"
    assert root.xpath("//*[local-name()='script' or local-name()='foreignObject' or local-name()='image']") == []
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert root.get("aria-label")
    assert int(root.get("width")) > 0 < int(root.get("height"))


# Texts for robots and for models.


def test_robots_that_keep_the_rules_find_the_pages_and_nothing_private(client, full):
    parser = RobotFileParser()
    parser.parse(content(client, "/robots.txt").decode().splitlines())
    for path in (
        "/",
        "/compare",
        MAIN,
        "/tools/code-llama-4",
        f"{MAIN}.json",
        "/feeds/changes.atom",
        "/methodology",
        "/mcp",
    ):
        assert parser.can_fetch("Googlebot", ORIGIN + path), path
    for path in ("/admin/", "/me/state", "/bookmarks", "/bookmarks.json", "/bookmarks/shared/0"):
        assert not parser.can_fetch("Googlebot", ORIGIN + path), path
    assert parser.site_maps() == [f"{ORIGIN}/sitemap.xml"]


def test_the_text_for_models_has_the_form_that_they_know(client, full):
    """llmstxt.org: one H1, a quote that sums up, words without headings, then H2 sections that are lists of links."""
    title, rest = content(client, "/llms.txt").decode().split("\n", 1)
    assert re.fullmatch(r"# \S.*", title)
    assert re.match(r"\n> \S", rest)
    opening, *sections = re.split(r"^## ", rest, flags=re.M)
    assert not re.search(r"^#", opening, re.M)
    assert len(sections) >= 3
    for section in sections:
        heading, *lines = section.strip().splitlines()
        assert heading
        assert [
            line for line in lines if line and not re.fullmatch(r"- \[(\\.|[^\]\\])+\]\([^()\s]+\)(: .+)?", line)
        ] == []
