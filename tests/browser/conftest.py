"""A real Chromium for the tests in this folder.

`page` and `new_page` open pages of the shared site (so `page.goto("/")` works) and fail the test on console
errors, script errors, server errors, missing parts, and requests to any other host. A test that provokes one on
purpose removes it from `problems`. A page that answers 400 or 404 is no problem by itself.

A module that only reads says `pytestmark = pytest.mark.usefixtures("site")`: one server for all its tests, filled
once with what catalogue.py holds. Tests that write, or want an empty database, ask for pytest-django's
`live_server`, in a module of their own: their pages are on that server.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.browser.catalogue import TODAY, fill
from tools.models import Attribute

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

NewPage = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)  # before -m "not browser" is applied
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if "site" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.django_db)  # makes pytest-django set up the test database


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; bin/setup-browser knows where it is."""
    found = subprocess.run([ROOT / "bin/setup-browser"], stdout=subprocess.PIPE, text=True)
    if found.returncode:
        pytest.fail("bin/setup-browser found no Chromium", pytrace=False)
    program = Path(found.stdout.strip())
    env: dict[str, str | float | bool] = dict(os.environ)
    if ROOT in program.parents:  # the one from npm brings its libraries and fonts
        env |= {"LD_LIBRARY_PATH": str(program.parent / "lib"), "FONTCONFIG_PATH": str(program.parent)}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        connection.inc_thread_sharing()  # SQLite in memory: a browser may hang up after its server has stopped
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, env=env)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(chromium: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveServer]:
    """A server with a rich catalogue, shared by the tests of a module, which only read. Its clock stands still."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: TODAY)
        fill()
        server = LiveServer("localhost")
        yield server
        server.stop()
        call_command("flush", interactive=False, verbosity=0)
        Attribute.objects.ensure_globals()


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Where the pages of this test are."""
    server = "site" if "site" in request.fixturenames else "live_server"
    url: str = request.getfixturevalue(server).url
    return url


@contextmanager
def opening(chromium: Browser, address: str, problems: list[str]) -> Iterator[NewPage]:
    """A function that opens a page in a fresh profile; other options go to Playwright's new_context."""
    contexts = []
    host = urlsplit(address).netloc

    def request_seen(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob"} and url.netloc != host:
            problems.append(f"request to another host: {request.url}")

    def response_seen(response: Response) -> None:
        if response.status >= (500 if response.request.resource_type == "document" else 400):
            problems.append(f"{response.status}: {response.url}")

    def console_seen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):  # see response_seen
            problems.append(f"console: {message.text}")

    def request_failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page that was left
            problems.append(f"{request.failure}: {request.url}")

    def open_page(
        width: int = 1440, height: int = 900, dark: bool = False, javascript: bool = True, **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("request", request_seen)
        context.on("response", response_seen)
        context.on("requestfailed", request_failed)
        context.on("weberror", lambda error: problems.append(f"script error: {error.error}"))
        context.on("console", console_seen)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    if problems:
        pytest.fail("the pages complained:\n" + "\n".join(problems), pytrace=False)


@pytest.fixture
def problems() -> list[str]:
    """What the pages of this test complained about so far."""
    return []


@pytest.fixture
def new_page(chromium: Browser, address: str, problems: list[str]) -> Iterator[NewPage]:
    with opening(chromium, address, problems) as open_page:
        yield open_page


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A light desktop page."""
    return new_page()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """A function that gives what breaks WCAG 2.2 A or AA on a page, a readable line each."""

    def findings(page: Page) -> list[str]:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE_SCRIPT)
        options = {"runOnly": WCAG, "resultTypes": ["violations"]}
        return [
            f"{found['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for found in page.evaluate("async options => (await axe.run(options)).violations", options)
            for node in found["nodes"]
        ]

    return findings
