"""Bookmarks in a browser: the button, the drawer, the page, the files, and the secret link to another device."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.catalogue import HERO
from tests.browser.conftest import NewPage
from tests.browser.looks import focused, follow, path_of, post, sent
from tests.build import LLAMA, add_alias, make_pair, make_tool
from tests.conftest import Clock
from votes.models import Bookmark

LLAMA_PATH, MISTRAL_PATH = "/tools/code-llama-4", "/tools/mistral-3-small"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("live_server")]


@pytest.fixture(autouse=True)
def tools(live_server: object, clock: Clock) -> None:
    llama, _ = make_pair()
    add_alias(llama, "cl4")
    make_tool("third", panel=LLAMA)


def save(page: Page, *paths: str) -> None:
    for path in paths:
        assert post(page, f"{path}/bookmark", saved="yes").ok


def saved() -> list[str]:
    return sorted(Bookmark.objects.kept().values_list("path", flat=True))


def marks(page: Page) -> Locator:
    return page.locator("#marks-n")


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Bookmarks")


def open_drawer(page: Page) -> Locator:
    page.get_by_role("link", name=re.compile("^Bookmarks")).click()
    expect(drawer(page).locator("[aria-hidden=true] .skel")).to_have_count(0)
    return drawer(page)


def mark_button(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=re.compile("^Bookmark"))


def test_a_tool_and_a_matchup_are_saved_in_place_and_counted(page: Page) -> None:
    for number, path in enumerate((LLAMA_PATH, HERO), start=1):
        page.goto(path)
        mark_button(page).focus()
        page.keyboard.press("Enter")
        expect(mark_button(page)).to_have_attribute("aria-pressed", "true")
        expect(mark_button(page)).to_be_focused()
        expect(marks(page)).to_have_text(str(number))
        assert f"/{path_of(page)}" == path
    assert saved() == [HERO, LLAMA_PATH]

    page.reload()
    expect(mark_button(page)).to_have_attribute("aria-pressed", "true")
    expect(marks(page)).to_have_text("2")
    mark_button(page).click()
    expect(mark_button(page)).not_to_have_attribute("aria-pressed", "true")
    expect(marks(page)).to_have_text("1")
    assert saved() == [LLAMA_PATH]


HEARD = "() => { window.heard = new Promise(done => document.body.addEventListener('htmx:afterRequest', done)); }"


def test_what_is_pressed_before_the_page_has_heard_its_state_stays(page: Page) -> None:
    """The answer to the page's own question was made before, and comes while the button's answer is out, or after."""
    page.goto(LLAMA_PATH)
    mark_button(page).click()
    expect(mark_button(page)).to_have_attribute("aria-pressed", "true")
    held: list[Route] = []
    page.route("**/me/state*", lambda route: held.append(route))
    with page.expect_request("**/me/state*"):
        page.goto(HERO)
    page.evaluate("() => new Promise(requestAnimationFrame)")  # a word with the browser: the question is at hand then
    (question,) = held
    answer = question.fetch()
    mark_button(page).click()
    expect(mark_button(page)).to_have_attribute("aria-pressed", "true")
    page.evaluate(HEARD)
    question.fulfill(response=answer)
    page.evaluate("window.heard")
    assert mark_button(page).get_attribute("aria-pressed") == "true"
    assert marks(page).text_content() == "2"


def test_without_javascript_a_page_says_so_and_leads_back(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(HERO)
    follow(page, mark_button(page))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bookmarked.")
    expect(marks(page)).to_have_text("1")
    follow(page, page.get_by_role("link", name="Back to the page"))
    assert f"/{path_of(page)}" == HERO

    follow(page, page.get_by_role("link", name="Bookmarks"))
    follow(page, page.get_by_role("button", name="Remove Code Llama 4 v Mistral 3 Small"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Not on your list.")
    assert saved() == []


def test_the_drawer_by_keyboard(page: Page) -> None:
    save(page, LLAMA_PATH)
    page.goto(HERO)
    link = page.get_by_role("link", name=re.compile("^Bookmarks"))
    link.focus()
    page.keyboard.press("Enter")
    expect(drawer(page)).to_be_visible()
    expect(drawer(page).get_by_role("button", name="Close")).to_be_focused()
    expect(drawer(page).get_by_role("link", name="Code Llama 4")).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "Code Llama 4"
    page.keyboard.press("Tab")
    assert focused(page) == "Remove Code Llama 4"
    page.keyboard.press("Enter")
    expect(drawer(page).get_by_role("status")).to_have_text("Code Llama 4 removed.")
    expect(drawer(page).get_by_role("button", name="Undo")).to_be_focused()
    assert saved() == []
    page.keyboard.press("Enter")
    expect(drawer(page).get_by_role("button", name="Remove")).to_be_focused()
    assert saved() == [LLAMA_PATH]
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    expect(link).to_be_focused()
    assert f"/{path_of(page)}" == HERO


def test_the_drawer_closes_with_its_button_and_opens_with_what_is_new(page: Page) -> None:
    page.goto(LLAMA_PATH)
    expect(open_drawer(page)).to_contain_text("No bookmarks yet")
    drawer(page).get_by_role("button", name="Close").click()
    expect(drawer(page)).to_be_hidden()
    mark_button(page).click()
    expect(marks(page)).to_have_text("1")
    expect(open_drawer(page).get_by_role("link", name="Code Llama 4")).to_be_visible()
    expect(drawer(page).get_by_role("link", name=re.compile("Compare"))).to_have_count(0)
    save(page, MISTRAL_PATH)
    page.reload()
    follow(page, open_drawer(page).get_by_role("link", name="Compare these two"))
    assert f"/{path_of(page)}" == HERO


def test_the_drawer_waits_and_says_what_did_not_arrive(page: Page, problems: list[str]) -> None:
    page.goto(LLAMA_PATH)
    held: list[Route] = []
    page.route("**/me/bookmarks", lambda route: held.append(route))
    page.get_by_role("link", name=re.compile("^Bookmarks")).click()
    expect(drawer(page).get_by_role("status")).to_have_text("Loading bookmarks…")
    expect(drawer(page).locator(".skel").first).to_be_visible()
    page.wait_for_function("window.htmx && document.querySelector('.htmx-request')")
    held[0].abort()
    expect(drawer(page).get_by_role("alert")).to_contain_text("Your bookmarks did not arrive.")
    page.unroute("**/me/bookmarks")
    page.keyboard.press("Escape")
    expect(open_drawer(page)).to_contain_text("No bookmarks yet")
    problems.clear()


def test_a_bookmark_that_does_not_arrive_says_so(page: Page, problems: list[str]) -> None:
    page.goto(LLAMA_PATH)
    page.route("**/bookmark", lambda route: route.abort())
    mark_button(page).click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("That did not arrive.")
    expect(mark_button(page)).not_to_have_attribute("aria-pressed", "true")
    expect(marks(page)).to_be_hidden()
    problems.clear()


def test_another_tab_changes_with_this_one(page: Page) -> None:
    page.goto(LLAMA_PATH)
    other = page.context.new_page()
    other.goto(LLAMA_PATH)
    mark_button(page).click()
    expect(mark_button(other)).to_have_attribute("aria-pressed", "true")
    expect(marks(other)).to_have_text("1")


def test_the_page_removes_brings_back_and_compares(page: Page) -> None:
    save(page, LLAMA_PATH, MISTRAL_PATH, "/tools/third", HERO)
    page.goto("/bookmarks")
    assert page.locator(".entry__t").all_inner_texts() == [
        "Code Llama 4 v Mistral 3 Small", "Third", "Mistral 3 Small", "Code Llama 4",
    ]  # fmt: skip
    page.get_by_role("button", name="Remove Third").click()
    expect(page.get_by_role("status")).to_have_text("Third removed.")
    expect(marks(page)).to_have_text("3")
    page.get_by_role("button", name="Undo Third").click()
    expect(page.get_by_role("link", name="Third")).to_be_visible()
    expect(marks(page)).to_have_text("4")

    page.get_by_label("Compare Code Llama 4").check()
    page.get_by_label("Compare Mistral 3 Small").check()
    follow(page, page.get_by_role("button", name="Compare", exact=True))
    assert f"/{path_of(page)}" == HERO


@pytest.mark.parametrize("javascript", [True, False])
def test_a_saved_tool_meets_one_that_is_named(new_page: NewPage, javascript: bool) -> None:
    page = new_page(javascript=javascript)
    save(page, LLAMA_PATH)
    page.goto("/bookmarks")
    page.get_by_label("Tick one and name another").focus()
    page.get_by_label("Compare Code Llama 4").check()
    page.get_by_label("Tick one and name another").focus()
    if javascript:  # the best of the same job stand ready, the ticked one left out
        expect(page.get_by_role("option").first).to_be_visible()
        assert "Code Llama 4" not in page.locator(".found b").all_inner_texts()
    page.keyboard.type("Mistral 3 Small")
    follow(page, page.get_by_role("button", name="Compare", exact=True))
    assert f"/{path_of(page)}" == HERO


@pytest.mark.parametrize("javascript", [True, False])
def test_all_go_and_all_come_back(new_page: NewPage, javascript: bool) -> None:
    page = new_page(javascript=javascript)
    save(page, LLAMA_PATH, HERO)
    page.goto("/bookmarks")
    follow(page, page.get_by_role("button", name="Remove all"))
    expect(page.get_by_role("status")).to_contain_text("2 removed.")
    expect(page.get_by_role("main")).to_contain_text("No bookmarks yet")
    assert saved() == []
    follow(page, page.get_by_role("button", name="Undo"))
    expect(page.get_by_role("status")).to_contain_text("2 brought back.")
    assert saved() == [HERO, LLAMA_PATH]


def test_files_go_out_and_come_in_again(page: Page, new_page: NewPage, tmp_path: Path) -> None:
    save(page, LLAMA_PATH, HERO)
    page.goto("/bookmarks")
    files = {}
    for name in ("JSON", "CSV for spreadsheets", "HTML for browsers"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).click()
        files[name] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[name])
        assert "Code Llama 4" in files[name].read_text()

    other = new_page()
    other.goto("/bookmarks")
    field = other.get_by_label("Add the bookmarks of a file")
    field.set_input_files(files["JSON"])
    follow(other, other.get_by_role("button", name="Add them"))
    expect(other.get_by_role("status")).to_contain_text("2 added.")
    expect(other.locator(".entry__t")).to_have_count(2)
    for name, added in (("CSV for spreadsheets", "0 added."), ("HTML for browsers", "0 added.")):
        field.set_input_files(files[name])
        follow(other, other.get_by_role("button", name="Add them"))
        expect(other.get_by_role("status")).to_contain_text(added)
    broken = tmp_path / "broken.csv"
    broken.write_text("no, list, of, bookmarks")
    field.set_input_files(broken)
    follow(other, other.get_by_role("button", name="Add them"))
    expect(other.get_by_role("alert")).to_contain_text("The file was not read")


def test_a_secret_link_carries_the_list_to_another_device_until_it_ends(page: Page, new_page: NewPage) -> None:
    save(page, LLAMA_PATH, HERO)
    page.goto("/bookmarks")
    follow(page, page.get_by_role("button", name="Make a secret link"))
    secret = urlsplit(page.get_by_label("Secret link").input_value()).path

    device = new_page(width=390)
    asked = sent(device)
    device.goto(secret)
    expect(device.locator(".entry__t")).to_have_text(["Code Llama 4 v Mistral 3 Small", "Code Llama 4"])
    assert device.context.cookies() == []
    assert asked == [f"GET {secret}", "GET versed.js"]
    follow(device, device.get_by_role("button", name="Take them over into this browser"))
    expect(device.get_by_role("status")).to_contain_text("2 added.")
    expect(marks(device)).to_have_text("2")
    assert device.locator(".entry__t").all_inner_texts() == ["Code Llama 4 v Mistral 3 Small", "Code Llama 4"]

    follow(page, page.get_by_role("button", name="End this link"))
    expect(page.get_by_role("status")).to_contain_text("The link is gone.")
    answer = device.goto(secret)
    assert answer is not None
    assert answer.status == 410
    expect(device.get_by_role("heading", level=1)).to_have_text("This link has ended.")
    device.goto("/bookmarks")
    expect(device.locator(".entry__t")).to_have_count(2)


def test_me_shows_everything_and_deletes_it(page: Page) -> None:
    save(page, LLAMA_PATH)
    assert post(page, f"{LLAMA_PATH}/vote", vote="skip").ok
    page.goto("/me")
    main = page.get_by_role("main")
    expect(main.get_by_role("row", name=re.compile("Code Llama 4"))).to_contain_text("skip")
    expect(main).to_contain_text("Code Llama 4, saved 23 November 2026")
    follow(page, page.get_by_role("button", name="Delete all of it now"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Deleted.")
    assert page.context.cookies() == []
    expect(marks(page)).to_be_hidden()
    asked = sent(page)
    page.goto(LLAMA_PATH)
    page.wait_for_load_state("networkidle")
    assert asked == [f"GET {LLAMA_PATH}", "GET versed.js"]
    expect(page.locator("#ballot-code-llama-4")).to_contain_text("No community votes yet")
    assert saved() == []
