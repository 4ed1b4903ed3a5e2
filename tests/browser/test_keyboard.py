"""Everything can be reached and used with a keyboard, and one sees where one is."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.catalogue import FOUR, HERO, LONG, THREE
from tests.browser.conftest import NewPage
from tests.browser.looks import FOCUSABLE, FOCUSED, STOPS, path_of

pytestmark = pytest.mark.usefixtures("site")


def walk(page: Page, key: str = "Tab") -> list[dict[str, Any]]:
    """Where the focus goes from the start of the page to its end (or back, with Shift+Tab)."""
    many = page.evaluate(STOPS, FOCUSABLE)
    stops: list[dict[str, Any]] = []
    while len(stops) < many:
        page.keyboard.press(key)
        stop = page.evaluate(FOCUSED)
        if not (stops and stop["parts"] and stop["place"] == stops[-1]["place"]):  # the parts of a date are one
            stops.append(stop)
    return stops


# At 320 px, which is a desk of 1280 at 400 %, the window is also low; and there no script runs.
NARROW = [
    HERO, THREE, FOUR, f"{HERO}?as_of=2025-01-01", "/compare?tool=clud&tool=x", "/tools", "/tools?q=qwertz",
    "/tools/state-one", "/tools/state-one/history", "/tools/claude/alternatives", "/tools/code-llama-4/badge", "/changes",
    "/categories/developer-tools", "/reviewers/skeptic", "/methodology", "/newsletter", "/contact?about=/tools", "/api",
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "width"),
    [(HERO, 1440), (HERO, 390), (LONG, 768), ("/tools", 1440), ("/tools/code-llama-4", 390), ("/", 390)]
    + [(path, 320) for path in NARROW],
)
def test_tab_stops_at_every_control_in_order_and_shows_where(new_page: NewPage, path: str, width: int) -> None:
    page = new_page(width=width, height=256 if width == 320 else 900, javascript=width != 320)
    page.goto(path)
    stops = walk(page)
    assert [stop["place"] for stop in stops] == list(range(len(stops)))
    assert stops[0]["what"].startswith('<a class="skip"')
    assert [stop["what"] for stop in stops if not stop["ring"]] == []
    assert [stop["what"] for stop in stops if not stop["seen"]] == []


def test_the_sticky_bar_never_covers_the_focus_on_the_way_back(page: Page) -> None:
    page.goto(HERO)
    walk(page)
    stops = walk(page, "Shift+Tab")
    assert [stop["what"] for stop in stops[:-1] if not stop["seen"]] == []


def test_the_skip_link_leads_past_the_navigation(page: Page) -> None:
    page.goto(HERO)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_opens_closes_and_leads_on(new_page: NewPage) -> None:
    page = new_page(width=390, javascript=False)
    page.goto("/")
    button, menu = page.get_by_role("button", name="Menu"), page.get_by_role("dialog", name="Menu")
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("searchbox", name="Find a tool")).to_be_focused()
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Compare")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tools")


def test_the_menu_closes_with_its_button(new_page: NewPage) -> None:
    page = new_page(width=390)
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog", name="Menu")).to_be_hidden()


def test_checkbox_details_and_selects_obey_the_keyboard(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(HERO)
    page.get_by_label("Show differences only").focus()
    page.keyboard.press("Space")
    expect(page.locator(".decide .same").first).to_be_hidden()

    page.get_by_text("Read the chart as a table").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Scores as a table")).to_be_visible()

    page.get_by_label("Skeptic").focus()
    page.keyboard.press("3")
    expect(page.get_by_label("Skeptic")).to_have_value("skeptic:3")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**w=skeptic*")
    expect(page.locator(".weights__res")).to_contain_text("by your weights")


def test_two_names_and_enter_lead_from_home_to_the_matchup(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/")
    page.get_by_label("This tool").focus()
    page.keyboard.type("Code Llama 4")
    page.keyboard.press("Tab")
    page.keyboard.type("mistral 3 small")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HERO}")
    assert f"/{path_of(page)}" == HERO
