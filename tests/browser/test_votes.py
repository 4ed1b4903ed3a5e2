"""Voting in a browser: at once and in place with a script, on a page of its own without, and the same in every tab."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.catalogue import HERO
from tests.browser.conftest import NewPage
from tests.browser.looks import focused, follow, path_of, post, sent
from tests.build import make_pair, votes
from tests.conftest import Clock
from tools.models import Tool
from votes.models import Tally, Visitor

TOOL = "/tools/code-llama-4"
VOTE = f"{TOOL}/vote"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("live_server")]


@pytest.fixture(autouse=True)
def llama(live_server: object, clock: Clock) -> Tool:
    """The main event, where eight of nine readers ship Code Llama 4."""
    llama, _ = make_pair()
    votes(llama, ship=8, skip=1)
    return llama


def ballot(page: Page) -> Locator:
    return page.locator("#ballot-code-llama-4")


def button(page: Page, choice: str) -> Locator:
    return ballot(page).get_by_role("button", name=choice, exact=True)


def expect_pressed(page: Page, choice: str) -> None:
    for word in ("Ship", "Skip"):
        expect(button(page, word)).to_have_attribute("aria-pressed", "true" if word == choice else "false")


def count(tool: Tool) -> tuple[int, int]:
    return Tally.objects.values_list("ship", "skip").get(tool=tool)


@pytest.mark.parametrize("path", [HERO, TOOL])
def test_a_first_vote_on_a_remembered_page_shows_at_once(new_page: NewPage, llama: Tool, path: str) -> None:
    new_page().goto(path)  # somebody else's visit: from now on the page comes out of the memory
    page = new_page()
    asked = sent(page)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert asked == [f"GET {path}", "GET versed.js"]
    assert page.context.cookies() == []
    expect(button(page, "Ship")).not_to_have_attribute("aria-pressed", re.compile(""))

    button(page, "Ship").click()
    expect_pressed(page, "Ship")
    expect(ballot(page)).to_contain_text("10 votes")
    expect(ballot(page)).to_contain_text("You voted ship.")
    assert path_of(page) == path[1:]
    assert asked[2:] == ["GET htmx-2.min.js", "GET live.js", f"POST {VOTE}"]
    assert count(llama) == (9, 1)


def test_a_first_vote_without_javascript_leads_to_the_fresh_count_and_back(new_page: NewPage, llama: Tool) -> None:
    page = new_page(javascript=False)
    page.goto(HERO)
    follow(page, button(page, "Skip"))
    assert path_of(page).split("?")[0] == VOTE[1:]
    expect(page.get_by_role("heading", level=1)).to_have_text("You voted skip.")
    expect(ballot(page)).to_contain_text("10 votes")
    expect_pressed(page, "Skip")
    assert count(llama) == (8, 2)

    follow(page, button(page, "Ship"))
    expect_pressed(page, "Ship")
    follow(page, page.get_by_role("button", name="Take it back"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote.")
    assert count(llama) == (8, 1)
    follow(page, page.get_by_role("link", name="Back to the page"))
    assert f"/{path_of(page)}" == f"{HERO}#community"
    expect(ballot(page)).to_be_in_viewport()
    expect(ballot(page)).to_contain_text("9 votes")


def test_a_vote_by_keyboard_keeps_the_focus(page: Page, llama: Tool) -> None:
    page.goto(TOOL)
    button(page, "Ship").focus()
    page.keyboard.press("Enter")
    expect_pressed(page, "Ship")
    expect(button(page, "Ship")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect_pressed(page, "Skip")
    expect(button(page, "Skip")).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page) == "Take it back"
    page.keyboard.press("Enter")
    expect(ballot(page)).to_contain_text("You have not voted on this tool.")
    expect_pressed(page, "")
    expect(button(page, "Ship")).to_be_focused()  # the button that was pressed is gone
    assert count(llama) == (8, 1)


def test_a_visit_after_a_vote_asks_once_for_its_own_state(page: Page) -> None:
    page.goto(HERO)
    button(page, "Ship").click()
    expect_pressed(page, "Ship")
    asked = sent(page)
    page.reload()
    expect_pressed(page, "Ship")
    page.wait_for_load_state("networkidle")
    assert asked.count("GET /me/state") == 1
    assert [line for line in asked if "/me/" in line or "POST" in line] == ["GET /me/state"]

    asked.clear()
    page.goto("/methodology")  # nothing to vote on, but the number of bookmarks stands on every page
    page.wait_for_load_state("networkidle")
    assert asked.count("GET /me/state") == 1
    asked.clear()
    page.goto(VOTE)  # a private page says it all by itself
    expect_pressed(page, "Ship")
    page.wait_for_load_state("networkidle")
    assert "GET /me/state" not in asked


def test_two_tabs_say_the_same(page: Page) -> None:
    page.goto(TOOL)
    other = page.context.new_page()
    other.goto(HERO)
    button(page, "Ship").click()
    expect_pressed(page, "Ship")
    expect_pressed(other, "Ship")
    expect(ballot(other)).to_contain_text("10 votes")
    button(other, "Skip").click()
    expect_pressed(other, "Skip")
    expect_pressed(page, "Skip")


def test_back_and_forward_show_what_holds_now(page: Page) -> None:
    page.goto(HERO)
    button(page, "Ship").click()
    expect_pressed(page, "Ship")
    page.goto(TOOL)
    expect_pressed(page, "Ship")
    button(page, "Skip").click()
    expect_pressed(page, "Skip")
    page.go_back()
    expect_pressed(page, "Skip")
    page.go_forward()
    expect_pressed(page, "Skip")


def test_a_page_restored_as_it_was_left_asks_again(page: Page) -> None:
    page.goto(HERO)
    page.wait_for_load_state("networkidle")
    post(page, VOTE, vote="ship")  # elsewhere, while this page slept
    asked = sent(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect_pressed(page, "Ship")
    assert asked.count("GET /me/state") == 1


def test_one_reader_never_sees_the_state_of_another(page: Page, new_page: NewPage) -> None:
    page.goto(HERO)
    button(page, "Ship").click()
    expect_pressed(page, "Ship")
    other = new_page()
    other.goto(HERO)
    other.wait_for_load_state("networkidle")
    expect(other.locator("[aria-pressed]")).to_have_count(0)
    expect(ballot(other)).to_contain_text("10 votes")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "The connection dropped."),
        (429, "Too much at once; wait a minute."),
        (503, "The site cannot take it at the moment."),
    ],
)
def test_a_vote_that_does_not_arrive_says_so_and_keeps_the_last(
    page: Page, llama: Tool, problems: list[str], status: int, words: str
) -> None:
    page.goto(TOOL)
    button(page, "Ship").click()
    expect_pressed(page, "Ship")

    def answer(route: Route) -> None:
        route.fulfill(status=status, body="no") if status else route.abort()

    page.route(f"**{VOTE}", answer)
    button(page, "Skip").focus()
    page.keyboard.press("Enter")
    note = ballot(page).get_by_role("alert")
    expect(note).to_contain_text("Your vote did not arrive.")
    expect(note).to_contain_text(words)
    expect(note).to_contain_text("Press Ship or Skip again.")
    expect_pressed(page, "Ship")
    expect(button(page, "Skip")).to_be_enabled()
    expect(button(page, "Skip")).to_be_focused()
    assert count(llama) == (9, 1)
    button(page, "Skip").click()
    expect(note).to_have_count(1)

    page.unroute(f"**{VOTE}")
    button(page, "Skip").click()
    expect_pressed(page, "Skip")
    expect(note).to_have_count(0)
    assert count(llama) == (8, 2)
    assert problems
    problems.clear()


@pytest.mark.parametrize(("lost", "page_of_its_own"), [("**/htmx*.js", True), ("**/live*.js", False)])
def test_where_a_script_is_lost_the_form_still_votes(
    page: Page, llama: Tool, problems: list[str], lost: str, page_of_its_own: bool
) -> None:
    page.route(lost, lambda route: route.abort())
    page.goto(HERO)
    button(page, "Ship").click()
    expect(ballot(page)).to_contain_text("You voted ship.")
    assert (f"/{path_of(page)}" == HERO) is not page_of_its_own
    assert count(llama) == (9, 1)
    page.wait_for_load_state("networkidle")
    assert problems
    problems.clear()


def test_a_double_click_is_one_vote(page: Page, llama: Tool) -> None:
    page.goto(TOOL)
    button(page, "Ship").dblclick()
    expect_pressed(page, "Ship")
    page.wait_for_load_state("networkidle")
    assert count(llama) == (9, 1)
    assert Visitor.objects.count() == 10
