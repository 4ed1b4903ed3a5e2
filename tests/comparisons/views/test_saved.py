"""The list of bookmarks over HTTP: saving, notes, files, the secret link, and deleting everything."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comparisons.cache import forget_all
from comparisons.visitor.bookmark_file import FORMAT
from tests.build import NOW, add_alias, file_review, make_pair, make_tool, record_fact
from tests.conftest import assert_queries
from tests.test_pages import Reader
from tools.models import Tool
from votes.models import Bookmark, ListLink, Visitor, Vote
from votes.models.bookmark import MOST

MAIN = "/compare/code-llama-4-vs-mistral-3-small"
LLAMA_PATH = "/tools/code-llama-4"
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
    return llama, mistral


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def save(client, path=LLAMA_PATH, saved="yes", headers=OWN, query=""):
    return client.post(f"{path}/bookmark{query}", {"saved": saved, "next": path}, headers=headers)


def saved_paths():
    return list(Bookmark.objects.kept().values_list("path", flat=True))


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (LLAMA_PATH, LLAMA_PATH), ("/tools/CL4", LLAMA_PATH), (MAIN, MAIN),
        ("/compare/mistral-3-small-vs-cl4", MAIN), ("/compare/cl4-vs-code-llama-4", LLAMA_PATH),
    ],
)  # fmt: skip
def test_a_page_is_saved_under_its_one_address(client, pair, asked, kept):
    response = save(client, asked)
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"{kept}/bookmark?next=")
    assert saved_paths() == [kept]
    assert "Bookmarked." in text_of(client.get(response.headers["Location"]))


def test_saving_and_removing_name_the_state_that_is_wanted(client, pair):
    for saved, expected in (("yes", [LLAMA_PATH]), ("yes", [LLAMA_PATH]), ("no", []), ("no", [])):
        assert save(client, saved=saved).status_code == 303
        assert saved_paths() == expected
    assert save(client, saved="toggle").status_code == 422


@pytest.mark.parametrize("path", ["/tools/nobody", "/compare/code-llama-4-vs-nobody", "/compare/a-vs-b-vs-c-vs-d-vs-e"])
def test_what_is_not_public_cannot_be_saved(client, pair, path):
    assert save(client, path).status_code == 404
    assert not Visitor.objects.exists()


def test_a_script_gets_the_button_and_the_number(client, pair):
    html = save(client, headers=HTMX).content.decode()
    assert 'aria-pressed="true">Bookmarked' in html
    assert '<span class="n" id="marks-n" hx-swap-oob="true">1</span>' in html
    assert Reader(html).problems == []


def test_removing_from_the_list_leaves_a_way_back(client, pair):
    save(client)
    gone = save(client, saved="no", headers=HTMX, query="?in=drawer").content.decode()
    assert "Code Llama 4 removed." in gone
    assert ">Undo<" in gone
    back = save(client, headers=HTMX, query="?in=drawer").content.decode()
    save(client, "/tools/mistral-3-small")
    assert (
        f'id="drawer-foot" hx-swap-oob="true"><a class="btn" href="{MAIN}">'
        in save(client, headers=HTMX, query="?in=drawer").content.decode()
    )
    assert MAIN not in save(client, saved="no", headers=HTMX, query="?in=drawer").content.decode()
    save(client)
    assert "298 of 400" in text_of(save(client, headers=HTMX, query="?in=page"))
    assert 'href="/tools/code-llama-4"' in back


def test_the_list_says_what_is_saved_and_that_nothing_moved(client, pair):
    save(client)
    save(client, MAIN)
    said = text_of(client.get("/bookmarks"))
    assert "298 of 400. Saved 23 November 2026 . Verdict unchanged." in said
    assert "Code Llama 4 v Mistral 3 Small" in said
    assert "Dead heat, 3 points." in said


def test_the_list_says_what_moved_since(client, pair, clock):
    llama, mistral = pair
    record_fact(mistral, "pricing", "Free")
    save(client)
    save(client, MAIN)
    later = NOW + timedelta(days=2)
    file_review(llama, "founder", 99, "ship", now=later)
    record_fact(mistral, "pricing", "20 dollars", now=later)
    record_fact(llama, "licence", "MIT", now=later)
    clock.now = NOW + timedelta(days=3)
    said = text_of(client.get("/bookmarks"))
    assert "Up 44 points since. Licence changed." in said
    assert "Nobody led then, Code Llama 4 leads now. 2 facts changed." in said


def test_a_recheck_is_no_change(client, pair, clock):
    record_fact(pair[0], "pricing", "Free")
    save(client)
    record_fact(pair[0], "pricing", "Free", now=NOW + timedelta(days=1), source="https://example.com/p")
    clock.now = NOW + timedelta(days=2)
    assert "Verdict unchanged. Pricing" not in text_of(client.get("/bookmarks"))


def test_a_renamed_tool_stays_on_the_list_and_a_hidden_one_can_be_removed(client, pair):
    save(client)
    tool = pair[0]
    tool.slug = "code-llama-5"
    tool.full_clean()
    tool.save()
    tool.update_names()
    assert 'href="/tools/code-llama-5"' in client.get("/bookmarks").content.decode()
    save(client, "/tools/code-llama-4", saved="no")
    assert saved_paths() == []
    save(client, "/tools/code-llama-5")
    Tool.objects.filter(pk=tool.pk).update(published_at=None)
    Tool.objects.changed([tool.pk])
    html = client.get("/bookmarks").content.decode()
    assert "Not public any more" in html
    client.post("/bookmarks", {"path": "/tools/code-llama-5"}, headers=OWN)
    assert saved_paths() == []


def test_the_list_costs_the_same_however_long_it_is(client, clock):
    for n in range(12):
        make_tool(f"t{n:02}")
        save(client, f"/tools/t{n:02}")
    save(client, "/compare/t00-vs-t01")
    forget_all()
    with assert_queries(at_most=10):
        assert client.get("/bookmarks").status_code == 200


def test_two_to_four_saved_tools_can_be_compared_from_the_drawer(client, pair):
    assert "No bookmarks yet" in text_of(client.get("/me/bookmarks"))
    save(client)
    assert "Compare these" not in text_of(client.get("/me/bookmarks"))
    save(client, "/tools/mistral-3-small")
    html = client.get("/me/bookmarks").content.decode()
    assert f'<a class="btn" href="{MAIN}">Compare these two</a>' in html


def test_the_ticked_ones_are_compared(client, pair):
    save(client)
    html = client.get("/bookmarks").content.decode()
    assert 'name="tool" value="code-llama-4" form="pick"' in html
    response = client.get("/compare?tool=code-llama-4&tool=mistral-3-small")
    assert response.headers["Location"] == MAIN


def test_all_are_removed_and_brought_back(client, pair):
    save(client)
    save(client, MAIN)
    response = client.post("/bookmarks", {"all": "1"}, headers=OWN)
    assert response.headers["Location"] == "/bookmarks?done=cleared.2"
    said = text_of(client.get(response.headers["Location"]))
    assert "2 removed." in said
    assert "No bookmarks yet" in said
    back = client.post("/bookmarks/undo", headers=OWN).headers["Location"]
    assert "2 brought back." in text_of(client.get(back))
    assert sorted(saved_paths()) == [MAIN, LLAMA_PATH]


def test_a_full_list_says_so_and_keeps_what_it_has(client, pair):
    save(client, MAIN)
    visitor = Visitor.objects.get()
    Bookmark.objects.bulk_create(
        Bookmark(visitor=visitor, path=f"/tools/x{n}", saved_at=NOW) for n in range(MOST - 1)
    )  # fmt: skip
    response = save(client)
    assert response.status_code == 422
    assert "Your list is full" in text_of(response)
    assert Bookmark.objects.count() == MOST


# Files.


def test_the_list_is_taken_along_and_brought_in_elsewhere(client, pair):
    save(client)
    save(client, MAIN)
    data = client.get("/bookmarks.json")
    assert data.headers["Content-Disposition"] == 'attachment; filename="versed-bookmarks.json"'
    other = Client()
    response = other.post("/bookmarks/import", {"file": SimpleUploadedFile("x.json", data.content)}, headers=OWN)
    assert response.headers["Location"] == "/bookmarks?done=added.2"
    assert other.get("/bookmarks.json").json()["bookmarks"] == data.json()["bookmarks"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The submitted file is empty"), (b"not json", "expected a JSON or CSV file"), (b"{}", '"format"'),
        (json.dumps({"format": FORMAT, "bookmarks": [{"path": 5}]}).encode(), "bookmarks[0].path"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_and_nothing_is_lost(client, pair, content, said):
    save(client)
    response = client.post("/bookmarks/import", {"file": SimpleUploadedFile("x.json", content)}, headers=OWN)
    assert response.status_code == 422
    assert "The file was not read" in text_of(response)
    assert saved_paths() == [LLAMA_PATH]


def test_no_file_is_said(client, pair):
    assert "choose a file first" in text_of(client.post("/bookmarks/import", headers=OWN))


def test_what_leads_nowhere_is_left_out(client, pair):
    rows = [{"path": path} for path in (LLAMA_PATH, "/tools/nobody", "/about", "/compare/x-vs-y", "/tools/CL4")]
    data = json.dumps({"format": FORMAT, "bookmarks": rows}).encode()
    client.post("/bookmarks/import", {"file": SimpleUploadedFile("x.json", data)}, headers=OWN)
    assert saved_paths() == [LLAMA_PATH]


# The secret link.


def link_of(client):
    client.post("/bookmarks/link", headers=OWN)
    (address,) = re.findall(
        r'value="(http[^"]+/bookmarks/shared/[0-9a-f]{40})"', client.get("/bookmarks").content.decode()
    )
    return address.removeprefix("http://localhost:8000")


def test_the_link_shows_the_list_elsewhere_and_hands_it_over(client, pair):
    save(client)
    save(client, MAIN)
    path = link_of(client)
    other = Client()
    response = other.get(path)
    assert "Code Llama 4 v Mistral 3 Small" in text_of(response)
    for name, value in (
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex"),
        ("Cache-Control", "private, no-store"),
    ):
        assert response.headers[name] == value
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()
    assert not response.cookies
    assert other.post(path, headers=OWN).headers["Location"] == "/bookmarks?done=added.2"
    assert other.get("/bookmarks.json").json()["bookmarks"] == client.get("/bookmarks.json").json()["bookmarks"]
    assert Visitor.objects.count() == 2


def test_an_ended_link_is_gone_and_an_unknown_one_was_never_there(client, pair):
    save(client)
    path = link_of(client)
    client.post("/bookmarks/link/revoke", headers=OWN)
    for response in (Client().get(path), Client().post(path, headers=OWN)):
        assert response.status_code == 410
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "This link has ended." in text_of(response)
    assert Client().get(f"/bookmarks/shared/{'0' * 40}").status_code == 404
    assert link_of(client) != path


# Everything.


def test_a_visitor_sees_and_deletes_all_that_is_kept(client, pair):
    client.post("/tools/code-llama-4/vote", {"vote": "ship"}, headers=OWN)
    save(client, MAIN)
    link_of(client)
    said = text_of(client.get("/me"))
    for words in ("Code Llama 4 ship 23 November 2026 yes", "Code Llama 4 v Mistral 3 Small, saved", "A secret link"):
        assert words in said
    response = client.post("/me/delete", headers=OWN)
    assert {name: cookie["max-age"] for name, cookie in response.cookies.items()} == {"visitor": 0, "known": 0}
    assert "Votes, bookmarks, links and cookies are gone." in text_of(client.get(response.headers["Location"]))
    for model in (Visitor, Vote, Bookmark):
        assert not model.objects.exists()
    assert not ListLink.objects.filter(visitor__isnull=False).exists()
    assert "No community votes yet" in text_of(client.get(MAIN))


def test_who_has_nothing_is_told_so(client, pair):
    assert "Nothing. This browser has not voted" in text_of(client.get("/me"))
    assert client.post("/me/delete", headers=OWN).status_code == 303
    assert client.get("/bookmarks").status_code == 200
    assert not Visitor.objects.exists()


def test_nobody_sees_the_list_of_somebody_else(client, pair):
    save(client)
    stranger = Client()
    for address in ("/bookmarks", "/me", "/me/bookmarks", "/bookmarks.json"):
        assert "Code Llama" not in text_of(stranger.get(address))


@pytest.mark.parametrize("address", ["/bookmarks", "/me", "/tools/code-llama-4/vote", f"{MAIN}/bookmark", "/privacy"])
def test_private_pages_are_well_formed(client, pair, address):
    client.post("/tools/code-llama-4/vote", {"vote": "ship"}, headers=OWN)
    save(client, MAIN)
    reader = Reader(client.get(address).content.decode())
    assert reader.problems == []
    assert len(reader.all("h1")) == 1
