"""Every address of a matchup and of a tool means the same: any order, alias, case and slash lead to its one spelling, in
one step, with the same suffix; what leads nowhere says why."""

import json
import re
from dataclasses import dataclass
from html import unescape

import pytest

from comparisons.reading.lookup import HOW_MANY
from comparisons.urls import urlpatterns
from comparisons.web.machine import OPEN
from tests.build import add_alias, make_category, make_pair, make_tool
from votes.models import Bookmark, Vote

ONE, TOOL = "code-llama-4-vs-mistral-3-small", "code-llama-4"
OWN = {"Sec-Fetch-Site": "same-origin"}
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Form:
    """The addresses of a matchup under one name of the URLconf. `alone` is the same of a tool, empty where a tool has
    none; `keeps` is a query that the form understands, `alone_keeps` what of it the form of a tool does."""

    route: str
    address: str
    alone: str = ""
    keeps: str = ""
    alone_keeps: str = ""
    is_open: bool = False


WEIGHED, PAST = "w=builder:3", "as_of=2026-11-22"
FORMS = [
    Form("matchup", "/compare/{}", "/tools/{}", f"{PAST}&diff=1&{WEIGHED}", PAST),
    Form("matchup-data", "/compare/{}.json", "/tools/{}.json", f"{PAST}&{WEIGHED}", PAST, is_open=True),
    Form("matchup-data", "/compare/{}.md", "/tools/{}.md", f"{PAST}&{WEIGHED}", PAST, is_open=True),
    Form("api-compare", "/api/v1/compare/{}", "/api/v1/tools/{}", f"{PAST}&{WEIGHED}", PAST, is_open=True),
    Form("decision", "/compare/{}/decision.md", keeps=f"{PAST}&{WEIGHED}"),
    Form("embed", "/embed/{}"),
    Form("card", "/compare/{}/embed"),
    Form("changes-of", "/changes/compare/{}", "/changes/tools/{}", "after=1.0.1", "after=1.0.1"),
    Form("feed-of", "/feeds/changes/compare/{}.atom", "/feeds/changes/tools/{}.atom"),
    Form("feed-of", "/feeds/changes/compare/{}.json", "/feeds/changes/tools/{}.json"),
    Form("save-matchup", "/compare/{}/bookmark", "/tools/{}/bookmark", "in=page&next=/tools", "in=page&next=/tools"),
    Form("compare-picture", "/og/compare/{}.png", "/og/tools/{}.png", is_open=True),
]
# Addresses of a tool alone; those of the table above are added.
TOOL_FORMS = [
    "/tools/{}/alternatives", "/tools/{}/history", "/tools/{}/badge", "/tools/{}/vote", "/badges/{}.svg",
    "/og/tools/{}/alternatives.png", *dict.fromkeys(form.alone for form in FORMS if form.alone),
]  # fmt: skip
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.address)


@pytest.fixture
def cast(clock):
    llama, _ = make_pair()
    add_alias(llama, "cl4")
    for slug in ("third", "fourth", "fifth"):
        make_tool(slug)
    make_tool("poet", category=make_category("writing", "Writing"))


def plain(query):
    """A query as it is written in an address of ours."""
    return f"?{query.replace('/', '%2F')}" if query else ""


def told(response):
    """What an answer says, as words."""
    text = response.content.decode()
    if "json" in response.headers["Content-Type"]:
        return json.loads(text)["detail"]
    return " ".join(unescape(text.replace('<b class="sans">', "").replace("</b>", "")).split())


def test_the_table_has_every_address_of_a_matchup():
    """A route that takes a matchup and is not in the table is not tested: add it there."""
    assert {route.name for route in urlpatterns if takes_a_matchup(route)} == {form.route for form in FORMS}


def takes_a_matchup(route):
    written = str(route.pattern)
    return "?P<text>" in written or bool(re.search(r"compare[|)/]", written))


@each_form
def test_its_one_spelling_is_answered(client, cast, form):
    assert client.get(form.address.format(ONE)).status_code == 200


@each_form
@pytest.mark.parametrize(
    "text", ["mistral-3-small-vs-code-llama-4", "cl4-vs-mistral-3-small", "mistral-3-small-vs-cl4-vs-code-llama-4"]
)
def test_any_other_spelling_leads_to_it_in_one_step(client, cast, form, text):
    path = form.address.format(text)
    check_redirect(client, path, form.address.format(ONE), form, form.keeps)
    check_redirect(client, f"{path.upper()}//", form.address.format(ONE), form, form.keeps)


@each_form
@pytest.mark.parametrize("dressed", [str.upper, "{}/".format])
def test_case_and_slashes_alone_lead_to_it_too(client, cast, form, dressed):
    check_redirect(client, dressed(form.address.format(ONE)), form.address.format(ONE), form, form.keeps)


def check_redirect(client, path, expected, form, keeps):
    answer = client.get(f"{path}?{form.keeps}&unknown=1" if form.keeps else f"{path}?unknown=1")
    assert (answer.status_code, answer.headers["Location"]) == (301, expected + plain(keeps))
    if form.is_open:
        assert {name: answer.headers.get(name) for name in OPEN} == OPEN
    if form.route == "embed":
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    target = client.get(answer.headers["Location"])
    assert target.status_code == 200


@each_form
@pytest.mark.parametrize("text", ["code-llama-4-vs-code-llama-4", "cl4-vs-code-llama-4", "CL4-vs-cl4", "code-llama-4"])
def test_a_tool_against_itself_is_the_tool(client, cast, form, text):
    if form.alone:
        check_redirect(client, form.address.format(text), form.alone.format(TOOL), form, form.alone_keeps)
    else:
        answer = client.get(form.address.format(text))
        assert answer.status_code == 404
        assert HOW_MANY in told(answer)


@each_form
@pytest.mark.parametrize(
    "text", ["code-llama-4-vs-fifth-vs-fourth-vs-mistral-3-small-vs-third", "a-vs-b-vs-c-vs-d-vs-e"]
)
def test_five_tools_are_told_the_limit(client, cast, form, text):
    answer = client.get(form.address.format(text))
    assert answer.status_code == 404
    assert HOW_MANY in told(answer)


@each_form
def test_what_is_unknown_is_named_with_the_nearest(client, cast, form):
    answer = client.get(form.address.format("code-llama-4-vs-mistral-3-smal"))
    assert answer.status_code == 404
    assert "No public tool is called mistral-3-smal." in told(answer)
    assert "Mistral 3 Small" in told(answer)


@pytest.mark.parametrize("address", TOOL_FORMS)
@pytest.mark.parametrize("dressed", [str, str.upper, "{}/".format])
def test_other_names_of_a_tool_lead_to_its_own(client, cast, address, dressed):
    answer = client.get(dressed(address.format("cl4")))
    assert (answer.status_code, answer.headers["Location"]) == (301, address.format(TOOL))
    missing = client.get(address.format("cl5"))
    assert missing.status_code == 404
    assert "No public tool is called cl5." in told(missing)


# Forms act on what a name means.


@pytest.mark.parametrize("text", ["mistral-3-small-vs-cl4", "CL4-vs-mistral-3-small", f"{ONE}/"])
def test_a_form_acts_on_the_matchup_that_is_meant(client, cast, text):
    answer = client.post(f"/compare/{text.rstrip('/')}/bookmark", {"saved": "yes"}, headers=OWN)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/compare/{ONE}/bookmark?")
    assert list(Bookmark.objects.kept().values_list("path", flat=True)) == [f"/compare/{ONE}"]


def test_a_form_acts_on_the_tool_that_is_meant(client, cast):
    saved = client.post("/compare/cl4-vs-code-llama-4/bookmark", {"saved": "yes"}, headers=OWN)
    assert (saved.status_code, saved.headers["Location"].split("?")[0]) == (303, f"/tools/{TOOL}/bookmark")
    voted = client.post("/tools/CL4/vote", {"vote": "ship"}, headers=OWN)
    assert (voted.status_code, voted.headers["Location"].split("?")[0]) == (303, f"/tools/{TOOL}/vote")
    assert Vote.objects.get().tool.slug == TOOL
    five = client.post("/compare/a-vs-b-vs-c-vs-d-vs-e/bookmark", {"saved": "yes"}, headers=OWN)
    assert five.status_code == 404
    assert HOW_MANY in told(five)


# The same by the protocol for models, which has no addresses: it answers at once or says the same sentences.


def call(client, *slugs):
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
               "params": {"name": "compare_tools", "arguments": {"slugs": list(slugs)}}}  # fmt: skip
    return client.post("/mcp", json.dumps(message), content_type="application/json").json()["result"]


def test_models_are_answered_by_any_name_and_told_the_same(client, cast):
    assert call(client, "Mistral-3-Small", "CL4")["structuredContent"]["url"].endswith(f"/compare/{ONE}")
    for slugs in (("a", "b", "c", "d", "e"), ("cl4", "code-llama-4")):
        said = call(client, *slugs)
        assert said["isError"]
        assert HOW_MANY in said["content"][0]["text"]
    said = call(client, "cl4", "mistral-smal")
    assert said["isError"]
    assert "No public tool is called mistral-smal." in said["content"][0]["text"]
    assert "Nearest: Mistral 3 Small (mistral-3-small)." in said["content"][0]["text"]
