"""A site without a single tool: every page stands, says so, and breaks no rule."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import NewPage
from tests.browser.looks import sideways

PAGES = {
    "/": "No tool is public yet.",
    "/tools": "No tool is public yet.",
    "/compare": "No editor has put two tools together yet.",
    "/categories": "No category has a public tool yet.",
    "/reviewers": "Nothing filed yet.",
    "/reviewers/founder": "Nothing filed yet.",
    "/methodology": "How we score",
}


@pytest.mark.parametrize("width", [360, 1440])
def test_an_empty_catalogue_says_so(
    live_server: LiveServer, new_page: NewPage, axe: Callable[[Page], list[str]], width: int
) -> None:
    page = new_page(width=width, reduced_motion="reduce")
    for path, words in PAGES.items():
        page.goto(path)
        assert words in page.get_by_role("main").inner_text(), path
        assert sideways(page) <= 0, path
        assert axe(page) == [], path
