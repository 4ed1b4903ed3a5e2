"""Voting over HTTP: forms on public pages, private answers, and what is refused."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import get_resolver

from comparisons.cache import forget_all
from comparisons.visitor import ballots
from tests.build import NOW, add_alias, make_pair, make_tool, vote, votes
from tests.conftest import assert_queries
from tests.test_pages import FOR_MACHINES, PAGES, PARTS, Reader
from votes.endpoints import way_back
from votes.identity import signer
from votes.models import Tally, Visitor, Vote
from votes.rules import Rules

MAIN = "/compare/code-llama-4-vs-mistral-3-small"
VOTE = "/tools/code-llama-4/vote"
OWN = {"Sec-Fetch-Site": "same-origin"}
HTMX = OWN | {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def pair(clock):
    llama, mistral = make_pair()
    add_alias(llama, "cl4")
    make_tool("retired", discontinued_on=date(2026, 11, 10))
    make_tool("draft", published_at=None)
    return llama, mistral


def text_of(response):
    return unescape(response.content.decode())


def tally(tool):
    return tuple(Tally.objects.filter(tool=tool).values_list("ship", "skip").first() or (0, 0))


def send(client, choice="ship", path=VOTE, headers=OWN, **fields):
    return client.post(path, {"vote": choice, **fields}, headers=headers)


def test_a_first_vote_makes_a_visitor_and_leads_to_the_fresh_state(client, pair):
    response = send(client, next=MAIN)
    assert (response.status_code, response.headers["Location"]) == (
        303,
        "/tools/code-llama-4/vote?next=%2Fcompare%2Fcode-llama-4-vs-mistral-3-small",
    )
    assert {"visitor", "known"} == set(response.cookies)
    html = text_of(client.get(response.headers["Location"]))
    assert "You voted ship." in html
    assert "1 vote: 1 ship, 0 skip" in html
    assert f'href="{MAIN}"' in html
    assert re.search(r'value="ship" aria-pressed="true"', html)
    assert re.search(r'value="skip" aria-pressed="false"', html)


@pytest.mark.parametrize(
    "elsewhere", ["//", "//evil.example", "/\\evil.example", "https://evil.example/", "javascript:x", ""]
)
def test_the_way_back_leads_nowhere_else(client, pair, elsewhere):
    html = text_of(client.get("/tools/code-llama-4/vote", {"next": elsewhere}))
    assert elsewhere not in re.findall(r'href="([^"]*)"', html)
    assert 'href="/tools/code-llama-4"' in html


def test_a_script_gets_the_part_to_put_in_place(client, pair):
    html = text_of(send(client, headers=HTMX))
    assert html.strip().startswith('<div class="vote" id="ballot-code-llama-4"')
    assert "<html" not in html
    assert "You voted ship." in html
    assert [problem for problem in Reader(html).problems if "leads nowhere" not in problem] == []  # signs of the page


def test_the_same_browser_has_one_vote(client, pair):
    for choice, expected in (("ship", (1, 0)), ("ship", (1, 0)), ("skip", (0, 1)), ("none", (0, 0))):
        send(client, choice)
        assert tally(pair[0]) == expected
    assert Visitor.objects.count() == 1


def test_a_tool_is_voted_on_under_any_of_its_names(client, pair):
    response = send(client, path="/tools/CL4/vote/")
    assert response.headers["Location"] == "/tools/code-llama-4/vote?next=%2Ftools%2Fcode-llama-4"
    assert 'action="/tools/code-llama-4/vote"' in text_of(client.get(response.headers["Location"]))
    assert tally(pair[0]) == (1, 0)


@pytest.mark.parametrize("value", ["", "Ship", "maybe", "1", "ship ", "\0", None])
def test_any_other_choice_is_a_422_that_says_so_and_stores_nothing(client, pair, value):
    fields = {} if value is None else {"vote": value}
    for headers in (OWN, HTMX):
        response = client.post(VOTE, fields, headers=headers)
        assert response.status_code == 422
        assert "Choose Ship or Skip" in text_of(response)
        assert not response.cookies
    assert not Vote.objects.exists()
    assert not Visitor.objects.exists()


def test_another_content_type_says_nothing(client, pair):
    response = client.post(VOTE, "vote=ship", content_type="text/plain", headers=OWN)
    assert response.status_code == 422
    assert not Vote.objects.exists()


@pytest.mark.parametrize("path", ["/tools/nobody/vote", "/tools/draft/vote", "/tools/nobody/bookmark"])
def test_what_is_not_there_is_a_404(client, pair, path):
    assert send(client, path=path).status_code == 404
    assert client.get(path).status_code == 404


def test_a_discontinued_tool_takes_no_votes_and_says_so(client, pair):
    response = send(client, path="/tools/retired/vote")
    assert response.status_code == 403
    assert "Voting is closed" in text_of(response)
    page = text_of(client.get("/tools/retired"))
    assert "Voting is closed" in page
    assert not re.search(r'name="vote"', page)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, pair, method):
    response = getattr(client, method)(VOTE, headers=OWN)
    assert response.status_code == 405
    assert not Vote.objects.exists()


def test_asking_never_changes_anything(client, pair):
    for address in (f"{VOTE}?vote=ship", "/tools/code-llama-4/bookmark?saved=yes", "/me/state?tools=code-llama-4"):
        for method in ("get", "head"):
            assert getattr(client, method)(address, headers=OWN).status_code == 200
    assert client.get("/me/delete").status_code == 405
    assert not Visitor.objects.exists()


FORMS = [
    (VOTE, {"vote": "ship"}),
    ("/tools/code-llama-4/bookmark", {"saved": "yes"}),
    (f"{MAIN}/bookmark", {"saved": "yes"}),
    ("/bookmarks", {"all": "1"}),
    ("/bookmarks/import", {}),
    ("/bookmarks/undo", {}),
    ("/bookmarks/link", {}),
    ("/bookmarks/link/revoke", {}),
    (f"/bookmarks/shared/{'a' * 40}", {}),
    ("/me/delete", {}),
]


@pytest.mark.parametrize(("path", "fields"), FORMS, ids=[path for path, _ in FORMS])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Referer": "https://evil.example/x"}],
    ids=str,
)  # fmt: skip
def test_no_other_site_can_send_a_form(client, pair, path, fields, headers):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = strict.post(path, fields, headers=headers)
    assert response.status_code == 403
    assert "sent from a page of this site" in text_of(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not Visitor.objects.exists()


def test_every_exempt_view_is_a_public_page_or_one_of_these_forms():
    patterns = get_resolver("comparisons.urls").url_patterns
    exempt = {pattern.name for pattern in patterns if getattr(pattern.callback, "csrf_exempt", False)}
    forms = {"vote", "bookmark", "save-matchup", "bookmarks", "import-bookmarks", "undo-bookmarks", "open-link",
             "revoke-link", "shared-bookmarks", "erase"}  # fmt: skip
    streamed = {"data-file", "sitemap-part"}
    public = {name for name, _, _ in PAGES} | PARTS | FOR_MACHINES - streamed
    assert exempt == (public & {pattern.name for pattern in patterns}) | forms


def cookie_of(client):
    return client.cookies["visitor"].value


def test_nobody_votes_for_somebody_else(client, pair):
    send(client)
    good = cookie_of(client)
    other_number = ("0" if good[0] == "f" else "f") + good[1:]
    for forged in (other_number, good[:-3], good + "x" * 8000, f"{good}; visitor={good}", "x" * 32):
        other = Client(raise_request_exception=False)
        other.cookies["visitor"] = forged
        assert send(other, "skip").status_code == 303
    assert Vote.objects.get(visitor=Visitor.objects.of(good.split(":")[0])).choice == "ship"
    assert tally(pair[0]) == (1, 5)


def test_a_captured_request_sent_again_adds_nothing(client, pair):
    send(client)
    captured = cookie_of(client)
    for _ in range(20):
        again = Client()
        again.cookies["visitor"] = captured
        send(again)
    assert tally(pair[0]) == (1, 0)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        (MAIN, MAIN), ("/compare/a?w=builder:3", "/compare/a?w=builder:3"),
        ("//evil.example", "/tools/code-llama-4"), ("https://evil.example/", "/tools/code-llama-4"),
        ("/\\evil.example", "/tools/code-llama-4"), ("javascript:alert(1)", "/tools/code-llama-4"),
        ("/" + "x" * 500, "/tools/code-llama-4"), ("/x\r\nSet-Cookie: a=b", "/tools/code-llama-4"), ("", "/tools/code-llama-4"),
    ],
)  # fmt: skip
def test_the_way_back_leads_to_this_site(client, pair, asked, led):
    send(client)
    html = text_of(client.get(VOTE, {"next": asked}))
    assert f'<a class="btn" href="{led}">Back to the page</a>' in html


def test_private_answers_are_never_kept(client, pair):
    send(client)
    for address in (VOTE, f"{MAIN}/bookmark", "/bookmarks", "/me", "/me/state?tools=cl4", "/me/bookmarks",
                    "/bookmarks.json", "/bookmarks.csv", "/bookmarks.html"):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers


def test_the_state_of_a_page_comes_in_one_answer(client, pair):
    send(client)
    client.post(f"{MAIN}/bookmark", {"saved": "yes"}, headers=OWN)
    forget_all()
    with assert_queries(at_most=9):
        html = text_of(client.get(f"/me/state?tools=code-llama-4,mistral-3-small&paths={MAIN}", headers=HTMX))
    assert html.count('hx-swap-oob="true"') == 4
    assert html.count('aria-pressed="true"') == 2
    assert '<span class="n" id="marks-n" hx-swap-oob="true">1</span>' in html
    assert [problem for problem in Reader(html).problems if "leads nowhere" not in problem] == []  # signs of the page


def test_a_stranger_has_no_state(client, pair):
    html = text_of(client.get(f"/me/state?tools=code-llama-4&paths={MAIN}"))
    assert 'aria-pressed="true"' not in html
    assert '<span class="n" id="marks-n" hx-swap-oob="true" hidden></span>' in html


@pytest.mark.parametrize("query", ["tools=,,&paths=,", "tools=\0&paths=/tools/\0", "tools=" + "x," * 4000, "paths=//evil,/tools/",
                                   "paths=" + "-vs-".join("abcdefgh"), "tools=%FF%FE&paths=%00"])  # fmt: skip
def test_garbage_in_the_question_is_no_error(client, pair, query):
    assert client.get(f"/me/state?{query}").status_code == 200


def test_a_waiting_vote_says_that_it_counts_within_the_hour(client, pair, settings):
    settings.VOTE_RULES = Rules(delay=ballots.timedelta(minutes=30))
    html = text_of(send(client, headers=HTMX))
    assert "You voted ship; yours counts within the hour." in html
    assert "No community votes yet" in html


def test_a_network_that_writes_too_often_is_told_when_to_try_again(client, pair, settings):
    settings.WRITES_PER_MINUTE = 2
    assert [send(client).status_code for _ in range(3)] == [303, 303, 429]
    response = send(client)
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert response.headers["Cache-Control"] == "no-store"
    assert "Too much came from your network" in text_of(response)
    assert client.get(MAIN).status_code == 200


def test_without_the_database_the_vote_did_not_arrive_and_the_page_says_so(client, pair):
    def down(execute, sql, params, many, context):
        raise OperationalError("could not connect to server at 10.0.0.1")

    with connection.execute_wrapper(down):
        response = send(client)
    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")
    assert int(response.headers["Retry-After"]) > 0
    assert "What you sent did not arrive." in text_of(response)
    assert not response.cookies
    assert not Vote.objects.exists()


# What public pages show of it.


def test_a_vote_makes_a_new_version_of_the_pages_that_show_it_and_of_no_other(client, pair):
    make_tool("third")
    shown = [MAIN, "/tools/code-llama-4", "/tools", "/categories/developer-tools"]
    others = ["/tools/mistral-3-small", "/tools/third", "/compare/mistral-3-small-vs-third", "/methodology", "/about"]
    tags = {address: client.get(address).headers["ETag"] for address in shown + others}
    vote(pair[0])
    for address, tag in tags.items():
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code == 304) is (address in others), address


def test_every_page_shows_the_same_count_at_once(client, pair):
    votes(pair[0], ship=136, skip=76)
    for address, said in (
        (MAIN, ["64% ship · 212 votes", "212 votes. Panel agrees.", "Community: 64% ship of 212"]),
        ("/tools/code-llama-4", ["212 votes. Panel agrees.", "64% ship of 212"]),
        ("/tools", ["Community 64% ship of 212"]),
        (VOTE, ["212 votes. Panel agrees."]),
    ):
        html = re.sub(r"\s+", " ", text_of(client.get(address)))
        for words in said:
            assert words in html, (address, words)


def test_under_five_votes_no_page_says_a_percent_of_votes(client, pair):
    votes(pair[0], ship=3, skip=1)
    for address in (MAIN, "/tools/code-llama-4", "/tools"):
        assert not re.search(r"\d% (ship|skip)\b(?! panel)", text_of(client.get(address)).replace("% panel ship", ""))


def test_a_page_that_is_kept_never_shows_an_old_count(client, pair):
    for n in range(1, 4):
        vote(pair[0], number=str(n) * 32)
        assert f"{n} vote" in text_of(client.get(MAIN))
    vote(pair[0], "", number="3" * 32)  # back to a count that was shown before
    assert "2 votes: 2 ship, 0 skip" in text_of(client.get(MAIN))


def test_a_frozen_count_is_said_on_the_page(client, pair):
    before = client.get(MAIN).headers["ETag"]
    ballots.freeze(pair[0].pk, NOW, "a burst")
    response = client.get(MAIN, headers={"If-None-Match": before})
    assert "Counting is paused since 23 November 2026" in text_of(response)


def test_tools_with_few_votes_stand_behind_in_the_community_order(client, pair):
    make_tool("third")
    votes(pair[1], ship=5, skip=1)
    votes(Tally.objects.get().tool.__class__.objects.get(slug="third"), ship=4)
    html = text_of(client.get("/tools?sort=community"))
    names = re.findall(r'class="entry__t" href="/tools/([^"]+)"', html)
    assert names[0] == "mistral-3-small"
    assert set(names[1:]) == {"code-llama-4", "third", "retired"}


def test_the_methodology_says_how_many_votes_are_not_counted(client, pair, settings):
    assert "No vote is stored and not counted at present." in text_of(client.get("/methodology"))
    settings.VOTE_RULES = Rules(delay=ballots.timedelta(minutes=30))
    votes(pair[0], ship=3)
    assert "3 votes are stored and not counted at present." in text_of(client.get("/methodology"))


def test_public_pages_know_nothing_of_the_visitor(client, pair):
    send(client)
    client.post(f"{MAIN}/bookmark", {"saved": "yes"}, headers=OWN)
    for address in (MAIN, "/tools/code-llama-4", "/tools", "/", "/privacy"):
        stranger, known = Client().get(address), client.get(address)
        assert known.content == stranger.content
        assert not known.cookies
        assert "aria-pressed" not in known.content.decode()


def test_numbers_of_other_cookies_are_not_votes(client, pair):
    client.cookies["visitor"] = signer().sign("not-a-number")
    send(client)
    assert Visitor.objects.count() == 1
    assert tally(pair[0]) == (1, 0)


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ({"HX-Current-URL": f"http://testserver{MAIN}?w=1#x"}, MAIN),
        ({"HX-Current-URL": f"http://testserver{MAIN}", "HX-Current-URL-URI-AutoEncoded": "true"}, MAIN),
        ({"HX-Current-URL": "http://["}, "/tools/code-llama-4"),
        ({"HX-Current-URL": "http://testserver//elsewhere.example/"}, "/tools/code-llama-4"),
        ({}, "/tools/code-llama-4"),
    ],
)
def test_a_script_is_answered_with_the_way_back_to_the_page_that_it_is_on(pair, said, back):
    request = RequestFactory().post(VOTE, headers=HTMX | said)
    assert way_back(request, "/tools/code-llama-4") == back


def test_what_is_no_script_says_no_page(pair):
    request = RequestFactory().post(VOTE, headers=OWN | {"HX-Current-URL": f"http://testserver{MAIN}"})
    assert way_back(request, "/") == "/"


def test_no_request_carries_what_a_script_says(settings):
    # A public page is one document for everybody, without a Vary: it must have no easy way to read these headers.
    assert not [name for name in settings.MIDDLEWARE if "htmx" in name]
