"""The wire: one address per page, answers to bad requests, methods, encodings, hostile input, security headers."""

import gzip
import re

import brotli
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from comparisons.cache import forget_all
from comparisons.reading.lookup import HOW_MANY
from comparisons.views import house
from comparisons.web.public import PAGES, accepted
from config.middleware import canonical_path
from tests.build import LLAMA, add_alias, make_category, make_pair, make_tool
from tests.conftest import drain
from tests.hostile.places import fetch
from tools.models import Tool

MAIN = "/compare/code-llama-4-vs-mistral-3-small"
MOVED = "public, max-age=0, s-maxage=300"
MISSING = "public, max-age=0, s-maxage=10"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A client that shows the 500 page instead of raising."""
    return Client(raise_request_exception=False)


@pytest.fixture
def pair(clock):
    llama, mistral = make_pair()
    for alias in ("cl4", "llama4"):
        add_alias(llama, alias)
    llama.update_names()
    make_tool("cats-vs-dogs", category=make_category("pets", "Pets"))
    for slug in ("third", "fourth", "fifth"):
        make_tool(slug)
    return llama, mistral


def text_of(response):
    return response.content.decode()


# One address per page.

REDIRECTS = [
    # The order of the tools, aliases, upper case, slashes, each alone and all at once: always one hop.
    ("/compare/mistral-3-small-vs-code-llama-4", MAIN),
    ("/compare/cl4-vs-mistral-3-small", MAIN),
    ("/compare/mistral-3-small-vs-cl4", MAIN),
    ("/compare/Code-Llama-4-vs-Mistral-3-Small", MAIN),
    ("/Compare/code-llama-4-vs-mistral-3-small", MAIN),
    ("/compare/code-llama-4-VS-mistral-3-small", MAIN),
    (f"{MAIN}/", MAIN),
    (f"{MAIN}///", MAIN),
    ("/compare//code-llama-4-vs-mistral-3-small", MAIN),
    ("//compare/code-llama-4-vs-mistral-3-small", MAIN),
    ("//COMPARE///Mistral-3-Small-vs-CL4//", MAIN),
    ("/compare/mistral%2D3-small-vs-%63l4", MAIN),
    ("/compare/mistral-3-small-vs-third-vs-code-llama-4", "/compare/code-llama-4-vs-mistral-3-small-vs-third"),
    ("/compare/code-llama-4-vs-mistral-3-small-vs-code-llama-4", MAIN),
    ("/compare/code-llama-4-vs-cats-vs-dogs", "/compare/cats-vs-dogs-vs-code-llama-4"),
    ("/compare/code-llama-4-vs-code-llama-4", "/tools/code-llama-4"),
    ("/compare/code-llama-4-vs-cl4", "/tools/code-llama-4"),
    ("/compare/cl4-vs-llama4", "/tools/code-llama-4"),
    ("/compare/cats-vs-dogs", "/tools/cats-vs-dogs"),
    ("/compare/cl4", "/tools/code-llama-4"),
    ("/tools/cl4", "/tools/code-llama-4"),
    ("/TOOLS/CL4/", "/tools/code-llama-4"),
    ("/tools/code-llama-4/", "/tools/code-llama-4"),
    ("/tools/cl4/history", "/tools/code-llama-4/history"),
    ("/Tools//CL4/History/", "/tools/code-llama-4/history"),
    ("/tools/", "/tools"),
    ("/categories/pets/", "/categories/pets"),
    ("/Categories/Pets", "/categories/pets"),
    ("/reviewers/Builder/", "/reviewers/builder"),
    ("/about/", "/about"),
    ("//", "/"),
    ("///", "/"),
]


@pytest.mark.parametrize("path", [False, True], ids=["plain", "with arguments"])
def test_every_other_spelling_moves_to_the_one_address_in_one_hop(client, pair, path):
    for given, wanted in REDIRECTS:
        response = fetch(client, given + ("?utm_source=x&utm_medium=y" if path else ""))
        assert (response.status_code, response.headers["Location"]) == (301, wanted), given
        assert response.headers["Cache-Control"] == MOVED, given
        assert response.headers["Vary"] == "Accept-Encoding", given
        assert client.get(wanted).status_code == 200


def test_known_arguments_survive_the_hop_and_unknown_ones_do_not(client, pair):
    response = client.get("/compare/Mistral-3-Small-vs-cl4/?w=builder:3,founder:0&utm_source=x&diff=1&as_of=2026-11-05")
    assert response.headers["Location"] == f"{MAIN}?as_of=2026-11-05&diff=1&w=builder:3,founder:0"
    assert client.get(response.headers["Location"]).status_code == 200


def test_arguments_of_a_list_survive_the_hop(client, pair):
    response = client.get("/Tools/?sort=new&verdict=ship&x=1")
    assert response.headers["Location"] == "/tools?sort=new&verdict=ship"


def test_renamed_tools_are_reached_in_one_hop_from_all_their_names(client, pair):
    tool = Tool.objects.get(slug="third")
    for slug in ("third-b", "third-c", "third"):
        tool.slug = slug
        tool.full_clean()
        tool.save()
        tool.update_names()
    for old in ("third-b", "third-c"):
        assert client.get(f"/tools/{old}").headers["Location"] == "/tools/third"
        response = client.get(f"/compare/{old}-vs-code-llama-4")
        assert (response.status_code, response.headers["Location"]) == (301, "/compare/code-llama-4-vs-third")
    assert client.get("/tools/third").status_code == 200


ELSEWHERE = [
    "//evil.com", "//evil.com/", "///evil.com//", "/%2Fevil.com/", "/%2F%2Fevil.com", "/\\evil.com/", "/%5Cevil.com",
    "/.//evil.com", "//evil.com/%2e%2e", "/%09/evil.com", "//user@evil.com:80/x",
]  # fmt: skip


def test_no_path_sends_a_reader_to_another_site(client, pair):
    for path in ELSEWHERE:
        response = fetch(client, path)
        assert response.status_code == 404, path
        assert "Location" not in response.headers, path


def test_a_redirect_never_begins_with_two_slashes():
    for path in ("//", "///a", "/a//", "\\\\a", "//A//b//"):
        assert re.match(r"/(?![/])", canonical_path(path))
        assert canonical_path(canonical_path(path)) == canonical_path(path)


def test_unknown_arguments_change_nothing(client, pair):
    plain = client.get(MAIN)
    for query in (
        "?utm_source=x",
        "?x=1&y=2",
        "?DIFF=1",
        "?&&&",
        "?=",
        "?%00=%00",
        "?page=2",
        "?sort=nonsense",
        "?verdict=x",
    ):
        other = client.get(MAIN + query)
        assert other.status_code == 200, query
        assert other.content == plain.content, query


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("/categories/developer-tools?verdict=skip", "/categories/developer-tools"),
        ("/categories/developer-tools?sort=nonsense", "/categories/developer-tools"),
        ("/categories/developer-tools?category=pets", "/categories/developer-tools"),
        ("/compare?tool=", "/compare"),
        (f"{MAIN}?diff=", MAIN),
        (f"{MAIN}?diff=1&diff=", f"{MAIN}?diff=1"),
        (f"{MAIN}?as_of=2026-11-05&as_of=", f"{MAIN}?as_of=2026-11-05"),
        (f"{MAIN}?w=builder:3&w=", f"{MAIN}?w=builder:3"),
        ("/tools?verdict=skip&verdict=", "/tools?verdict=skip"),
        ("/tools?sort=name&sort=", "/tools?sort=name"),
        ("/reviewers/builder?after=2026-01-01.1&after=", "/reviewers/builder?after=2026-01-01.1"),
    ],
)
def test_no_spelling_of_one_page_is_kept_under_the_address_of_another(client, pair, address, clean):
    expected = client.get(clean)
    forget_all()
    client.get(address)
    found = client.get(clean)
    assert found.content == expected.content
    assert found.headers.get("X-Robots-Tag") == expected.headers.get("X-Robots-Tag")


def test_known_arguments_may_come_in_any_order(client, pair):
    one = client.get(f"{MAIN}?w=founder:0,builder:3&diff=1")
    other = client.get(f"{MAIN}?diff=1&w=builder:3,founder:0&x=y")
    assert one.status_code == other.status_code == 200
    assert one.content == other.content


# Not found, and not understood.


ABSENT = [
    "/nothing", "/tools/nobody", "/tools/nobody/history", "/tools/code-llama-4/nothing", "/categories/nothing",
    "/reviewers/butler", "/compare/nobody-vs-code-llama-4", "/compare/code-llama-4-vs-", "/compare/-vs-code-llama-4",
    "/compare/code-llama-4-vs--vs-mistral-3-small", "/compare/-vs-", "/compare/code-llama-4/x", "/tools/code-llama-4%0A",
    "/tools/code-llama-4/history%0A", f"{MAIN}%0A", "/categories/pets%0A", "/reviewers/builder%0A", "/about%0A",
    "/tools/draft", "/compare/code-llama-4-vs-draft", "/.env", "/wp-login.php", "/tools/..", "/static/nothing.css",
    "/media/logos/x.webp", "/index.html", "/administrator",
]  # fmt: skip


def test_what_is_not_there_is_404_and_kept_for_ten_seconds(client, pair):
    make_tool("draft", panel=LLAMA, published_at=None)
    for path in ABSENT:
        response = client.get(path)
        assert response.status_code == 404, path
        assert response.headers["Cache-Control"] == MISSING, path
        assert response.headers["Vary"] == "Accept-Encoding", path
        assert "Set-Cookie" not in response.headers
        assert text_of(response).count("<h1") == 1
        assert "draft" not in re.sub(r"/tools/draft|<b class=.sans.>.*?</b>", "", text_of(response)).lower()


def test_a_mistyped_tool_is_answered_with_the_nearest_ones(client, pair):
    assert '<a class="entry__t" href="/tools/code-llama-4">' in text_of(client.get("/tools/code-lama-4"))


def test_a_mistyped_matchup_is_answered_with_the_one_that_was_meant(client, pair):
    html = text_of(client.get("/compare/code-lama-4-vs-mistral-small"))
    assert f'href="{MAIN}"' in html


FIVE = ["code-llama-4", "fifth", "fourth", "mistral-3-small", "third"]


@pytest.mark.parametrize(
    "names",
    [
        FIVE,
        [*FIVE, "cats-vs-dogs"],
        ["a", "b", "c", "d", "e"],
        [f"t{n}" for n in range(30)],
        ["x" * 60 + c for c in "abcde"],
    ],
)
def test_more_than_four_tools_are_told_the_limit(client, pair, names):
    response = client.get("/compare/" + "-vs-".join(names))
    assert response.status_code == 404
    assert HOW_MANY in text_of(response)


WRONG = [
    (f"{MAIN}?w=builder:9", "w"),
    (f"{MAIN}?w=cook:1", "w"),
    (f"{MAIN}?w=builder:0,skeptic:0,futurist:0,founder:0", "w"),
    (f"{MAIN}?as_of=2026-11-24", "as_of"),
    (f"{MAIN}?as_of=yesterday", "as_of"),
    (f"{MAIN}?diff=2", "diff"),
    ("/tools?verdict=maybe", "verdict"),
    ("/tools?sort=age", "sort"),
    ("/tools?category=nothing", "category"),
    ("/tools?after=nonsense", "after"),
    ("/categories/pets?after=nonsense", "after"),
    ("/reviewers/builder?after=nonsense", "after"),
]  # fmt: skip


def test_a_wrong_value_of_a_known_argument_is_400_and_names_it(client, pair):
    for address, name in WRONG:
        response = client.get(address)
        html = text_of(response)
        assert response.status_code == 400, address
        assert f'<b class="sans">{name}</b>' in html, address
        assert "expected" in html
        assert html.count("<h1") == 1
        assert "no-store" in response.headers["Cache-Control"]
        assert "ETag" not in response.headers


def test_a_name_that_the_picker_cannot_read_is_400_with_the_nearest(client, pair):
    response = client.get("/compare?tool=code-lama-4&tool=mistral-3-small")
    assert response.status_code == 400
    assert "code-lama-4" in text_of(response)
    assert "/tools/code-llama-4" in text_of(response)


def test_the_picker_leads_to_the_page_of_what_was_picked(client, pair):
    def lead(query):
        response = client.get(f"/compare?{query}")
        return response.status_code, response.headers.get("Location")

    assert lead("tool=Mistral+3+Small&tool=code+llama+4") == (301, MAIN)
    assert lead("tool=cl4&tool=mistral-3-small&tool=") == (301, MAIN)
    assert lead("tool=cl4&tool=Code+Llama+4") == (301, "/tools/code-llama-4")
    assert lead("tool=&tool=") == (200, None)
    assert lead("tool=cl4&tool=") == (200, None)
    assert lead("&".join(f"tool={slug}" for slug in FIVE))[0] == 400


# Methods.


WRITES = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]


def test_public_pages_are_only_read(client, pair):
    for method in WRITES:
        for path in ("/", MAIN, "/tools/code-llama-4", "/compare/mistral-3-small-vs-cl4", "/about/", "/TOOLS"):
            response = client.generic(method, path, b"x=1", content_type="application/x-www-form-urlencoded")
            assert response.status_code == 405, (method, path)
            assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}
            assert "no-store" in response.headers["Cache-Control"]


def test_a_post_without_a_token_is_refused_by_a_page_of_ours(pair):
    response = Client(enforce_csrf_checks=True).post("/about", {"x": "1"})
    assert response.status_code == 405
    assert "no-store" in response.headers["Cache-Control"]
    assert text_of(response) == "" or "Versed" in text_of(response)
    assert not response.cookies


def test_head_has_the_headers_of_get_and_no_body(client, pair):
    for path in ("/", MAIN, "/tools", "/tools/nobody", "/compare/cl4", f"{MAIN}?diff=2"):
        get, head = client.get(path), client.head(path)
        assert head.status_code == get.status_code
        assert head.content == b""
        for name in ("Cache-Control", "ETag", "Vary", "Location", "Content-Type"):
            assert head.headers.get(name) == get.headers.get(name)


def test_a_head_first_does_not_leave_an_empty_page_behind(client, pair):
    forget_all()
    client.head(MAIN)
    assert text_of(client.get(MAIN)).endswith("</html>\n") or text_of(client.get(MAIN)).rstrip().endswith("</html>")


def test_a_body_a_range_and_odd_headers_change_nothing(client, pair):
    plain = client.get(MAIN)
    for headers in (
        {"Range": "bytes=0-10"}, {"Range": "nonsense"}, {"Accept": "x/y"}, {"If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"},
        {"If-Match": '"x"'}, {"Content-Length": "3"}, {"If-None-Match": "*garbage*, W/,,\""}, {"Expect": "100-continue"},
        {"Accept-Charset": "utf-7"}, {"Accept-Language": "x" * 4000}, {"Upgrade": "h2c"},
    ):  # fmt: skip
        response = client.get(MAIN, headers=headers)
        assert (response.status_code, response.content) == (200, plain.content), headers
    body = client.generic("GET", MAIN, b"diff=1&as_of=nonsense", content_type="application/x-www-form-urlencoded")
    assert body.content == plain.content


@pytest.mark.parametrize("form", ["{tag}", '"x", {tag}', '{tag}, W/"y"', "  {tag}  ", '"a",{tag},"b"'])
def test_a_tag_matches_wherever_it_stands_in_the_list(client, pair, form):
    tag = client.get(MAIN).headers["ETag"]
    assert client.get(MAIN, headers={"If-None-Match": form.format(tag=tag)}).status_code == 304


def test_the_tag_of_another_page_does_not_match(client, pair):
    tag = client.get("/").headers["ETag"]
    assert client.get(MAIN, headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/", headers={"If-None-Match": tag[:-2]}).status_code == 200


# Encodings.

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, None: lambda body: body}


OFFERS = [
    ("br", "br"), ("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0.1, gzip;q=1", "br"), ("GZIP", "gzip"), ("", None),
    ("identity", None), ("br;q=0", None), ("br; q=0, gzip", "gzip"), ("gzip;q=0.000, br;q=0", None),
    ("br;q=0,gzip;q=0,identity", None), ("deflate, zstd", None), ("gzip;x=y", "gzip"), (" br ,", "br"),
    (",,,;;;===", None), ("bro", None), ("gzipped", None), ("\u00ff", None), ("br;q=1.0,br;q=0", None),
]  # fmt: skip


def test_the_encoding_is_one_that_the_reader_takes(client, pair):
    plain = client.get(MAIN).content
    for header, expected in OFFERS:
        response = client.get(MAIN, headers={"Accept-Encoding": header})
        assert response.headers.get("Content-Encoding") == expected, header
        assert DECODERS[expected](response.content) == plain
        assert response.headers["Vary"] == "Accept-Encoding"


def test_every_encoding_shares_the_tag_and_is_the_smaller_one(client, pair):
    plain = client.get(MAIN)
    for name in ("br", "gzip"):
        response = client.get(MAIN, headers={"Accept-Encoding": name})
        assert response.headers["ETag"] == plain.headers["ETag"]
        assert len(response.content) < len(plain.content) / 3


def test_three_hundred_encodings_are_settled_and_the_next_reader_gets_the_page(client, pair):
    header = ", ".join(f"x{n};q=0.{n % 10}" for n in range(300))
    plain = client.get(MAIN).content
    assert client.get(MAIN, headers={"Accept-Encoding": header}).content == plain
    assert client.get(MAIN).content == plain


def test_a_refused_encoding_at_the_end_of_a_long_list_stays_refused():
    for padding in range(480, 500):
        assert accepted("x" * padding + ", gzip;q=0") == "identity", padding


# Queries of any length (tests/hostile puts 2,900 texts everywhere).


@pytest.mark.parametrize(
    "query", ["&".join(f"w=x{n}" for n in range(5000)), "x" * 100_000, "&" * 5000, "w=" + "builder:1," * 9000]
)
def test_an_overlong_query_is_answered(client, pair, query):
    assert client.get(f"{MAIN}?{query}").status_code in {200, 400}


def test_many_different_queries_do_not_fill_the_memory(client, pair):
    for n in range(200):
        client.get(f"{MAIN}?utm_source={n}&x{n}=1")
    assert len(PAGES.values) == 1
    assert PAGES.used <= PAGES.limit


# The host.


FORGED = ["evil.example", "testserver.evil.example", "evil.example:80", "a b", "<script>", "testserver@evil"]


def test_a_forged_host_is_refused(client, pair):
    for host in FORGED:
        for path in ("/", MAIN, "/tools/nobody", "/compare/cl4", "/admin/", "/static/nothing.css"):
            response = client.get(path, headers={"Host": host})
            assert response.status_code == 400, path
            assert "evil" not in text_of(response)


def test_no_header_of_a_request_reaches_an_address_on_a_page(client, pair):
    for path in ("/", MAIN, "/tools/nobody", f"{MAIN}/", "/tools"):
        forget_all()
        response = client.get(
            path,
            headers={
                "X-Forwarded-Host": "evil.example", "X-Forwarded-Server": "evil.example", "X-Host": "evil.example",
                "Forwarded": "host=evil.example", "X-Original-URL": "/evil", "X-Rewrite-URL": "/evil",
                "X-Forwarded-Prefix": "/evil", "X-Forwarded-Proto": "https", "Referer": "https://evil.example/",
            },
        )  # fmt: skip
        assert "evil" not in text_of(response)
        assert "evil" not in str(dict(response.headers))


# Security headers on every class of answer.

CSP = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
    "manifest-src 'self'",
}  # fmt: skip
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}


def check_security(response):
    for name, value in FIXED.items():
        assert response.headers.get(name) == value, name
    policy = response.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == CSP
    assert "nonce" not in policy
    assert "Server" not in response.headers


def break_it(*args, **kwargs):
    raise RuntimeError("a secret of the inside")


def answers(client, monkeypatch):
    """One answer of each class, by name."""
    tag = client.get("/").headers["ETag"]
    yield "200", client.get(MAIN)
    yield "301", client.get("/compare/cl4")
    yield "301 of the middleware", client.get(f"{MAIN}/")
    yield "304", client.get("/", headers={"If-None-Match": tag})
    yield "400", client.get(f"{MAIN}?diff=2")
    yield "400 of a host", client.get("/", headers={"Host": "evil.example"})
    yield "404", client.get("/nothing")
    yield "405", client.post("/")
    yield "healthz", client.get("/healthz")
    with monkeypatch.context() as patch:
        patch.setattr(house, "latest_verdicts", break_it)
        forget_all()
        yield "500", client.get("/")
        patch.setattr(house, "latest_verdicts", lambda moment: (_ for _ in ()).throw(OperationalError("no")))
        yield "503", client.get("/")


def test_every_class_of_answer_has_the_security_headers(client, pair, monkeypatch):
    for name, response in answers(client, monkeypatch):
        assert str(response.status_code) in name or name == "healthz"
        try:
            check_security(response)
        except (AssertionError, KeyError) as error:
            raise AssertionError(f"{name}: {error}") from error


def test_the_admin_keeps_a_strict_policy_and_is_never_stored(client, pair):
    response = client.get("/admin/login/?next=/admin/")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "no-store" in response.headers["Cache-Control"]
    for name in FIXED:
        assert response.headers.get(name) == FIXED[name], name


def test_static_files_are_not_sniffed(client):
    response = client.get("/static/css/base.css")
    drain(response)
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"


# When things break.


def test_the_page_of_an_error_of_ours_says_nothing_of_the_inside(client, pair, monkeypatch):
    monkeypatch.setattr(house, "latest_verdicts", break_it)
    response = client.get("/", headers={"X-Secret": "of the visitor"})
    html = text_of(response)
    assert response.status_code == 500
    assert html.count("<h1") == 1
    for word in ("secret", "Traceback", "RuntimeError", "django", "latest_verdicts", "/work", ".py"):
        assert word not in html
    assert response.headers["Cache-Control"] == "no-store"


def test_a_page_that_broke_is_not_kept(client, pair, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(house, "latest_verdicts", break_it)
        assert client.get("/").status_code == 500
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_the_database_every_page_is_503_and_not_stored(client, pair, error):
    def down(execute, sql, params, many, context):
        raise error("could not connect to server at 10.0.0.1: secret")

    for path in (
        "/", MAIN, "/tools", "/tools/code-llama-4", "/compare/cl4-vs-third", "/tools/nobody", "/nothing", "/reviewers",
        "/about", "/Tools/", "/compare?tool=x",
    ):  # fmt: skip
        forget_all()
        with connection.execute_wrapper(down):
            response = client.get(path)
        assert response.status_code == 503, path
        assert response.headers["Cache-Control"] == "no-store", path
        assert int(response.headers["Retry-After"]) > 0, path
        assert text_of(response).count("<h1") == 1, path
        assert "secret" not in text_of(response), path


@pytest.mark.parametrize(
    "path", [f"{MAIN}.json", f"{MAIN}.md", "/api/v1/tools", "/api/v1/compare/a-vs-b", "/tools/x.json"]
)
def test_without_the_database_programs_get_a_problem_that_says_so(client, pair, path):
    def down(execute, sql, params, many, context):
        raise OperationalError("could not connect to server at 10.0.0.1: secret")

    forget_all()
    with connection.execute_wrapper(down):
        response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (503, "application/problem+json")
    assert response.json()["status"] == 503 and "secret" not in text_of(response)
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"


def test_health_does_not_ask_the_database_and_readiness_does(client):
    def down(execute, sql, params, many, context):
        raise OperationalError("no")

    with connection.execute_wrapper(down):
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
    assert ready.status_code == 503
    assert client.get("/readyz").status_code == 200
    for path in ("/healthz", "/readyz"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_browsers_find_the_icon_where_they_look(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    icon = client.get(response.headers["Location"])
    drain(icon)
    assert icon.status_code == 200
