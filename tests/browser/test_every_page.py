"""What holds on every kind of page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.catalogue import PAGES
from tests.browser.conftest import opening
from tests.browser.looks import headings_out_of_order, sideways, small_targets

pytestmark = pytest.mark.usefixtures("site")


@dataclass
class Visit:
    page: Page
    scripts: list[str]


@pytest.fixture(scope="module", params=list(PAGES.values()), ids=list(PAGES))
def visit(request: pytest.FixtureRequest, chromium: Browser, site: LiveServer) -> Iterator[Visit]:
    """Each kind of page in turn, opened once for all tests below."""
    with opening(chromium, site.url, []) as open_page:
        page = open_page(reduced_motion="reduce")  # else axe catches colours while they change
        scripts: list[str] = []
        page.on("request", lambda seen: scripts.append(seen.url) if seen.resource_type == "script" else None)
        page.goto(request.param)
        yield Visit(page, scripts)


def test_names_itself_and_has_headings_in_order(visit: Visit) -> None:
    assert headings_out_of_order(visit.page) == []
    assert visit.page.title().endswith("Versed")
    assert visit.page.get_by_role("main").count() == 1


def test_loads_one_small_script_and_keeps_nothing(visit: Visit) -> None:
    ours = [] if "/embed/" in visit.page.url else ["/static/js/versed.js"]  # the card in a frame has no controls
    assert [re.sub(r"\.[0-9a-f]{12}", "", urlsplit(url).path) for url in visit.scripts] == ours
    assert all(len(visit.page.request.get(url).body()) <= 2048 for url in visit.scripts)
    assert visit.page.context.cookies() == []
    assert visit.page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])  # 320 is a desk of 1280 at 400 %
def test_fits_and_can_be_pressed(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    assert sideways(visit.page) <= 0
    assert small_targets(visit.page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_breaks_no_rule_of_wcag(visit: Visit, axe: Callable[[Page], list[str]], width: int, theme: str) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    assert axe(visit.page) == []


LINES = (
    "part => { const all = document.createRange(); all.selectNodeContents(part); return all.getClientRects().length }"
)


@pytest.mark.parametrize("width", [320, 768, 1024, 1040, 1440])
def test_no_word_of_the_masthead_is_broken(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/tools")
    for part in page.locator(".logo span:visible, .mast nav a:visible, .mast__acts a:visible").all():
        assert part.evaluate(LINES) == 1, part.text_content()
