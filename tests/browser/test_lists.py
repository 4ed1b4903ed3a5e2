"""Ways through the catalogue: filters and pages that keep their state in the address, the picker, what lies behind."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.catalogue import HERO
from tests.browser.conftest import NewPage
from tests.browser.looks import follow, path_of

pytestmark = pytest.mark.usefixtures("site")


@pytest.mark.parametrize("width", [390, 1440])
def test_filters_and_sort_live_in_the_address(new_page: NewPage, width: int) -> None:
    page = new_page(width=width, javascript=False)
    page.goto("/tools")
    if width < 1024:  # on a desk the filters stand open
        page.get_by_text("Filter and sort").click()
    page.get_by_label("Ship", exact=True).check()
    page.get_by_role("radio", name=re.compile("Developer Tools")).check()
    page.get_by_label("Sort by").select_option("name")
    follow(page, page.get_by_role("button", name="Apply"))
    assert {"verdict=ship", "category=developer-tools", "sort=name"} <= set(path_of(page).split("?")[1].split("&"))
    names = page.locator(".league .entry__t").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert "Code Llama 4" in names

    follow(page, page.get_by_role("link", name="Code Llama 4"))
    page.wait_for_url("**/tools/code-llama-4")
    page.go_back()
    assert page.locator(".league .entry__t").all_inner_texts() == names
    expect(page.locator("input[type=radio][name=verdict][value=ship]")).to_be_checked()
    expect(page.get_by_label("Sort by")).to_have_value("name")

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("ranked$"))
    expect(page.locator("input[type=radio][name=verdict][value='']")).to_be_checked()
    page.go_forward()
    expect(page.locator("input[type=radio][name=verdict][value=ship]")).to_be_checked()

    follow(page, page.locator(".chip", has_text="Ship"))
    assert "verdict" not in page.url
    assert "category=developer-tools" in page.url
    follow(page, page.get_by_role("link", name="Clear all"))
    assert path_of(page) == "tools"


def test_an_empty_list_says_so_and_leads_back(page: Page) -> None:
    page.goto("/tools?category=chat-assistants&verdict=none")
    expect(page.get_by_role("heading", level=1)).to_have_text("0 tools")
    expect(page.get_by_role("button", name="Compare ticked")).to_have_count(0)
    follow(page, page.get_by_role("main").get_by_role("link", name="see all tools"))
    assert path_of(page) == "tools"


def test_pages_go_forth_and_back(page: Page) -> None:
    page.goto("/tools?sort=name")
    first = page.locator(".entry__t").all_inner_texts()
    assert len(first) == 24
    follow(page, page.get_by_role("link", name=re.compile("^Next")))
    second = page.locator(".entry__t").all_inner_texts()
    assert second
    assert not set(first) & set(second)
    expect(page.get_by_label("Sort by")).to_have_value("name")
    page.go_back()
    assert page.locator(".entry__t").all_inner_texts() == first
    page.go_forward()
    follow(page, page.get_by_role("link", name="Back to the start"))
    assert path_of(page) == "tools?sort=name"


@pytest.mark.parametrize("path", ["/tools", "/categories/developer-tools"])
def test_ticked_tools_meet(new_page: NewPage, path: str) -> None:
    page = new_page(width=390, javascript=False)
    page.goto(path)
    page.get_by_label("Compare Mistral 3 Small").check()
    page.get_by_label("Compare Code Llama 4").check()
    follow(page, page.get_by_role("button", name="Compare ticked").first)
    assert f"/{path_of(page)}" == HERO


def test_one_ticked_tool_is_not_a_matchup(page: Page) -> None:
    page.goto("/tools")
    page.get_by_label("Compare Code Llama 4").check()
    follow(page, page.get_by_role("button", name="Compare ticked").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Put two on the tape")
    assert page.get_by_label("This tool").input_value() in {"code-llama-4", "Code Llama 4"}


def test_the_picker_keeps_what_was_typed_and_says_what_it_expected(page: Page) -> None:
    page.goto("/compare")
    page.get_by_label("This tool").fill("Cod Llama")
    page.get_by_label("Against").fill("Mistral 3 Small")
    follow(page, page.get_by_role("main").get_by_role("button", name="Compare"))
    expect(page.get_by_role("alert")).to_contain_text("'Cod Llama'")
    expect(page.get_by_label("Against")).to_have_value("Mistral 3 Small")
    expect(page.get_by_role("alert").get_by_role("link", name="Code Llama 4")).to_be_visible()


def test_the_picker_suggests_names(page: Page) -> None:
    page.goto("/")
    suggestions = page.get_by_label("This tool").evaluate("e => [...e.list.options].map(option => option.value)")
    assert "Code Llama 4" in suggestions


def test_home_leads_to_its_featured_matchup(page: Page) -> None:
    page.goto("/")
    follow(page, page.get_by_role("link", name=re.compile("^Read the match-up")))
    expect(page.locator(".answers")).to_be_visible()


def test_a_tool_leads_to_its_rivals_its_reviewers_and_its_history(page: Page) -> None:
    page.goto("/tools/code-llama-4")
    page.get_by_label("Compare with").select_option("mistral-3-small")
    follow(page, page.get_by_role("main").get_by_role("button", name="Compare"))
    assert f"/{path_of(page)}" == HERO
    page.go_back()
    follow(page, page.get_by_role("link", name="Skeptic"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Skeptic")
    page.go_back()
    follow(page, page.get_by_role("link", name="All changes"))
    expect(page.get_by_role("heading", level=1)).to_have_text("History of Code Llama 4")


def test_history_shows_old_and_new(page: Page) -> None:
    page.goto("/tools/state-one/history")
    moves = page.locator(".log__move").all_inner_texts()
    assert "64/100 · ship to 65/100 · ship" in moves
    assert any(move.startswith("$14 per month to $15 per month") for move in moves)


def test_an_earlier_day_says_that_it_is_one_and_leads_back(page: Page) -> None:
    page.goto("/compare/state-one-vs-state-two?as_of=2026-11-04")
    note = page.get_by_role("complementary", name="Date of this page")
    expect(note).to_contain_text("4 November 2026")
    expect(page.locator(".decide tr", has_text="Entry price")).to_contain_text("$13 per month")
    follow(page, note.get_by_role("link", name="Back to today"))
    expect(page.locator(".decide tr", has_text="Entry price")).to_contain_text("$15 per month")


def test_a_discontinued_tool_says_so(page: Page) -> None:
    page.goto("/tools/odd-gone")
    expect(page.get_by_role("complementary", name="Notice")).to_contain_text("discontinued on 5 November 2026")


def test_categories_and_reviewers_lead_on(page: Page) -> None:
    page.goto("/categories")
    follow(page, page.get_by_role("link", name="Developer Tools"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Developer Tools")
    page.goto("/reviewers")
    follow(page, page.get_by_role("main").get_by_role("link", name="Founder"))
    follow(page, page.get_by_role("link", name="Older reviews"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Founder")
    assert "after=" in page.url


def test_a_wrong_address_leads_to_the_nearest_right_one(page: Page) -> None:
    page.goto("/compare/code-lama-4-vs-mistral-3")
    follow(page, page.get_by_role("link", name=re.compile("Closest match")))
    assert f"/{path_of(page)}" == HERO


def test_a_bad_argument_leads_back_to_the_page_without_it(page: Page) -> None:
    page.goto("/tools?sort=x")
    follow(page, page.get_by_role("link", name="The same page without it"))
    assert path_of(page) == "tools"


@pytest.mark.parametrize("width", [390, 1440])
def test_the_navigation_marks_where_one_is(new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto("/reviewers")
    current = page.locator("[aria-current=page]").filter(visible=True)
    if width < 896:
        page.get_by_role("button", name="Menu").click()
    expect(current).to_have_text("Reviewers")
