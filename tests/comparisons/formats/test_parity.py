"""One truth in six forms: what HTML, JSON, Markdown, the API, MCP and JSON-LD say of a page is the same."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone

from comparisons.formats.mcp import respond
from comparisons.moment import moment_at
from comparisons.search import listing
from comparisons.visitor import ballots
from tests.build import NOW, record_fact
from tests.comparisons.conftest import MAIN, ORIGIN
from tools.models import Tool
from votes.models import Tally
from votes.tally import Count

TOOLS = ["code-llama-4", "mistral-3-small", "half-reviewed", "nothing-known"]
MATCHUPS = [
    "code-llama-4-vs-mistral-3-small",
    "code-llama-4-vs-half-reviewed",
    "code-llama-4-vs-half-reviewed-vs-mistral-3-small",
    "half-reviewed-vs-nothing-known",
]


@pytest.fixture
def voted(cast):
    """Seven votes on one tool: enough for a percentage. Three on the other: too few."""
    llama, mistral = cast
    Tally.objects.update_or_create(tool=llama, defaults={"ship": 5, "skip": 2})
    Tally.objects.update_or_create(tool=mistral, defaults={"ship": 2, "skip": 1})
    return cast


def html_of(client, path):
    return client.get(path).content.decode()


def words_of(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def linked_of(html):
    """{type: thing} of the data block of a page."""
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1]
    return {thing["@type"]: thing for thing in json.loads(block)["@graph"]}


def call(name, **arguments):
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    answer = respond(message, lambda names: moment_at(timezone.now(), names))
    assert answer["result"]["isError"] is False, answer
    assert json.loads(answer["result"]["content"][0]["text"]) == answer["result"]["structuredContent"]
    return answer["result"]["structuredContent"]


def cells_of_markdown(text, heading):
    """The rows of the table below a heading, unescaped."""
    part = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in part.splitlines() if line.startswith("|")]
    return [[re.sub(r"\\(.)", r"\1", cell).strip() for cell in row] for row in rows if "---" not in row[0]]


@pytest.mark.parametrize("slug", TOOLS)
def test_a_tool_is_the_same_for_programs_whichever_way_they_ask(client, voted, slug):
    asked = client.get(f"/tools/{slug}.json").json()
    assert client.get(f"/api/v1/tools/{slug}").json() == asked
    assert call("get_tool", slug=slug) == asked
    listed = {tool["slug"]: tool for tool in client.get("/api/v1/tools").json()["tools"]}
    assert {name: asked["tool"][name] for name in listed[slug]} == listed[slug]


@pytest.mark.parametrize("text", MATCHUPS)
def test_a_comparison_is_the_same_for_programs_whichever_way_they_ask(client, voted, text):
    asked = client.get(f"/compare/{text}.json").json()
    assert client.get(f"/api/v1/compare/{text}").json() == asked
    assert call("compare_tools", slugs=text.split("-vs-")) == asked
    weighed = client.get(f"/compare/{text}.json?w=builder:3,founder:0").json()
    assert client.get(f"/api/v1/compare/{text}?w=builder:3,founder:0").json() == weighed
    assert call("compare_tools", slugs=text.split("-vs-"), weights="builder:3,founder:0") == weighed


@pytest.mark.parametrize("slug", TOOLS)
def test_the_page_of_a_tool_says_what_its_json_says(client, voted, slug):
    asked, html = client.get(f"/tools/{slug}.json").json()["tool"], html_of(client, f"/tools/{slug}")
    words = words_of(html)
    assert asked["panel"]["label"] in words
    assert ("points with four reviews" in words) == (asked["panel"]["points"] is None)
    if asked["panel"]["points"] is not None:
        assert f"{asked['panel']['points']} of 400 points" in words
    for review in asked["reviews"]:
        assert f"{review['score']}/100 · {review['verdict']}" in words
        assert f"{review['author']}, {review['author_kind']} {review['basis']}" in words
        assert review["text"] in words
    rows = re.findall(r'<tr role="row"><th scope="row" role="rowheader">(.*?)</th><td.*?</td></tr>', html)
    assert [unescape(label) for label in rows] == [fact["label"] for fact in asked["facts"]]
    for fact, row in zip(asked["facts"], re.findall(r'<tr role="row"><th scope="row".*?</tr>', html), strict=True):
        said = words_of(row).lower()
        assert fact["text"].lower() in said
        assert fact["state"] in said
        if fact["checked_on"]:
            assert f'datetime="{fact["checked_on"]}"' in row
        assert (fact["source"] is None) == ("http" not in row)


@pytest.mark.parametrize("slug", TOOLS)
def test_the_markdown_of_a_tool_says_what_its_json_says(client, voted, slug):
    asked, text = client.get(f"/tools/{slug}.json").json()["tool"], client.get(f"/tools/{slug}.md").content.decode()
    assert f"- Panel: {asked['panel']['label']}\n" in text
    counted = Count(asked["community"]["ship"], asked["community"]["skip"])
    assert f"- Community: {counted.line}\n" in text
    assert asked["community"]["votes"] == counted.votes
    if asked["facts"]:
        rows = cells_of_markdown(text, "Facts")[1:]
        assert [row[:3] for row in rows] == [[f["label"], f["text"], f["state"]] for f in asked["facts"]]
        assert [row[3] for row in rows] == [f["checked_on"] or "not known" for f in asked["facts"]]
    scores = re.findall(r"^### (\w+): (\d+)/100 · (\w+)$", text, re.M)
    assert scores == [(r["name"], str(r["score"]), r["verdict"]) for r in asked["reviews"]]


@pytest.mark.parametrize("text", MATCHUPS)
def test_the_page_of_a_comparison_says_what_its_json_says(client, voted, text):
    asked, html = client.get(f"/compare/{text}.json").json(), html_of(client, f"/compare/{text}?facts=all")
    words, result = words_of(html), asked["result"]
    assert f"{asked['title']}:" in words_of(html[: html.index("</title>")])
    assert unescape(re.search(r'name="description" content="(.*?)"', html)[1]) == result["summary"]
    for part in ("which", "margin", "dissent"):
        assert result[part]["line"] in words
    for row in asked["table"]:
        assert row["label"] in words
        for cell in row["cells"].values():
            assert (cell["text"] or cell["missing"]).lower() in words.lower()
    states = re.findall(r"fact__state--(\w+)", html.split('id="table"')[-1])
    told = [c["state"].split()[0] for row in asked["table"] for c in row["cells"].values() if c["state"]]
    assert set(states) >= set(told)


@pytest.mark.parametrize("text", MATCHUPS)
def test_the_markdown_of_a_comparison_says_what_its_json_says(client, voted, text):
    asked, said = client.get(f"/compare/{text}.json").json(), client.get(f"/compare/{text}.md").content.decode()
    slugs = [tool["slug"] for tool in asked["tools"]]
    rows = cells_of_markdown(said, "Decision table")[1:]
    assert [row[0] for row in rows] == [row["label"] for row in asked["table"]]
    for row, told in zip(rows, asked["table"], strict=True):
        for slug, cell in zip(slugs, row[1:], strict=True):
            there = told["cells"][slug]
            assert cell.startswith(there["text"] or there["missing"].lower())
            assert (there["state"] or "") in cell
    scores = cells_of_markdown(said, "Scorecard")
    cards = asked["result"]["cards"]
    assert [row[1:] for row in scores[1:-1]] == [[str(card["scores"][slug]) for slug in slugs] for card in cards]
    assert asked["result"]["totals"] is None or scores[-1][1:] == [str(asked["result"]["totals"][s]) for s in slugs]


@pytest.mark.parametrize("slug", TOOLS)
def test_structured_data_of_a_tool_has_the_numbers_of_the_page(client, voted, slug):
    asked, linked = client.get(f"/tools/{slug}.json").json()["tool"], linked_of(html_of(client, f"/tools/{slug}"))
    thing = linked["SoftwareApplication"]
    assert (thing["name"], thing["url"]) == (asked["name"], asked["url"])
    reviews = thing.get("review", [])
    assert [r["reviewRating"]["ratingValue"] for r in reviews] == [r["score"] for r in asked["reviews"]]
    assert [r["author"]["@type"] for r in reviews] == ["Person"] * len(asked["reviews"])
    community = asked["community"]
    if community["percent"] is None:
        assert "aggregateRating" not in thing
    else:
        rating = thing["aggregateRating"]
        assert (rating["ratingValue"], rating["ratingCount"]) == (community["percent"], community["votes"])
    crumbs = [item["item"] for item in linked["BreadcrumbList"]["itemListElement"]]
    assert crumbs[-1] == asked["url"] == f"{ORIGIN}/tools/{slug}"


def test_structured_data_of_a_comparison_names_its_tools_in_their_order(client, voted):
    asked, linked = client.get(f"{MAIN}.json").json(), linked_of(html_of(client, MAIN))
    items = [item["item"] for item in linked["ItemList"]["itemListElement"]]
    assert [(item["name"], item["url"]) for item in items] == [(t["name"], t["url"]) for t in asked["tools"]]
    assert items[0]["aggregateRating"]["ratingCount"] == 7
    assert "aggregateRating" not in items[1]


def test_structured_data_of_a_list_has_its_ranks_and_its_total(client, cast, monkeypatch):
    monkeypatch.setattr(listing, "PAGE_SIZE", 3)
    first = client.get("/api/v1/tools").json()
    following = first["next"].split("?")[1]
    for address, position, tools in (
        ("/tools", 1, first["tools"]),
        (f"/tools?{following}", 4, client.get(first["next"]).json()["tools"]),
    ):
        things = linked_of(html_of(client, address))["ItemList"]
        assert things["numberOfItems"] == first["total"] == 4
        assert [(item["position"], item["url"]) for item in things["itemListElement"]] == [
            (place, tool["url"]) for place, tool in enumerate(tools, position)
        ]


def test_a_price_that_its_source_contradicts_is_offered_to_nobody(client, cast):
    _, mistral = cast
    assert linked_of(html_of(client, "/tools/mistral-3-small"))["SoftwareApplication"]["offers"]["price"] == 20
    check = {"source": "https://docs.example.com/", "method": "read", "checked_on": date(2026, 11, 3)}
    record_fact(
        mistral, "entry-price", {"amount": 20, "currency": "USD", "per": "month"}, outcome="contradicted", **check
    )
    assert "offers" not in linked_of(html_of(client, "/tools/mistral-3-small"))["SoftwareApplication"]


def test_that_a_tool_is_gone_and_its_count_paused_is_said_in_every_form(client, voted):
    llama, mistral = voted
    ballots.freeze(llama.pk, NOW, "looking")
    mistral.discontinued_on, mistral.gone_because = date(2026, 11, 9), "Bought and closed."
    mistral.save()
    Tool.objects.changed([mistral.pk])
    asked = client.get(f"{MAIN}.json").json()
    assert call("compare_tools", slugs=["cl4", "mistral-3-small"]) == client.get(f"/api/v1{MAIN}").json() == asked
    paused, gone = asked["tools"]
    assert paused["community"]["frozen_on"] == "2026-11-23"
    assert (gone["discontinued_on"], gone["discontinued_because"]) == ("2026-11-09", "Bought and closed.")
    for address in (f"{MAIN}.md", "/tools/code-llama-4.md"):
        assert "71% ship · 7 votes (counting is paused since 2026-11-23)" in client.get(address).content.decode()
    for address in (f"{MAIN}.md", "/tools/mistral-3-small.md"):
        assert "- Discontinued on 2026-11-09: Bought and closed." in client.get(address).content.decode()
    assert "Counting is paused since 23 November 2026" in html_of(client, "/tools/code-llama-4")
    page = words_of(html_of(client, "/tools/mistral-3-small"))
    assert "Mistral 3 Small was discontinued on 9 November 2026 . Bought and closed." in page


def test_the_result_under_weights_is_the_same_in_every_form(client, cast):
    query = "?w=builder:3,founder:0"
    asked = client.get(f"{MAIN}.json{query}").json()["weighted"]
    assert asked["leader"] == "mistral-3-small"
    assert asked["flip"] == {"persona": "founder", "from": 0, "to": 1, "leader": "code-llama-4"}
    text, page = client.get(f"{MAIN}.md{query}").content.decode(), words_of(html_of(client, MAIN + query))
    for name, mean in zip(("Code Llama 4", "Mistral 3 Small"), asked["means"].values(), strict=True):
        assert f"{name} {mean}" in text
        assert mean in page
    assert "of 100; Mistral 3 Small leads" in text
    assert "- With Founder 1 instead of 0: Code Llama 4 leads" in text
    assert "Mistral 3 Small leads by your weights. Weigh the Founder 1 instead of 0, and Code Llama 4 leads." in page


def test_a_day_of_the_past_is_the_same_in_every_form(client, voted):
    query = "?as_of=2026-11-05"
    asked = client.get(f"{MAIN}.json{query}").json()
    assert asked["as_of"] == asked["date"] == "2026-11-05"
    assert client.get(f"/api/v1{MAIN}{query}").json() == asked
    assert call("compare_tools", slugs=["cl4", "mistral-3-small"], as_of="2026-11-05") == asked
    assert "- Date: 2026-11-05 (as it stood" in client.get(f"{MAIN}.md{query}").content.decode()
    states = {f["key"]: f["state"] for f in asked["tools"][0]["facts"]}
    assert states["licence"] == "contradicted"


def test_what_a_tool_is_is_said_in_every_form(client, voted):
    llama, _ = voted
    llama.description = "Open *weights* for code.\n\n- On | your own machine"
    llama.full_clean()
    llama.save()
    Tool.objects.changed([llama.pk])
    said = client.get("/tools/code-llama-4.json").json()["tool"]["description"]
    assert said == "Open weights for code.\n\nOn | your own machine"
    for address, level in (("/tools/code-llama-4.md", "##"), (f"{MAIN}.md", "###")):
        text = client.get(address).content.decode()
        assert f"\n{level} What it is\n\nOpen weights for code.\n\nOn \\| your own machine\n" in text
        assert text.count("What it is") == 1  # the other tool has no description
    for address in ("/tools/code-llama-4", MAIN):
        assert "Open weights for code." in words_of(html_of(client, address))


def test_what_nobody_knows_is_null(client, voted):
    unknown = client.get("/tools/nothing-known.json").json()["tool"]
    for name in ("vendor", "website", "description", "price_flag", "discontinued_on"):
        assert unknown[name] is None, name
    assert unknown["panel"]["points"] is unknown["panel"]["percent"] is unknown["panel"]["reviewed_on"] is None
    assert unknown["facts"] == []
    result = client.get("/compare/half-reviewed-vs-nothing-known.json").json()["result"]
    assert result["comparable"] is False
    assert [result[name] for name in ("band", "lead", "totals", "leader", "winner")] == [None] * 5
