"""Every public page: whole, well formed, the same for everyone, versioned, and within its budget of queries."""

import itertools
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver

from comparisons.cache import forget_all
from comparisons.models import HouseText, Standing
from tests.build import (
    LLAMA,
    NOW,
    PUBLISHED,
    add_alias,
    curate,
    file_review,
    make_attribute,
    make_category,
    make_pair,
    make_tool,
    record_fact,
)
from tests.conftest import assert_queries, drain
from tests.newsletter.build import publish_issue
from tools.models import Edition, Fact, Tool

MAIN = "/compare/code-llama-4-vs-mistral-3-small"
PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"

# Every kind of public page: its name in the URLconf, an address, and the most statements it may take when nothing of
# it is in memory.
PAGES = [
    ("home", "/", 12),
    ("about", "/about", 2),
    ("contact", "/contact", 2),
    ("contact", "/contact?about=/tools/code-llama-4", 2),
    ("terms", "/terms", 2),
    ("accessibility", "/accessibility", 2),
    ("methodology", "/methodology", 3),
    ("tools", "/tools", 9),
    ("tools", "/tools?category=developer-tools&verdict=ship&sort=new", 9),
    ("tools", "/tools?sort=community", 9),
    ("tools", "/tools?verdict=split", 9),
    ("tool", "/tools/code-llama-4", 10),
    ("tool", "/tools/code-llama-4?as_of=2026-11-05", 12),
    ("tool", "/tools/nothing-known", 6),
    ("tool", "/tools/retired", 10),
    ("history", "/tools/code-llama-4/history", 6),
    ("history", "/tools/nothing-known/history", 6),
    ("categories", "/categories", 2),
    ("category", "/categories/developer-tools", 9),
    ("picker", "/compare", 9),
    ("picker", "/compare?tool=code-llama-4", 10),
    ("matchup", MAIN, 5),
    ("matchup", f"{MAIN}?diff=1", 5),
    ("matchup", f"{MAIN}?w=builder:3,founder:0", 5),
    ("matchup", f"{MAIN}?as_of=2026-11-05", 5),
    ("matchup", "/compare/code-llama-4-vs-half-reviewed", 5),
    ("matchup", "/compare/code-llama-4-vs-nothing-known", 5),
    ("matchup", "/compare/half-reviewed-vs-nothing-known-vs-retired", 5),
    ("matchup", "/compare/code-llama-4-vs-mistral-3-small-vs-retired", 5),
    ("matchup", "/compare/code-llama-4-vs-half-reviewed-vs-mistral-3-small-vs-retired", 5),
    ("reviewers", "/reviewers", 2),
    ("reviewer", "/reviewers/founder", 4),
    ("privacy", "/privacy", 2),
    ("tool-badge", "/tools/code-llama-4/badge", 4),
    ("tool-badge", "/tools/retired/badge", 4),
    ("card", f"{MAIN}/embed", 5),
    ("api", "/api", 2),
    ("data", "/data", 2),
    ("tools", "/tools?q=lama&price=free&sort=name", 12),
    ("tools", "/tools?q=code+llama&licence=limited&state=contradicted", 12),
    ("tools", "/tools?q=zzzzzz", 12),
    ("picker", "/compare?more=1&tool=code-llama-4&tool=mistral-3-small", 10),
    ("alternatives", "/tools/code-llama-4/alternatives", 6),
    ("alternatives", "/tools/nothing-known/alternatives", 6),
    ("changes", "/changes", 6),
    ("changes-of", "/changes/tools/code-llama-4", 7),
    ("changes-of", "/changes/categories/writing", 7),
    ("changes-of", "/changes/compare/code-llama-4-vs-mistral-3-small", 7),
    ("archive", "/newsletter", 2),
    ("issue", "/newsletter/2026-w45", 4),
]
ADDRESSES = [address for _, address, _ in PAGES]
# Lists cannot tell what they show, and so what their version is, before they have read it.
LISTS = {"home": 6, "tools": 11, "category": 9, "picker": 2, "changes": 5, "changes-of": 6, "methodology": 2}
# What is no page: fragments, feeds, records. Their own tests walk them.
PARTS = {"suggest", "feed", "feed-of", "decision"}
# What only one visitor sees; tests/comparisons/views walk these.
PRIVATE = {
    "vote", "bookmark", "save-matchup", "bookmarks", "export-bookmarks", "import-bookmarks", "undo-bookmarks",
    "open-link", "revoke-link", "shared-bookmarks", "me", "state", "drawer", "erase",
    # tests/newsletter walks these; the feed is no page of HTML
    "asked", "confirm", "unsubscribe", "preferences", "download", "address", "reports", "feed",
}  # fmt: skip
# What programs read; tests/comparisons/formats walks these.
FOR_MACHINES = {
    "matchup-data", "tool-data", "compare-picture", "tool-picture",
    "alternatives-picture", "category-picture", "reviewer-picture", "page-picture", "issue-picture", "badge", "embed", "oembed", "robots", "sitemap",
    "sitemap-part", "llms", "mcp", "data-file", "api-document", "api-tools", "api-tool", "api-compare", "api-search",
    "api-changes", "api-reviews", "api-categories", "api-nothing",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock):
    """Two full panels with facts of every state, a partial panel, a retired tool, one about which nothing is known."""
    llama, mistral = make_pair()
    retired = make_tool("retired", panel=((20, "skip"),) * 4, discontinued_on=date(2026, 11, 10))
    make_tool("half-reviewed", panel=((84, "ship"), None, (40, "skip"), None))
    make_tool("nothing-known", category=make_category("writing", "Writing"), best_for="", skip_if="", website="")
    make_tool("draft", panel=LLAMA, published_at=None)
    add_alias(llama, "cl4")
    make_attribute("context", "number", unit="tokens", better="higher", category=llama.category, label="Context window")
    check = {"source": "https://docs.example.com/a", "method": "read", "quote": "As the page says"}
    record_fact(llama, "pricing", "Free (open weights)", **check, checked_on=date(2026, 11, 1), outcome="confirmed")
    record_fact(mistral, "pricing", "Per token", **check, checked_on=date(2026, 1, 1), outcome="confirmed")
    record_fact(llama, "licence", "Community", **check, checked_on=date(2026, 11, 2), outcome="contradicted")
    record_fact(mistral, "licence", "community", **check, checked_on=date(2026, 11, 2), outcome="unreadable")
    record_fact(llama, "context", 128000, source="https://docs.example.com/c")
    record_fact(mistral, "context", 32000)
    record_fact(llama, "entry-price", "Free")
    record_fact(mistral, "entry-price", {"amount": 20, "currency": "USD", "per": "month"})
    curate(
        [llama, mistral],
        headline="Nothing in it on quality. *Let the licence decide.*",
        bottom_line="Take **either** one.",
        would_change=[{"event": "A new licence", "consequence": "Then the other."}],
        featured=True,
    )
    curate([llama, retired])
    publish_issue("2026-w45")
    return llama, mistral


def body_of(response):
    return response.content.decode()


# Well-formed HTML.

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OPTIONAL_END = {"p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "tr": {"td", "th"}, "tbody": {"tr"}, "thead": {"tr"},
    "table": {"caption", "thead", "tbody", "tr"}, "select": {"option", "optgroup"},
}  # fmt: skip


class Reader(HTMLParser):
    """Reads a page, and notes what a validator would complain about."""

    def __init__(self, html):
        super().__init__()
        self.problems, self.open, self.elements, self.title = [], [], [], ""
        self.feed(html)
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag in self.open]
        self.check_references()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        doubled = [name for name, count in Counter(name for name, _ in attrs).items() if count > 1]
        if doubled:
            self.problems.append(f"<{tag}> repeats {doubled}")
        if "p" in self.open and tag in BLOCKS:
            self.problems.append(f"<{tag}> inside <p>")
        if tag in {"a", "button"} and {"a", "button"} & set(self.open):
            self.problems.append(f"<{tag}> inside another control")
        parent = self.open[-1] if self.open else ""
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            self.problems.append(f"<{tag}> directly inside <{parent}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL_END:
            self.open.pop()
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.problems.append(f"</{tag}> closes nothing; open are {self.open[-3:]}")

    def handle_data(self, data):
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data
        if self.open and self.open[-1] in CHILDREN and data.strip():
            self.problems.append(f"text directly inside <{self.open[-1]}>: {data.strip()[:30]!r}")

    def check_references(self):
        ids = [a["id"] for _, a in self.elements if "id" in a]
        self.problems += [f"id {name} twice" for name, count in Counter(ids).items() if count > 1]
        for tag, attributes in self.elements:
            for name in (
                "for",
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "popovertarget",
                "list",
                "form",
            ):
                for target in (attributes.get(name) or "").split():
                    if target not in ids:
                        self.problems.append(f"<{tag} {name}={target}> leads nowhere")
            href = attributes.get("href") or ""
            if tag in {"a", "use"} and href.startswith("#") and href[1:] not in ids:
                self.problems.append(f"<{tag} href={href}> leads nowhere")
            if tag == "img" and "alt" not in attributes:
                self.problems.append("<img> without alt")

    def all(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]


def problems_of(client, find):
    """{address: what `find(response, reader)` complains about} of the pages above that are not as promised."""
    found = {}
    for address in ADDRESSES:
        response = client.get(address)
        problem = find(response, Reader(body_of(response)))
        if problem:
            found[address] = problem
    return found


def test_every_page_is_well_formed(client, cast):
    assert problems_of(client, lambda response, reader: reader.problems) == {}


def test_every_page_has_one_main_heading_and_no_heading_skips_a_level(client, cast):
    def jumps(response, reader):
        levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch("h[1-6]", tag)]
        steps = all(after <= before + 1 for before, after in itertools.pairwise(levels))
        return [] if levels.count(1) == 1 and levels[0] == 1 and steps else levels

    assert problems_of(client, jumps) == {}


def test_every_page_has_a_title_a_language_and_a_description(client, cast):
    def missing(response, reader):
        described = [meta["content"] for meta in reader.all("meta") if meta.get("name") == "description"]
        good = (
            reader.title.endswith(" | Versed")
            and reader.all("html")[0]["lang"] == "en-GB"
            and len(described) == 1
            and 20 < len(described[0]) < 400
            and not any(re.search(r"  |\.\.|None|\{\{|&amp;", text) for text in (reader.title, *described))
        )
        return None if good else (reader.title, described)

    assert problems_of(client, missing) == {}


def test_titles_tell_pages_apart(client, cast):
    plain = [address for address in ADDRESSES if "?" not in address]
    titles = [Reader(body_of(client.get(address))).title for address in plain]
    assert len(set(titles)) == len(plain)


def test_no_page_has_inline_style_inline_script_or_anything_from_another_host(client, cast):
    def foreign(response, reader):
        framed = [frame["src"] for frame in reader.all("iframe")]
        found = [tag for tag, _ in reader.elements if tag in {"style", "object", "embed", "base"}]
        found += [src for src in framed if not src.startswith("/embed/")]  # the card, on the page that offers it
        for tag, attributes in reader.elements:
            found += [f"{tag} {name}" for name in attributes if name == "style" or name.startswith("on")]
            found += [
                f"{tag} {name}={attributes[name]}"
                for name in ("src", "srcset", "action", "formaction", "data", "poster")
                if not re.match(r"/(?!/)", attributes.get(name) or "/")
            ]
        scripts = [script for script in reader.all("script") if script.get("type") != "application/ld+json"]  # data
        found += [script for script in scripts if not script.get("src", "").startswith("/static/")]
        links = [link for link in reader.all("link") if link["rel"] not in {"canonical", "alternate"}]
        return found + [link for link in links if not link["href"].startswith("/static/")]

    assert problems_of(client, foreign) == {}


def test_every_page_unfurls_with_a_picture(client, cast):
    def broken(response, reader):
        said = {
            meta.get("property", meta.get("name")): meta["content"] for meta in reader.all("meta") if "content" in meta
        }
        picture = client.get(said["og:image"].removeprefix("http://localhost:8000"))
        good = (
            picture.status_code == 200
            and picture.headers["Content-Type"] == "image/png"
            and picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            and len(picture.content) <= 40_000
            and (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
            and said["twitter:card"] == "summary_large_image"
            and len(said["og:image:alt"]) > 20
            and "*" not in said["og:image:alt"]
        )
        return None if good else (said["og:image"], picture.status_code, picture.headers)

    assert problems_of(client, broken) == {}


def test_no_page_prints_none_or_an_unfilled_place(client, cast):
    bad = r"(?<!If-)\bNone\b(?! of)|\bnan\b|\{\{|\{%|Undefined|<built-in|object at 0x|\.\.(?!\.)"

    def unfilled(response, reader):
        return re.findall(f".*(?:{bad}).*", re.sub(r"<[^>]+>", "\n", body_of(response)))

    assert problems_of(client, unfilled) == {}


def test_the_canonical_address_of_every_page_is_the_plain_one(client, cast):
    for address in ADDRESSES:
        reader = Reader(body_of(client.get(address)))
        canonical = [link["href"] for link in reader.all("link") if link["rel"] == "canonical"]
        assert canonical == ["http://localhost:8000" + urlsplit(address).path]


def test_a_page_asked_with_a_query_is_not_for_search_engines(client, cast):
    asked = [address for address in ADDRESSES if "?" in address]
    for address in asked:
        reader = Reader(body_of(client.get(address)))
        robots = [meta["content"] for meta in reader.all("meta") if meta.get("name") == "robots"]
        assert robots == ["noindex, follow"], address


@pytest.mark.parametrize(
    ("address", "indexed"),
    [
        (MAIN, True),
        ("/compare/code-llama-4-vs-retired", True),
        ("/compare/code-llama-4-vs-half-reviewed", False),
        ("/compare/code-llama-4-vs-nothing-known", False),
        ("/tools/code-llama-4", True),
        ("/", True),
    ],
)
def test_the_gate_decides_what_search_engines_list(client, cast, address, indexed):
    response = client.get(address)
    robots = [m["content"] for m in Reader(body_of(response)).all("meta") if m.get("name") == "robots"]
    assert robots == ([] if indexed else ["noindex, follow"])
    assert response.headers.get("X-Robots-Tag") == (None if indexed else "noindex, follow")


def test_the_table_above_covers_every_public_page():
    apps = ("comparisons.urls", "newsletter.urls")
    names = {pattern.name for app in apps for pattern in get_resolver(app).url_patterns}
    assert names == {name for name, _, _ in PAGES} | PRIVATE | FOR_MACHINES | PARTS


def test_every_internal_link_leads_to_a_page(client, cast):
    """From every page above, to every address on our own host, however deep."""
    seen, waiting, broken = set(), list(ADDRESSES), []
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        drain(response)
        if response.status_code != 200:
            broken.append((address, response.status_code))
        if "text/html" not in response.headers["Content-Type"]:
            continue
        for tag, attributes in Reader(body_of(response)).elements:
            target = attributes.get("href") or attributes.get("src") or ""
            if tag in {"a", "link", "img", "script"} and target.startswith(("/", "?", "#")):
                assert not target.startswith("//"), target
                waiting.append(urljoin(address, target).partition("#")[0])
    assert broken == []
    assert len(seen) > len(ADDRESSES)


# The HTTP contract.


def test_every_answer_has_exactly_the_headers_of_a_public_page(client, cast):
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == PUBLIC, address
        assert response.headers["Vary"] == "Accept-Encoding", address
        assert re.fullmatch(r'W/"[^"]+"', response.headers["ETag"]), address
        assert response.headers["Content-Type"] == "text/html; charset=utf-8", address
        assert "Set-Cookie" not in response.headers
        assert not response.cookies


def test_every_page_that_did_not_change_is_answered_304_with_one_statement(client, cast):
    for name, address, _ in PAGES:
        first = client.get(address)
        forget_all()
        with assert_queries(at_most=LISTS.get(name, 1)):
            again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
        for header in ("ETag", "Cache-Control", "Vary"):
            assert again.headers[header] == first.headers[header]
        assert "Set-Cookie" not in again.headers


def test_every_page_that_nothing_remembers_stays_within_its_budget(client, cast):
    for _, address, budget in PAGES:
        forget_all()
        with assert_queries(at_most=budget) as captured:
            client.get(address)
        assert len(captured) > 0, address


@pytest.mark.parametrize("around", [0, 30])
def test_a_compare_page_takes_five_statements_for_any_number_of_tools(client, clock, around):
    for n in range(4 + around):
        record_fact(make_tool(f"t{n:02}", panel=LLAMA), "pricing", "Free")
    curate(list(Tool.objects.order_by("slug")[:2]))
    for count in (2, 3, 4):
        forget_all()
        with assert_queries(at_most=5):
            response = client.get("/compare/" + "-vs-".join(f"t{n:02}" for n in range(count)))
        assert response.status_code == 200


def test_every_page_from_memory_is_the_page_that_was_made(client, cast):
    for name, address, _ in PAGES:
        forget_all()
        made = client.get(address)
        with assert_queries(at_most=LISTS.get(name, 1)):
            kept = client.get(address)
        assert kept.content == made.content
        assert dict(kept.headers) == dict(made.headers)


COOKIES = [
    {"session": "x"},
    {"visitor": "forged", "known": "1"},
    {"__Host-visitor": "a:b:c"},
    {"csrf": "x" * 32},
    {"csrf": "x", "session": "x" * 32},
    {"sessionid": "x", "csrftoken": "y", "messages": "z"},
    {"theme": "dark"},
    {"_ga": "GA1.2.3.4"},
    {"a": "x" * 4000},
    {"session": "", "admin": "true"},
]


def visitors():
    """Sets of cookies, the last two those of somebody who voted and saved, and of an editor."""
    for cookies in COOKIES:
        visitor = Client()
        for name, value in cookies.items():
            visitor.cookies[name] = value
        yield visitor
    voter = Client(headers={"Sec-Fetch-Site": "same-origin"})
    voter.post("/tools/code-llama-4/vote", {"vote": "ship"})
    voter.post(f"{MAIN}/bookmark", {"saved": "yes"})
    assert "visitor" in voter.cookies
    yield voter
    admin = Client()
    admin.force_login(User.objects.create(username="editor", is_staff=True, is_superuser=True))
    yield admin


HEADERS = [
    {"Authorization": "Basic ZTpl"},
    {"Accept": "application/json"},
    {"Accept": "x/y;q=0", "Accept-Language": "de"},
    {"HX-Request": "true"},
    {"User-Agent": "curl", "Referer": "https://evil.example/"},
    {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "1"},
]


def test_every_page_is_the_same_for_everyone(client, cast):
    everyone = list(visitors())
    for address in ADDRESSES:
        plain = client.get(address)
        others = [client.get(address, headers=headers) for headers in HEADERS]
        for visitor in everyone:
            forget_all()
            others.append(visitor.get(address))
        for other in others:
            assert other.content == plain.content, address
            assert dict(other.headers) == dict(plain.headers), address
            assert not other.cookies


# What the compare page says.


def test_the_compare_page_holds_the_strings_to_keep(client, cast):
    html = body_of(client.get(MAIN))
    for words in (
        "Ship · 3 ship / 1 skip", "75% panel ship", "84/100 · ship", "52/100 · skip", "No community votes yet",
        "Panel verdict", "Community", "Pricing", "Best for", "Category", "Dead heat",
    ):  # fmt: skip
        assert words in html


def test_the_compare_page_answers_the_three_questions(client, cast):
    html = body_of(client.get(MAIN))
    answers = re.search(r'<dl class="answers">(.*?)</dl>', html, re.DOTALL)[1]
    text = re.sub(r"<[^>]+>", " ", answers)
    for words in ("Which one", "By how much", "3 points of 400", "298–295", "Who disagrees", "The Builder"):
        assert words in text


def test_the_editors_words_come_first(client, cast):
    html = body_of(client.get(MAIN))
    assert "Nothing in it on quality. <mark>Let the licence decide.</mark>" in html
    assert "Take <strong>either</strong> one." in html
    assert "A new licence" in html


def describe(tool, text):
    tool.description = text
    tool.full_clean()
    tool.save()
    Tool.objects.changed([tool.pk])


def test_the_compare_page_says_what_the_tools_are_between_the_verdict_and_the_tape(client, cast):
    assert "What they are" not in body_of(client.get(MAIN))
    describe(cast[0], "A *family* of models.\n\n- one\n- two")
    html = body_of(client.get(MAIN))
    order = [html.index(f'id="{name}"') for name in ("verdict", "about", "tape")]
    assert order == sorted(order)
    about = re.search(r'<section[^>]*id="about".*?</section>', html, re.DOTALL)[0]
    assert "<p>A <em>family</em> of models.</p>\n<ul>\n<li>one</li>" in about
    assert about.count("Nobody has described it yet.") == 1
    for tool in Tool.objects.exclude(slug="code-llama-4"):
        describe(tool, f"What {tool.name} does.")
    for address in (MAIN, "/compare/code-llama-4-vs-mistral-3-small-vs-retired",
                    "/compare/code-llama-4-vs-half-reviewed-vs-mistral-3-small-vs-retired"):  # fmt: skip
        html = body_of(client.get(address))
        assert Reader(html).problems == []
        assert re.findall(r"<p>What (.*?) does\.</p>", html) == [
            name.replace("-", " ").title() for name in address.split("/")[2].split("-vs-")[1:]
        ]
    alone = body_of(client.get("/tools/code-llama-4"))
    shown = re.search(r'<div class="prose"><p>A <em>.*?</div>', alone, re.DOTALL)[0]
    assert shown in about


def test_a_new_description_shows_at_once(client, cast):
    describe(cast[0], "The old words.")
    before = client.get(MAIN)
    describe(cast[0], "The new words.")
    after = client.get(MAIN, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "The new words." in body_of(after)
    assert "The old words." not in body_of(after)


@dataclass
class Shown:
    """A row of the decision table as a reader finds it."""

    label: str
    text: str
    html: str = field(repr=False, default="")


def rows_of(html):
    table = re.search(r'<table class="decide.*?</table>', html, re.DOTALL)[0]
    rows = re.findall(r"<tr\b.*?</tr>", table, re.DOTALL)[1:]
    found = []
    for row in rows:
        label, rest = re.search(r"<th\b[^>]*>(.*?)</th>(.*)", row, re.DOTALL).groups()
        words = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in (label, rest)]
        found.append(Shown(words[0], words[1], row))
    return found


def row_named(html, label):
    (row,) = [row for row in rows_of(html) if label in row.label]
    return row


def test_each_fact_shows_its_state_its_date_and_its_source(client, cast):
    html = body_of(client.get(f"{MAIN}?facts=all"))
    pricing = row_named(html, "Pricing")
    assert "Free (open weights)" in pricing.text
    assert re.search(r"Confirmed <time datetime=.2026-11-01.>", pricing.html)
    assert re.search(r"Stale <time datetime=.2026-01-01.>", pricing.html)
    assert 'href="https://docs.example.com/a"' in pricing.html
    licence = row_named(html, "Licence")
    assert re.search(r"Contradicted <time datetime=.2026-11-02.>", licence.html)
    assert re.search(r"Unreadable <time datetime=.2026-11-02.>", licence.html)
    assert "Never checked" in row_named(html, "Context window").text


def test_confirmed_and_verified_are_said_of_confirmed_facts_alone(client, cast):
    Fact.objects.get(value="Free (open weights)").withdraw(because="Wrong.", now=NOW)
    for address in (MAIN, "/tools/code-llama-4", "/tools/mistral-3-small", "/", "/tools"):
        assert not re.search("confirmed|verified", body_of(client.get(address)), re.IGNORECASE), address


def test_a_row_says_whether_it_is_the_same_and_who_leads_it(client, cast):
    html = body_of(client.get(MAIN))
    assert "Same" in row_named(html, "Category").text
    assert "Same" not in row_named(html, "Licence").text, "what a source contradicts is never folded"
    assert "Same" not in row_named(html, "Pricing").text
    assert "Leads by 96,000" in row_named(html, "Context window").text


def test_differing_rows_come_first_and_diff_hides_the_others(client, cast):
    rows = rows_of(body_of(client.get(MAIN)))
    same = ["Same" in row.text for row in rows]
    assert same == sorted(same)
    assert any(same)
    only = rows_of(body_of(client.get(f"{MAIN}?diff=1")))
    assert [row.label for row in only] == [row.label for row in rows if "Same" not in row.text]


def test_reviews_show_their_date_who_wrote_them_and_on_what_basis(client, cast):
    file_review(cast[0], "builder", 84, "ship", author_kind="model", basis="read about it", author="GPT", now=NOW)
    for address in (MAIN, "/tools/code-llama-4", "/reviewers/builder"):
        html = body_of(client.get(address))
        assert "GPT, model" in html
        assert "read about it" in html
        assert '<time datetime="2026-11-01">' in html


def test_weights_recompute_the_winner_on_the_server(client, cast):
    html = body_of(client.get(f"{MAIN}?w=builder:3,founder:0"))
    section = re.search(r'<section[^>]*id="weights".*?</section>', html, re.DOTALL)[0]
    assert "82.2" in section
    assert "82.6" in section
    assert "Mistral 3 Small leads by your weights." in section
    assert '<option value="builder:3" selected>' in section
    assert '<option value="founder:0" selected>' in section


def test_a_weights_form_and_a_shared_link_give_the_same_page(client, cast):
    form = client.get(f"{MAIN}?w=builder%3A3&w=skeptic%3A1&w=futurist%3A1&w=founder%3A0")
    assert form.status_code == 200
    assert "Mistral 3 Small leads by your weights." in body_of(form)


def test_an_editors_change_shows_at_once_with_its_date_and_the_old_value_is_kept(client, cast, clock):
    before = client.get(MAIN)
    clock.now = NOW + timedelta(hours=2)
    record_fact(cast[0], "licence", "Apache 2.0", now=clock.now, reason="The vendor relicensed it.")
    after = client.get(MAIN, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    html = body_of(after)
    assert "Apache 2.0" in row_named(html, "Licence").text
    assert "<del>Community</del> to <ins>Apache 2.0</ins>" in html
    assert '<time datetime="2026-11-23">' in html
    assert "The vendor relicensed it." in html
    history = body_of(client.get("/tools/code-llama-4/history"))
    assert "<del>Community</del> to <ins>Apache 2.0</ins>" in history
    assert "The vendor relicensed it." in history


def test_a_new_review_changes_every_page_that_shows_the_panel(client, cast):
    addresses = [MAIN, "/tools/code-llama-4", "/", "/tools", "/categories/developer-tools", "/reviewers/builder"]
    before = {address: client.get(address) for address in addresses}
    file_review(cast[0], "builder", 1, "skip", now=NOW)
    for address in addresses:
        after = client.get(address)
        assert after.headers["ETag"] != before[address].headers["ETag"], address
        assert after.content != before[address].content, address


def test_the_words_of_the_house_replace_the_default_ones(client, cast):
    own = HouseText(page="about", body="We are *four people* in a shed.")
    own.full_clean()
    own.save()
    Edition.bump()
    assert "<em>four people</em>" in body_of(client.get("/about"))


def test_every_page_says_where_to_report_an_error_on_it(client, cast):
    """The link leads to a letter that names the page: its own day, weights or filters, too."""
    for address in ADDRESSES:
        links = Reader(body_of(client.get(address))).all("a")
        (link,) = [a for a in links if a["href"].startswith("/contact?")] or [None]
        if address.startswith("/contact"):
            assert link is None
            continue
        assert link["rel"] == "nofollow"
        page = parse_qs(urlsplit(link["href"]).query)["about"][0]
        response = client.get(link["href"])
        assert response.status_code == 200, address
        (letter,) = [a["href"] for a in Reader(body_of(response)).all("a") if a["href"].startswith("mailto:")]
        told = parse_qs(urlsplit(letter).query)
        assert urlsplit(letter).path == settings.CONTACT_EMAIL
        assert told["body"][0].splitlines()[0] == f"http://localhost:8000{page}"
        assert client.get(page).content == client.get(address).content


def test_contact_is_never_empty(client, cast, settings):
    assert "news@localhost" in body_of(client.get("/contact"))
    assert "has not published" not in body_of(client.get("/contact"))
    settings.CONTACT_EMAIL = "o'desk+versed@example.com"
    own = HouseText(page="contact", body="We answer on *Mondays*.")
    own.full_clean()
    own.save()
    Edition.bump()
    html = body_of(client.get("/contact"))
    assert "<em>Mondays</em>" in html
    assert "o&#39;desk+versed@example.com" in html
    assert "mailto:o%27desk+versed@example.com" in html


@pytest.mark.parametrize(
    "about", ["x", "//evil.example", "/\\evil.example", "https://evil.example/", "/a b", "/" + "a" * 2000]
)
def test_a_letter_is_about_a_page_of_ours_alone(client, clock, about):
    response = client.get("/contact", {"about": about})
    assert response.status_code == 400
    assert "about" in body_of(response)
    assert "evil" not in body_of(response)


def test_a_demo_site_says_so_and_another_does_not(client, cast):
    assert "demo verdicts" not in body_of(client.get("/"))
    Edition.objects.update(demo=True)
    Edition.bump()
    for address in ("/", MAIN, "/about"):
        assert "demo verdicts" in body_of(client.get(address))


def test_a_discontinued_tool_stays_and_is_marked(client, cast):
    page = body_of(client.get("/tools/retired"))
    assert "was discontinued on" in page
    assert page.count("Retired: discontinued on 10 November 2026 |") == 2  # its title, and that of a shared link
    assert "Discontinued on 10 November 2026" in body_of(client.get("/compare/code-llama-4-vs-retired"))
    assert "Discontinued on 10 November 2026" in body_of(client.get("/tools"))


def test_a_hostile_name_is_only_text(client, cast):
    evil = "<script>alert(1)</script>"
    make_tool(
        "evil", name=f"{evil} & \"Co\" 'x'", tagline=f"{evil} {{{{ 7*7 }}}}", panel=LLAMA, vendor=evil, best_for=evil
    )
    tool = Tool.objects.get(slug="evil")
    record_fact(tool, "licence", evil, source='https://example.com/?q="><script>', quote=f'"{evil}"', reason=evil)
    for address in ("/", "/tools", "/tools/evil", "/tools/evil/history", "/compare/code-llama-4-vs-evil", "/compare",
                    "/categories/developer-tools", "/reviewers/founder", "/compare/evilx-vs-code-llama-4"):  # fmt: skip
        html = body_of(client.get(address))
        assert html.count('<script type="module" src="/static/js/versed.js"') == 1, address
        data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)  # which no name can end
        assert html.count("<script") == 1 + len(data) <= 2, address
        assert all(json.loads(block)["@context"] == "https://schema.org" for block in data)
        assert "49" not in re.findall(r"line\. (\d+)", html)
        assert Reader(html).problems == [], address


def test_an_empty_site_has_all_its_pages(client, clock):
    for address in (
        "/",
        "/tools",
        "/categories",
        "/compare",
        "/reviewers",
        "/reviewers/builder",
        "/methodology",
        "/about",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert Reader(body_of(response)).problems == [], address


# Time.


def test_as_of_shows_the_page_as_it_stood_and_says_so(client, cast, clock):
    record_fact(cast[0], "licence", "Apache 2.0", now=NOW - timedelta(days=2))
    then = body_of(client.get(f"{MAIN}?as_of=2026-11-20"))
    assert "Apache 2.0" not in then
    assert "Community" in row_named(then, "Licence").text
    assert "As it stood at the end of" in then
    assert '<time datetime="2026-11-20">' in then
    now = body_of(client.get(MAIN))
    assert "Apache 2.0" in now
    assert "As it stood" not in now


def test_a_tool_shows_what_was_recorded_of_it_and_nothing_of_todays_field(client, cast):
    tool = cast[0]
    record_fact(tool, "licence", "Apache 2.0", now=NOW - timedelta(days=2))
    file_review(tool, "founder", 99, "ship", now=NOW - timedelta(days=1), reviewed_on=NOW.date())
    address = "/tools/code-llama-4?as_of=2026-11-20"
    then, now = body_of(client.get(address)), body_of(client.get("/tools/code-llama-4"))
    assert "Apache 2.0" in now
    assert "Apache 2.0" not in then
    assert "55/100 · skip" in then
    assert "As it stood at the end of" in then
    assert "As it stood" not in now
    assert "Where it stands" in now
    assert "Where it stands" not in then
    assert "Rank in" not in then
    assert 'name="robots" content="noindex' in then
    told = client.get("/tools/code-llama-4.json?as_of=2026-11-20").json()["tool"]
    assert f"{told['panel']['points']} of 400" in then
    assert all(f"{review['score']}/100 · {review['verdict']}" in then for review in told["reviews"])
    assert client.get("/tools/code-llama-4?as_of=2026-10-31").status_code == 404
    assert client.get("/tools/code-llama-4?as_of=2030-01-01").status_code == 400
    assert client.get("/tools/CODE-llama-4?as_of=2026-11-20").headers["Location"] == address


def test_the_day_of_a_change_ends_with_the_change(client, cast):
    record_fact(cast[0], "licence", "Apache 2.0", now=NOW.replace(day=20, hour=23, minute=59, second=59))
    assert "Apache 2.0" in body_of(client.get(f"{MAIN}?as_of=2026-11-20"))
    assert "Apache 2.0" not in body_of(client.get(f"{MAIN}?as_of=2026-11-19"))


def test_the_end_of_a_day_is_the_sites(client, cast, settings):
    settings.TIME_ZONE = "America/New_York"
    record_fact(cast[0], "licence", "Apache 2.0", now=NOW.replace(day=21, hour=4, minute=59))  # 23:59 on the 20th
    assert "Apache 2.0" in body_of(client.get(f"{MAIN}?as_of=2026-11-20"))


def test_a_day_before_the_record_shows_nothing_recorded(client, clock):
    llama, _ = make_pair()
    Tool.objects.update(published_at=PUBLISHED - timedelta(days=30))
    Tool.objects.changed([llama.pk])
    html = body_of(client.get(f"{MAIN}?as_of=2026-10-20"))
    assert "Not comparable yet" in html


def test_a_tool_that_was_not_yet_published_is_not_found_on_that_day(client, cast):
    response = client.get(f"{MAIN}?as_of=2026-10-31")
    assert response.status_code == 404
    assert "published" in body_of(response)
    assert f'<a href="{MAIN}">the page as it stands today</a>' in body_of(response)
    assert client.get(f"{MAIN}?as_of=2026-11-01").status_code == 200


def test_the_form_of_the_past_stays_in_the_past(client, cast):
    html = body_of(client.get(f"{MAIN}?as_of=2026-11-05&diff=1"))
    assert '<input type="hidden" name="as_of" value="2026-11-05">' in html
    assert '<input type="hidden" name="diff" value="1">' in html


def schedule(moment):
    tool = make_tool("soon", panel=LLAMA, published_at=moment)
    Standing.objects.refresh([tool.pk])


def test_a_scheduled_tool_appears_at_its_moment_and_not_before(client, cast, clock):
    moment = NOW + timedelta(hours=1)
    schedule(moment)
    clock.now = moment - timedelta(microseconds=1)
    addresses = ["/tools/soon", "/tools/soon/history", "/compare/code-llama-4-vs-soon"]
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    before = {address: client.get(address) for address in ("/tools", "/", "/categories/developer-tools")}
    assert all("/tools/soon" not in body_of(response) for response in before.values())
    clock.now = moment
    assert [client.get(address).status_code for address in addresses] == [200] * 3
    for address, old in before.items():
        after = client.get(address, headers={"If-None-Match": old.headers["ETag"]})
        assert after.status_code == 200, address
        assert after.headers["ETag"] != old.headers["ETag"]
    assert "/tools/soon" in body_of(client.get("/tools"))


def test_a_former_day_of_the_same_version_is_another_page(client, cast, clock):
    before = client.get(MAIN).headers["ETag"]
    clock.now = NOW + timedelta(days=1)
    assert client.get(MAIN, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (3600, PUBLIC),
        (120, PUBLIC),
        (119, "public, max-age=0, s-maxage=60, stale-if-error=86400"),
        (60, "public, max-age=0, s-maxage=60, stale-if-error=86400"),
        (30, "public, max-age=0, s-maxage=30, stale-if-error=86400"),
        (0.5, "public, max-age=0, s-maxage=0, stale-if-error=86400"),
    ],
)
def test_a_page_is_cached_no_longer_than_until_the_next_publication(client, cast, clock, seconds, expected):
    schedule(NOW + timedelta(seconds=seconds))
    first = client.get(MAIN)
    assert first.headers["Cache-Control"] == expected
    again = client.get(MAIN, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, expected)
