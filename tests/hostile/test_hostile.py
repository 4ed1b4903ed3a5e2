"""More than 2,000 hostile texts in every argument, every part of a path, every header and every message: whatever is
sent, the answer is one of ours, says what was wrong, and gives nothing back alive.

By default each place gets a part of the texts, another part each; `--hostile all` puts all of them into each.
"""

import inspect
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from jinja2 import FileSystemLoader

from bench import naughty
from config.jinja import environment
from tests.build import add_alias, make_category, make_pair, make_tool, record_fact
from tests.hostile.checks import body_of, came_back, complaints, wrong_html
from tests.hostile.places import GROUPS, MAIN, PLACES, Place, fetch
from tests.hostile.strings import hostile, sample, strings

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock):
    llama, mistral = make_pair()
    add_alias(llama, "cl4")
    make_tool("cats-vs-dogs", category=make_category("pets", "Pets"))
    make_tool("draft", published_at=None)
    record_fact(llama, "pricing", "Free")
    record_fact(llama, "pricing", "Paid", reason="changed")
    return llama, mistral


def test_the_texts_are_many_and_of_every_kind():
    families = hostile()
    assert len(strings()) == len(set(strings())) >= 2500
    assert all(len(texts) > 10 for texts in families.values())
    assert sample(100, key="a") == sample(100, key="a") != sample(100, key="b")


HERE = Place("pages", "/tools?q={}")


@pytest.mark.parametrize("html", [
    "<script>alert(1)</script>", "<p onclick=x>", '<input value="" onfocus="x">', "<img/src=x onerror=x>", "<a href=javascript:x>",
    '<a href=" JavaScript:x">', "<form action='//evil.example'>", "<svg/onload=x>", "<iframe>", "<base href=/>", "<p/ONCLICK=x>",
])  # fmt: skip
def test_what_is_alive_is_seen(html):
    assert list(wrong_html(HERE, 200, f"<p>before</p>{html}"))


@pytest.mark.parametrize("html", [
    "&lt;script&gt;", '<input value="&lt;a href=javascript:x onclick=x&gt;">', "<p title='x onclick=y'>on x = y</p>",
    '<meta content="&#34; onload=&#34;x">', '<a href="/tools?q=//evil.example&amp;data=javascript:x">',
])  # fmt: skip
def test_what_is_escaped_is_no_complaint(html):
    assert list(wrong_html(HERE, 200, html)) == []


class Hashed(StaticFilesStorage):
    """Names with a hash in them, as the site has where its static files are built (the bench builds them)."""

    def url(self, name):
        stem, _, kind = name.rpartition(".")
        return f"/static/{stem}.0123456789ab.{kind}"


@pytest.fixture(params=["plain", "hashed"])
def page(request, settings):
    """What every page has in its head, from the template itself, with the names of files as they stand or with hashes."""
    if request.param == "hashed":
        settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": f"{__name__}.Hashed"}}
    loader = FileSystemLoader(settings.BASE_DIR / "templates")
    script = environment(loader=loader, auto_reload=False).globals["constant"]("script")
    assert ("0123456789ab" in script) == (request.param == "hashed")
    return f"<head>{script}</head>"


def test_the_script_of_the_site_is_no_complaint(page):
    assert list(wrong_html(HERE, 200, page)) == []


@pytest.mark.parametrize("html", [
    "<script>alert(1)</script>", "<SCRIPT src=/static/js/versed.js></SCRIPT>", "<script/src=//evil.example>",
    '<script type="module" src="/static/js/versed.0123456789ac.js"></script>', '<script type="application/ld+json" src="/x.js">',
    '<script type="module" src="/media/js/versed.js" data-htmx="/static/django_htmx/htmx-2.min.js"',
])  # fmt: skip
def test_a_script_beside_it_is_seen(page, html):
    assert "a script of somebody else" in list(wrong_html(HERE, 200, page + html))


def test_the_bench_complains_about_an_injected_script_and_about_nothing_else(cast, capsys, monkeypatch):
    naughty.report(3, "lists /tools?q")
    assert capsys.readouterr().out.endswith("Complaints: 0 (wanted: none)\n")
    ask = Place.ask

    def injected(place, client, text):
        response = ask(place, client, text)
        response.content = response.content.replace(b"</main>", b"<script>alert(1)</script></main>")
        return response

    monkeypatch.setattr(Place, "ask", injected)
    naughty.report(3, "lists /tools?q")
    told = capsys.readouterr().out
    assert "Complaints: 0" not in told
    assert "a script of somebody else" in told


def known_arguments(view):
    """The arguments that a public view understands, as its decorator was told."""
    while view is not None:
        names = inspect.getclosurevars(view).nonlocals.get("known") if inspect.isfunction(view) else None
        if names is not None:
            return names
        view = getattr(view, "__wrapped__", None)
    return ()


def public_arguments() -> Iterator[tuple[str, str]]:
    for pattern in get_resolver().url_patterns:
        for found in getattr(pattern, "url_patterns", [pattern]):
            if isinstance(found, URLPattern):
                yield from ((found.name or "", name) for name in known_arguments(found.callback))


def test_every_argument_of_every_public_page_is_a_place():
    asked = {name_of(place.address): set() for place in PLACES}
    for place in PLACES:
        asked[name_of(place.address)].add(place.field)
    arguments = set(public_arguments())
    assert len(arguments) > 30
    assert {(page, name) for page, name in arguments if name not in asked.get(page, set())} == set()


def name_of(address: str) -> str:
    """The name of the page that an address leads to; empty for none."""
    path = address.partition("?")[0].replace("{}", "x")
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


@pytest.mark.parametrize("group", GROUPS)
def test_no_hostile_text_breaks_the_site_or_comes_back_alive(cast, group, pytestconfig, settings):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]  # so that X-Forwarded-For is read at all
    settings.API_PER_MINUTE = 100_000
    chosen = pytestconfig.getoption("hostile")
    count = 0 if chosen == "all" else int(chosen)
    client = Client(raise_request_exception=False)
    assert [wrong for place in PLACES if place.group == group for wrong in tried(client, place, count)] == []


COOKIES = ("csrf", "session", "csrftoken", "sessionid", "visitor", "known", "messages", "__Host-csrf", "__Host-session")
VALUES = ("", "x", "x" * 32, "x" * 64, "a:b:c", '"q"', "\xe9\xff", "x=y", "[]", "x" * 3000)


def test_no_cookie_that_a_client_invents_makes_a_page_set_one(cast):
    """Nor vary on it: every kind of address outside the admin, with all the names at once, one value after the other."""
    client, given = Client(raise_request_exception=False), []
    addresses = {place.address.replace("{}", word) for place in PLACES for word in ("x", "cl4") if not place.message}
    for address in sorted(addresses | {"/healthz", "/readyz", "/favicon.ico", "/admin", "/adminx", "/static/no.css"}):
        for value in VALUES if not address.startswith("/admin/") else ():
            response = fetch(client, address, Cookie="; ".join(f"{name}={value}" for name in COOKIES))
            if response.cookies or "Cookie" in response.headers.get("Vary", "") or "Set-Cookie" in response.headers:
                given.append((address, value[:40], dict(response.headers), str(response.cookies)))
            body_of(response)
    assert given == []


def test_a_form_that_is_refused_sets_no_cookie_either(cast):
    client, cookie = Client(raise_request_exception=False), "; ".join(f"{name}=x" for name in COOKIES)
    for address in (
        "/",
        MAIN,
        "/nowhere",
        "/mcp",
        "/healthz",
        "/tools/cl4/vote",
        "/bookmarks",
        "/newsletter",
        "/newsletter/reports/x",
    ):
        response = client.post(address, {"vote": "ship"}, headers={"Cookie": cookie})
        assert response.status_code in {400, 403, 404, 405}, address
        assert not response.cookies, address


def tried(client: Client, place: Place, count: int) -> Iterator[str]:
    """What is wrong with the answers of one place to so many of the texts."""
    plain = told_by(fetch(client, place.address)) if place.header else b""
    for text in sample(count, key=str(place)):
        response = place.ask(client, text)
        told = told_by(response)
        if told == plain:
            continue
        for wrong in complaints(place, response):
            yield f"{place} {text[:80]!r}: {wrong}"
        if place.header and came_back(text, told, plain):
            yield f"{place} {text[:80]!r}: came back"


def told_by(response):
    """Headers and body: all that an answer says."""
    return str(sorted(response.headers.items())).encode() + body_of(response)
