"""Questions to a page that several tests ask."""

import io
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import APIResponse, Locator, Page, Request

FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4')].filter(h => !h.closest('[popover]'))
  .map(h => Number(h.tagName[1]))"""

SIDEWAYS = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""

# Controls whose area is below 24 by 24 px; links inside running text are exempt (WCAG 2.5.8).
SMALL = """focusable => [...document.querySelectorAll(focusable)]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches('.skip'))
  .filter(e => !(getComputedStyle(e).display === 'inline'
    && [...e.parentNode.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())))
  .map(e => [e, (e.labels?.[0]?.contains(e) ? e.labels[0] : e).getBoundingClientRect()])
  .filter(([e, box]) => Math.min(box.width, box.height) < 23.9)
  .map(([e, box]) => `${e.outerHTML.slice(0, 90)} is ${box.width} by ${box.height}`)"""

# What Tab should stop at, in the order of the document: all that is visible, and one of each group of radios.
STOPS = """focusable => {
  window.stops = [...document.querySelectorAll(focusable)].filter(e => e.checkVisibility({visibilityProperty: true})
    && !e.closest('[popover]') && (e.type !== 'radio' || e.checked));
  return window.stops.length;
}"""

# The element that has the focus: its place among the stops, whether one sees that, and whether one sees it at all.
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getClientRects()[0];
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    place: window.stops.indexOf(e),
    what: e.outerHTML.slice(0, 80),
    parts: e.type === 'date',
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: top !== null && (e.contains(top) || top.contains(e)),
  };
}"""


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    pixels: int = page.evaluate(SIDEWAYS)
    return pixels


def headings_out_of_order(page: Page) -> list[int]:
    """The levels of the headings, unless they begin with the only h1 and leave out no level on the way down."""
    levels: list[int] = page.evaluate(HEADINGS)
    steps = all(after - before <= 1 for before, after in pairwise(levels))
    return [] if levels[:1] == [1] and levels.count(1) == 1 and steps else levels or [0]


def small_targets(page: Page) -> list[str]:
    small: list[str] = page.evaluate(SMALL, FOCUSABLE)
    return small


def bottom(locator: Locator) -> float:
    """Where an element ends, from the top of the window."""
    box = locator.bounding_box()
    assert box is not None, f"{locator} is not shown"
    return box["y"] + box["height"]


def follow(page: Page, control: Locator) -> None:
    """Press a link or a button that leads to another page, and wait until that is there."""
    with page.expect_navigation():
        control.click()


def path_of(page: Page) -> str:
    return page.url.split("/", 3)[3]


def hidden(page: Page, selectors: Iterable[str]) -> list[str]:
    """Which of the selectors show nothing."""
    return [selector for selector in selectors if not page.locator(selector).filter(visible=True).count()]


def sent(page: Page) -> list[str]:
    """What the page asks the server for from now on, without addresses of static files' folders and arguments:
    `GET /tools`, `POST /tools/x/vote`, `GET versed.js`. Pictures, styles and fonts are left out."""
    asked: list[str] = []

    def note(request: Request) -> None:
        path = urlsplit(request.url).path
        if request.resource_type in {"document", "script", "xhr", "fetch"}:
            name = re.sub(r"\.[0-9a-f]{12}(?=\.js$)", "", path.rsplit("/", 1)[-1])
            asked.append(f"{request.method} {name if path.startswith('/static/') else path}")

    page.on("request", note)
    return asked


def post(page: Page, path: str, **form: str) -> APIResponse:
    """Send a form as this browser, without pressing anything."""
    fields: dict[str, str | float | bool] = {**form}
    return page.request.post(path, form=fields, headers={"Sec-Fetch-Site": "same-origin"})


def focused(page: Page) -> str:
    """The words of the control that has the focus."""
    words: str = page.evaluate("document.activeElement.textContent.trim()")
    return words


def picture_of(part: Locator) -> Image.Image:
    """A part of the page as it is painted."""
    return Image.open(io.BytesIO(part.screenshot())).convert("RGB")


def painted(part: Locator) -> dict[tuple[int, int, int], float]:
    """{colour: its share of the area} of a part of the page, the most frequent first."""
    shades = picture_of(part).tobytes()
    seen = Counter(zip(shades[::3], shades[1::3], shades[2::3], strict=True))
    return {colour: count / seen.total() for colour, count in seen.most_common()}
