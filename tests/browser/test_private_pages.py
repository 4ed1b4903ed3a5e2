"""What holds on every page that only one visitor sees, in each state that it can be in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.catalogue import HERO
from tests.browser.conftest import NewPage
from tests.browser.looks import headings_out_of_order, painted, post, sideways, small_targets
from tests.build import NOW, file_review, make_pair, make_tool, votes
from tests.conftest import Clock
from tools.models import Tool
from votes.models import Bookmark, ListLink, Tally

LLAMA = "/tools/code-llama-4"
MARK = f"{LLAMA}/bookmark"
LONG = "Supercalifragilisticexpialidociouslyunbreakabletoolnamewithoutspaces2026"
LONGER = "Extraordinarily Long Winded Assistant Professional Enterprise Edition for Teams"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("live_server")]


@pytest.fixture(autouse=True)
def tools(live_server: object, clock: Clock) -> None:
    """Tools with no votes, few and many, and one whose count is frozen."""
    llama, mistral = make_pair()
    votes(llama, ship=2, skip=1)
    votes(mistral, ship=4, skip=2)
    frozen = make_tool("frozen", name=LONG)
    make_tool("longer", name=LONGER)
    make_tool("gone", discontinued_on=NOW.date())
    votes(frozen, ship=6)
    Tally.objects.filter(tool=frozen).update(frozen_at=NOW)


def stranger(page: Page) -> None:
    """Nothing voted, nothing saved."""


def reader(page: Page) -> None:
    """Voted, saved tools, a matchup and what is not public any more, made a link; a verdict moved meanwhile."""
    for slug, choice in (("code-llama-4", "ship"), ("mistral-3-small", "skip"), ("frozen", "ship")):
        assert post(page, f"/tools/{slug}/vote", vote=choice).ok
    for path in (LLAMA, "/tools/frozen", "/tools/longer", "/tools/gone", HERO):
        assert post(page, f"{path}/bookmark", saved="yes").ok
    post(page, "/bookmarks/link")
    Bookmark.objects.update(saved_at="2026-11-20T12:00Z")
    file_review(Tool.objects.get(slug="code-llama-4"), "founder", 71, "ship", now=NOW)
    Tool.objects.filter(slug="gone").update(published_at=None)


def secret(page: Page, revoked: bool = False) -> str:
    """Where the reader's list is shown to others."""
    link = ListLink.objects.get()
    if revoked and link.visitor_id is not None:
        ListLink.objects.revoke(link.visitor_id, NOW)
    return f"/bookmarks/shared/{link.token}"


PAGES = {
    "ballot of a stranger": (stranger, f"{LLAMA}/vote", 200, "Your vote."),
    "ballot": (reader, f"{LLAMA}/vote?next={HERO}", 200, "You voted ship."),
    "ballot with a bar": (reader, "/tools/mistral-3-small/vote", 200, "You voted skip."),
    "ballot, frozen": (reader, "/tools/frozen/vote", 200, "You voted ship."),
    "ballot, closed": (stranger, "/tools/gone/vote", 200, "Your vote."),
    "bookmark of a stranger": (stranger, MARK, 200, "Not on your list."),
    "bookmark": (reader, MARK, 200, "Bookmarked."),
    "bookmark of a matchup": (reader, f"{HERO}/bookmark", 200, "Bookmarked."),
    "bookmarks, none": (stranger, "/bookmarks", 200, "Bookmarks"),
    "bookmarks": (reader, "/bookmarks", 200, "Bookmarks"),
    "bookmarks, all removed": (stranger, "/bookmarks?done=cleared.3", 200, "Bookmarks"),
    "bookmarks, added": (reader, "/bookmarks?done=added.2", 200, "Bookmarks"),
    "me, a stranger": (stranger, "/me", 200, "What we keep about you"),
    "me": (reader, "/me", 200, "What we keep about you"),
    "me, erased": (stranger, "/me?erased=1", 200, "Deleted."),
    "shared": (reader, "link", 200, "A shared list"),
    "shared, ended": (reader, "ended", 410, "This link has ended."),
}


@pytest.mark.parametrize(("before", "path", "status", "heading"), list(PAGES.values()), ids=list(PAGES))
def test_a_private_page_stands_in_every_size_and_theme(
    new_page: NewPage, axe: Callable[[Page], list[str]], before: Callable[[Page], None], path: str, status: int,
    heading: str,
) -> None:  # fmt: skip
    page = new_page(reduced_motion="reduce")
    before(page)
    answer = page.goto(path if path.startswith("/") else secret(page, revoked=path == "ended"))
    assert answer is not None
    assert answer.status == status
    assert answer.headers["cache-control"] == "private, no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert page.title().endswith("Versed")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert headings_out_of_order(page) == []
    for width in (320, 360, 768, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) <= 0, width
        assert small_targets(page) == [], width
    expect_no_barrier(page, axe)


@pytest.mark.parametrize("before", [stranger, reader])
def test_the_drawer_stands_in_every_size_and_theme(
    new_page: NewPage, axe: Callable[[Page], list[str]], before: Callable[[Page], None]
) -> None:
    page = new_page(reduced_motion="reduce")
    before(page)
    page.goto(LLAMA)
    page.get_by_role("link", name="Bookmarks").first.click()
    drawer = page.get_by_role("dialog", name="Bookmarks")
    expect(drawer.get_by_role("link").first).to_be_visible()
    for width in (320, 360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert drawer.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, width
        assert small_targets(page) == [], width
    expect_no_barrier(page, axe)


@pytest.mark.parametrize("path", [LLAMA, "/tools/frozen", "/tools/mistral-3-small", HERO])
def test_a_ballot_with_a_vote_stands_on_a_public_page(
    new_page: NewPage, axe: Callable[[Page], list[str]], path: str
) -> None:
    page = new_page(reduced_motion="reduce")
    reader(page)
    page.goto(path)
    expect(page.locator("main [aria-pressed=true]").first).to_be_visible()
    for width in (320, 360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) <= 0, width
        assert small_targets(page) == [], width
    expect_no_barrier(page, axe)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_forced_colours_keep_the_count_and_the_readers_vote(new_page: NewPage, dark: bool) -> None:
    page = new_page(dark=dark, forced_colors="active", reduced_motion="reduce")
    reader(page)
    page.goto("/tools/mistral-3-small")
    expect(page.locator("main [aria-pressed=true]").first).to_be_visible()
    words, behind = list(painted(page.locator(".vote__bar .vt-l")))[:2]
    assert abs(sum(words) - sum(behind)) > 300
    ship, skip = (next(iter(painted(page.locator(f".vote button[value={word}]")))) for word in ("ship", "skip"))
    assert ship in {(0, 0, 0), (255, 255, 255)}
    assert skip != ship  # the one that was pressed


def expect_no_barrier(page: Page, axe: Callable[[Page], list[str]]) -> None:
    """No rule of WCAG 2.2 AA is broken on a phone and on a desk, light and dark."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            assert axe(page) == [], (width, dark)
