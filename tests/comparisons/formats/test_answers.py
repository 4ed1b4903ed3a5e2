"""The wire of machine answers: one address each, versions, open to every origin, problems as data, cursors."""

import json

import pytest

from comparisons.cache import forget_all
from tests.build import NOW, file_review, make_tool, record_fact
from tests.comparisons.conftest import MAIN, ORIGIN
from tests.conftest import assert_queries
from tools.models import Fact

ANSWERS = [
    (f"{MAIN}.json", 5), (f"{MAIN}.md", 5), (f"{MAIN}.json?w=builder:3", 5), ("/tools/code-llama-4.json", 4),
    ("/tools/code-llama-4.md", 4), ("/api/v1/tools", 8), ("/api/v1/tools/code-llama-4", 4), (f"/api/v1{MAIN}", 5),
    ("/api/v1/search?q=mistrl", 12), ("/api/v1/changes", 6), ("/api/v1/reviews", 2), ("/api/v1/reviews?tool=cl4", 3),
    ("/api/v1/categories", 2), ("/api/v1/openapi.json", 2), ("/og/compare/code-llama-4-vs-mistral-3-small.png", 5),
    ("/og/tools/code-llama-4.png", 4), ("/badges/code-llama-4.svg", 4), ("/embed/code-llama-4-vs-mistral-3-small", 5),
    (f"/oembed?url={ORIGIN}{MAIN}", 5), ("/robots.txt", 1), ("/sitemap.xml", 10), ("/llms.txt", 9),
    ("/og/pages/home.png", 2), ("/og/pages/tools.png", 7), ("/og/pages/changes.png", 6), ("/og/pages/site.png", 1),
    ("/og/pages/methodology.png", 1), ("/og/pages/reviewers.png", 2), ("/og/reviewers/builder.png", 2),
    ("/og/categories/developer-tools.png", 8), ("/og/tools/code-llama-4/alternatives.png", 6),
]  # fmt: skip
# Lists cannot tell whose votes they show before they have read it.
LISTS = {"/api/v1/tools": 5, "/api/v1/search?q=mistrl": 7}


@pytest.mark.parametrize(("address", "most"), ANSWERS)
def test_an_answer_keeps_the_contract_of_public_pages(client, cast, address, most):
    client.cookies["visitor"] = "x"
    forget_all()
    with assert_queries(most):
        response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=60")
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers
    with assert_queries(LISTS.get(address, 1)):
        again = client.get(address, headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    packed = client.get(address, headers={"accept-encoding": "br, gzip"})
    assert packed.headers.get("Content-Encoding") == (None if address.endswith(".png") else "br")


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("/compare/mistral-3-small-vs-code-llama-4.json", f"{MAIN}.json"),
        ("/compare/MISTRAL-3-small-vs-CL4.json/?w=builder:3&x=1", f"{MAIN}.json?w=builder:3"),
        ("/compare/cl4-vs-mistral-3-small.md?as_of=2026-11-05", f"{MAIN}.md?as_of=2026-11-05"),
        (f"{MAIN.upper()}.JSON", f"{MAIN}.json"),
        ("/compare/cl4-vs-code-llama-4.json", "/tools/code-llama-4.json"),
        ("/tools/CL4.md", "/tools/code-llama-4.md"),
        ("/api/v1/tools/cl4?as_of=2026-11-05", "/api/v1/tools/code-llama-4?as_of=2026-11-05"),
        ("/api/v1/compare/mistral-3-small-vs-cl4", f"/api/v1{MAIN}"),
        ("/og/tools/cl4.png", "/og/tools/code-llama-4.png"),
        ("/og/compare/mistral-3-small-vs-cl4.png", f"/og{MAIN}.png"),
        ("/og/tools/cl4/alternatives.png", "/og/tools/code-llama-4/alternatives.png"),
        ("/badges/cl4.svg", "/badges/code-llama-4.svg"),
        ("/embed/mistral-3-small-vs-cl4", "/embed/code-llama-4-vs-mistral-3-small"),
    ],
)
def test_every_other_spelling_moves_to_the_one_address_in_one_hop(client, cast, given, leads_to):
    response = client.get(given)
    assert (response.status_code, response.headers["Location"]) == (301, leads_to)
    assert client.get(leads_to).status_code == 200


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{MAIN}.json?w=builder:9", "w"),
        (f"{MAIN}.md?as_of=2027-01-01", "as_of"),
        ("/tools/code-llama-4.json?as_of=2026-02-30", "as_of"),
        ("/api/v1/tools?sort=x", "sort"),
        ("/api/v1/tools?after=x", "after"),
        ("/api/v1/changes?since=yesterday", "since"),
        ("/api/v1/changes?since=2030-01-01", "since"),
        ("/api/v1/changes?after=1.2", "after"),
        ("/api/v1/changes?after=9999999999999999.9.9", None),
        ("/api/v1/reviews?persona=x", "persona"),
        ("/api/v1/reviews?tool=draft", "tool"),
        ("/api/v1/search", "q"),
        ("/oembed?url=https://evil.example/compare/a-vs-b", "url"),
    ],
)
def test_what_cannot_be_meant_is_a_problem_that_names_the_field(client, cast, address, field):
    response = client.get(address)
    if field is None:
        assert response.status_code in {200, 400}
        return
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem = response.json()
    assert (problem["status"], problem["field"]) == (400, field)
    assert problem["detail"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    "address",
    ["/tools/draft.json", "/tools/nobody.md", "/compare/draft-vs-code-llama-4.json", f"{MAIN}.json?as_of=2026-10-01",
     "/api/v1/tools/draft", "/api/v1/compare/a-vs-b-vs-c-vs-d-vs-e", "/og/tools/draft.png", "/badges/draft.svg",
     "/og/tools/draft/alternatives.png", "/og/pages/none.png", "/og/categories/none.png", "/og/reviewers/none.png"],
)  # fmt: skip
def test_what_is_not_public_is_a_problem_that_caches_may_keep_for_ten_seconds(client, cast, address):
    response = client.get(address)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/nothing", "/api/v1/tools/code-llama-4/votes"])
def test_an_unknown_address_of_the_api_is_a_problem_too(client, cast, address):
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert "/api" in response.json()["detail"]


@pytest.mark.parametrize(
    "address",
    ["/tools/pulled", "/tools/pulled.json", "/tools/pulled.md", "/tools/pulled/alternatives", "/api/v1/tools/pulled",
     f"{MAIN}-vs-pulled", f"{MAIN}-vs-pulled.json", f"/api/v1{MAIN}-vs-pulled", "/badges/pulled.svg",
     "/og/tools/pulled.png", f"/embed{MAIN.removeprefix('/compare')}-vs-pulled", "/changes/tools/pulled",
     "/feeds/changes/tools/pulled.atom", "/feeds/changes/tools/pulled.json"],
)  # fmt: skip
def test_a_tool_that_was_taken_off_the_site_is_gone_everywhere_with_the_reason(client, cast, address):
    make_tool("pulled", published_at=None, gone_because="It never existed.")
    response = client.get(address)
    assert response.status_code == 410
    assert "It never existed." in response.content.decode()
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"


def test_what_would_change_something_is_a_problem_too(client, cast):
    response = client.post("/api/v1/tools")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "This address answers GET, HEAD."


def test_a_question_that_is_too_long_is_cut_and_says_so(client, cast):
    asked = client.get("/api/v1/search", {"q": "  code   llama "}).json()
    assert (asked["q"], asked["cut"], asked["tools"][0]["slug"]) == ("code llama", False, "code-llama-4")
    long = client.get("/api/v1/search", {"q": "code llama " + "x" * 900}).json()
    assert (len(long["q"]), long["cut"]) == (100, True)
    assert client.get("/api/v1/search", {"q": "a b c d e f g h i"}).json()["cut"]
    assert "The rest was left out." in client.get("/tools", {"q": "x" * 900}).content.decode()
    suggested = client.get("/search/suggest", {"q": "code llama " + "x" * 900})
    assert suggested.status_code == 200


def test_every_origin_may_read(client, cast):
    for address in (f"{MAIN}.json", "/api/v1/tools", "/tools/nobody.json"):
        response = client.get(address, headers={"origin": "https://elsewhere.example"})
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    asked = client.options("/api/v1/tools", headers={"origin": "https://elsewhere.example"})
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert client.post("/api/v1/tools").status_code == 405


def test_each_form_says_where_the_others_are(client, cast):
    for path in (MAIN, "/tools/code-llama-4"):
        for _ in ("built", "kept"):
            page = client.get(path)
            for form, kind in (("json", "application/json"), ("md", "text/markdown")):
                assert f'<link rel="alternate" type="{kind}" href="{path}.{form}">' in page.content.decode()
                assert f'<{ORIGIN}{path}.{form}>; rel="alternate"; type="{kind}"' in page.headers["Link"]
    for form, other in (("json", "md"), ("md", "json")):
        response = client.get(f"{MAIN}.{form}")
        assert f'<{ORIGIN}{MAIN}>; rel="canonical"' in response.headers["Link"]
        assert f'<{ORIGIN}{MAIN}.{other}>; rel="alternate"' in response.headers["Link"]
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_lists_go_on_where_they_ended_and_end(client, cast):
    for number in range(60):
        make_tool(f"more-{number:02}", panel=((number, "skip"),) * 4)
    for address, rows, total in (("/api/v1/tools?sort=name", "tools", 64), ("/api/v1/reviews", "reviews", 250)):
        seen, following = [], ORIGIN + address
        while following:
            answer = client.get(following.removeprefix(ORIGIN)).json()
            seen += [row.get("id") or row["slug"] for row in answer[rows]]
            following = answer["next"]
        assert len(seen) == len(set(seen)) == total


def test_changes_come_oldest_first_and_once(client, cast, monkeypatch):
    llama, mistral = cast
    monkeypatch.setattr("comparisons.formats.records.PAGE_SIZE", 2)
    for number in range(5):
        record_fact(llama, "pricing", f"Price {number}", now=NOW.replace(hour=number), reason=f"why {number}")
    file_review(mistral, "founder", 60, "ship", now=NOW.replace(hour=2))
    Fact.objects.get(tool=llama, attribute__key="licence", superseded_at=None).withdraw(because="wrong", now=NOW)
    seen, following = [], f"{ORIGIN}/api/v1/changes?since=2026-11-23"
    while following:
        answer = client.get(following.removeprefix(ORIGIN)).json()
        seen += answer["changes"]
        following = answer["next"]
    assert len(seen) == len({row["id"] for row in seen}) == 7
    assert [row["at"] for row in seen] == sorted(row["at"] for row in seen)
    assert seen[-1]["to"] is None
    assert seen[-1]["why"] == "wrong"
    assert seen[0]["from"] == "Free | open <weights>"
    assert client.get("/api/v1/changes?since=2026-11-24").status_code == 400


FAR = "8.8.8.8"


def test_a_network_that_asks_too_often_is_told_when_it_may_again(client, cast, settings):
    settings.API_PER_MINUTE = 2
    assert [client.get("/api/v1/categories", REMOTE_ADDR=FAR).status_code for _ in range(3)] == [200, 200, 429]
    response = client.get(f"{MAIN}.json", REMOTE_ADDR=FAR)
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert response.headers["RateLimit-Policy"] == '"network";q=2;w=60'
    assert response.headers["RateLimit"].startswith('"network";r=0;t=')
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(MAIN, REMOTE_ADDR=FAR).status_code == 200
    assert client.get(f"{MAIN}.json", REMOTE_ADDR="1.1.1.1").status_code == 200


def test_what_is_left_stands_in_no_answer_that_caches_keep(client, cast, settings):
    settings.API_PER_MINUTE = 50
    kept = client.get("/api/v1/categories", REMOTE_ADDR=FAR)
    assert kept.headers["RateLimit-Policy"] == '"network";q=50;w=60'
    assert "RateLimit" not in kept.headers
    again = client.get("/api/v1/categories", REMOTE_ADDR=FAR, headers={"if-none-match": kept.headers["ETag"]})
    assert (again.status_code, again.headers["RateLimit-Policy"]) == (304, '"network";q=50;w=60')
    wrong = client.get("/api/v1/tools?sort=x", REMOTE_ADDR=FAR)
    assert (wrong.status_code, wrong.headers["RateLimit"].split(";t=")[0]) == (400, '"network";r=47')
    ping = '{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
    asked = client.post("/mcp", ping, "application/json", REMOTE_ADDR=FAR)
    assert asked.headers["RateLimit"].startswith('"network";r=46;t=')
    assert asked.headers["RateLimit-Policy"] == '"network";q=50;w=60'


def test_a_network_that_asks_politely_costs_no_statement(client, cast, settings):
    assert settings.API_PER_MINUTE == 600
    client.get("/api/v1/categories", REMOTE_ADDR=FAR)
    with assert_queries(15):  # the stamp of the site, and nothing else
        for _ in range(15):
            client.get("/api/v1/categories", REMOTE_ADDR=FAR)


def test_an_address_that_may_be_a_proxy_of_everybody_is_not_limited(client, cast, settings):
    settings.API_PER_MINUTE = 1
    for address in ("127.0.0.1", "10.1.2.3", "::1", "fe80::1", "", "nonsense"):
        assert [client.get("/api/v1/categories", REMOTE_ADDR=address).status_code for _ in range(3)] == [200] * 3, (
            address
        )


def test_no_forged_host_reaches_an_address(client, cast):
    for address in (f"{MAIN}.json", "/api/v1/tools", "/sitemap.xml", "/robots.txt", "/llms.txt", MAIN):
        response = client.get(address, headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
        assert b"evil" not in response.content
    assert json.loads(client.get(f"{MAIN}.json").content)["url"].startswith(ORIGIN)
