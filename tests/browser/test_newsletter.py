"""Sign up, confirm and leave, in a real browser and through a real mail server."""

import pytest
from playwright.sync_api import Page, expect

from newsletter.models import Subscriber
from newsletter.subscribers import links
from newsletter.transport.server_url import parse_server
from tests.browser.conftest import NewPage
from tests.newsletter.build import links_in, send_all
from tests.newsletter.sink import Sink


@pytest.fixture
def sink(settings):
    with Sink() as sink:
        settings.MAIL_SERVER = parse_server(sink.url)
        yield sink


def link_in(sink: Sink, folder: str) -> str:
    return next(path for path in links_in(sink.accepted[-1].mail) if path.startswith(f"/newsletter/{folder}/"))


@pytest.mark.parametrize("javascript", [True, False])
def test_sign_up_confirm_and_leave(live_server, new_page: NewPage, problems, sink, javascript):
    page: Page = new_page(javascript=javascript)
    page.goto("/about")
    page.get_by_label("Your e-mail").fill("reader@gmial.com")
    page.get_by_role("button", name="Send me the verdicts").click()
    expect(page.get_by_text("Did you mean reader@gmail.com?")).to_be_visible()
    page.get_by_label("Your e-mail").fill("reader@example.com")
    page.get_by_role("button", name="Send me the verdicts").click()
    expect(page.get_by_text("Check your inbox.").first).to_be_visible()
    problems[:] = [problem for problem in problems if not problem.startswith("422")]  # the slip was asked about
    assert page.url.endswith("/about" if javascript else "/newsletter/asked")
    send_all()
    page.goto(link_in(sink, "confirm"))
    assert Subscriber.objects.get().status == "pending"
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("heading", name="You are on the list.")).to_be_visible()
    assert Subscriber.objects.get().status == "confirmed"
    page.get_by_role("link", name="Choose what you get").click()
    page.get_by_role("link", name="Unsubscribe").click()
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are off the list.")).to_be_visible()
    assert Subscriber.objects.get().status == "unsubscribed"
    page.get_by_role("button", name="put me back").click()
    expect(page.get_by_role("heading", name="Welcome back.")).to_be_visible()
    assert Subscriber.objects.get().status == "confirmed"


def test_the_pages_behind_links_break_no_rule_of_wcag(live_server, new_page: NewPage, sink, axe):
    page = new_page(reduced_motion="reduce")
    reader = Subscriber.objects.create(
        address="reader@example.com", key="reader@example.com", asked_at="2026-11-01T00:00Z"
    )
    prefer = links.lasting(links.PREFERENCES, reader.pk, reader.secret).removeprefix("http://localhost:8000")
    leave = links.lasting(links.LEAVE, reader.pk, reader.secret).removeprefix("http://localhost:8000")
    for path in (prefer, leave, "/newsletter/asked", "/newsletter/confirm/0-0"):
        page.goto(path)
        for width, theme in ((320, "light"), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=theme)
            assert axe(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
