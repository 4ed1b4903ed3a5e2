"""What others put on their own pages: the card in a frame, the badge, and copying both."""

import re

import pytest
from playwright.sync_api import Page, Route

from tests.browser.catalogue import HERO
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.usefixtures("site")


# What the site sends with its static files; the test server sends them past the middleware.
REACH = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}


def reachable(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, headers=answer.headers | REACH)


def test_the_card_keeps_its_look_in_the_sandbox_that_one_copies(page: Page, problems: list[str]) -> None:
    page.goto(f"{HERO}/embed")
    own = page.frame_locator("iframe").locator(".card__c--a")
    code = page.locator("textarea").first.input_value()
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in code
    page.context.route("**/static/**", reachable)
    page.context.route("**/foreign", lambda route: route.fulfill(body=code, content_type="text/html"))
    colour = own.evaluate("part => getComputedStyle(part).backgroundColor")
    link = page.frame_locator("iframe").get_by_role("link")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    code = re.sub(r"http://[^/]+(?=/embed)", "", code)
    page.goto("/foreign")
    card = page.frame_locator("iframe")
    assert card.locator(".card__c--a").evaluate("part => getComputedStyle(part).backgroundColor") == colour
    assert colour not in {"", "rgba(0, 0, 0, 0)"}
    # A font that is still on its way would be answered after the page is gone.
    page.wait_for_load_state("networkidle")
    page.context.unroute_all(behavior="wait")
    # Asking a frame that may run no script makes it complain.
    problems[:] = [problem for problem in problems if "Blocked script execution" not in problem]


@pytest.mark.parametrize(("width", "columns"), [(300, 2), (400, 2), (600, 4), (700, 4)])
def test_four_tools_stand_two_by_two_on_a_narrow_card(page: Page, width: int, columns: int) -> None:
    page.set_viewport_size({"width": width, "height": 340})
    page.goto("/embed/chatgpt-vs-claude-vs-code-llama-4-vs-mistral-3-small")
    corners = page.locator(".card__c").evaluate_all("parts => parts.map(part => part.getBoundingClientRect().top)")
    assert corners.count(corners[0]) == columns
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_one_button_copies_each_piece(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/tools/code-llama-4/badge")
    for place in range(2):
        button = page.get_by_role("button", name="Copy", exact=True).first  # the other one says Copied for a while
        button.click()
        page.get_by_role("button", name="Copied").nth(place).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("textarea").nth(place).input_value()
    assert page.locator("main img").evaluate("picture => picture.complete && picture.naturalWidth > 100")


def test_without_scripts_the_pieces_are_there_and_no_dead_button(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(f"{HERO}/embed")
    assert page.locator("textarea").count() == 3
    assert page.get_by_role("button", name="Copy", exact=True).count() == 0
