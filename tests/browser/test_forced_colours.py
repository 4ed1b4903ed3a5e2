"""Where the reader's system sets the colours, what a background, a shadow or a border's colour said is still said.

The browser lays a plate behind words there that no computed style tells of: words are looked at as they are painted.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.catalogue import FOUR, HERO
from tests.browser.conftest import NewPage
from tests.browser.looks import painted, picture_of

pytestmark = pytest.mark.usefixtures("site")

MARK, MARK_TEXT = (255, 255, 0), (0, 0, 0)  # what Chromium takes for Mark and MarkText


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def forced(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    page: Page = new_page(dark=request.param, forced_colors="active", reduced_motion="reduce")
    return page


@pytest.mark.parametrize("path", ["/tools/code-llama-4", HERO, FOUR, "/", HERO.replace("compare", "embed")])
def test_the_deciding_words_of_a_verdict_can_be_read(forced: Page, path: str) -> None:
    forced.goto(path)
    colours = painted(forced.locator("mark").first)
    assert next(iter(colours)) == MARK
    assert colours[MARK_TEXT] >= 0.1


def test_nothing_covers_the_words_around_them_or_the_lead(forced: Page) -> None:
    forced.goto(FOUR)
    sentence = list(painted(forced.locator(".verdict__say")).items())[:3]
    assert {colour for colour, _ in sentence} == {(0, 0, 0), (255, 255, 255), MARK}
    assert sentence[-1][1] >= 0.05
    flag = forced.locator(".corner__win")
    with picture_of(flag) as picture:
        last = picture.crop((8, picture.height - 2, picture.width - 8, picture.height - 1))
        assert len(set(last.get_flattened_data())) == 1  # the points below do not cut its edge off
        assert last.getpixel((0, 0)) == picture.getpixel((picture.width // 2, 1))


def test_the_step_of_the_margin_and_the_part_of_the_site_are_marked_in_shape(forced: Page) -> None:
    forced.goto(HERO)
    border = "e => getComputedStyle(e).borderTopStyle"
    assert forced.locator(".meter [aria-current]").evaluate(border) == "solid"
    others = forced.locator(".meter li:not([aria-current])")
    assert {other.evaluate(border) for other in others.all()} == {"dotted"}
    line = "e => getComputedStyle(e).textDecorationLine"
    links = forced.get_by_role("navigation", name="Main").get_by_role("link")
    assert [link.evaluate(line) for link in links.all()] == ["underline", "none", "none", "none", "none"]


def test_the_marked_suggestion_stands_out(forced: Page) -> None:
    forced.goto("/")
    forced.get_by_label("Find a tool").first.click()
    forced.keyboard.type("cod")
    expect(forced.locator(".found li").nth(1)).to_be_visible()
    forced.keyboard.press("ArrowDown")
    marked, other = (next(iter(painted(forced.locator(".found li").nth(place)))) for place in (0, 1))
    assert other in {(0, 0, 0), (255, 255, 255)}
    assert marked != other


def test_the_cells_of_the_card_are_apart(forced: Page) -> None:
    forced.goto(HERO.replace("compare", "embed"))
    width = "e => parseFloat(getComputedStyle(e).borderLeftWidth)"
    assert forced.locator(".card__c").nth(1).evaluate(width) >= 1
