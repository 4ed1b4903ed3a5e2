"""Questions to a page that several tests ask."""

from collections.abc import Iterable

from playwright.sync_api import Locator, Page

FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

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
