"""Finding a tool by keyboard, by pointer, and without a script; starting a comparison; taking the link along."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.catalogue import HERO
from tests.browser.conftest import NewPage
from tests.browser.looks import follow, path_of

pytestmark = pytest.mark.usefixtures("site")


def field(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_label("Find a tool")


def test_a_misspelt_name_leads_to_the_tool_by_keyboard_alone(page: Page) -> None:
    page.goto("/about")
    search = field(page)
    search.focus()
    expect(search).to_have_role("combobox")
    page.keyboard.type("mistrl smal")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Mistral 3 Small")
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(search).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    assert search.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tools/mistral-3-small")


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/about")
    search = field(page)
    search.focus()
    page.keyboard.type("llama")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(search).to_have_value("llama")
    expect(search).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tools?q=llama")


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft"])
def test_keys_of_the_text_go_back_to_it(page: Page, key: str) -> None:
    page.goto("/about")
    search = field(page)
    search.focus()
    page.keyboard.type("llama")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(search).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press(key)
    expect(search).to_have_attribute("aria-activedescendant", "")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.type("x")
    typed = {"Home": "xllama", "End": "llamax", "ArrowLeft": "llamxa"}
    expect(search).to_have_value(typed[key])


def test_the_number_found_is_said(page: Page) -> None:
    page.goto("/about")
    field(page).focus()
    page.keyboard.type("mistral 3")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^[1-8] found$"))
    field(page).fill("qwertz")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("0 found")


def test_keys_of_an_input_method_are_its_own(page: Page) -> None:
    page.goto("/about")
    search = field(page)
    search.focus()
    page.keyboard.type("llama")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    kept = search.evaluate(
        """field => ["ArrowDown", "Enter", "Escape"].every(key => field.dispatchEvent(
            new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true })))"""
    )
    assert kept
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    assert path_of(page) == "about"


def test_a_late_answer_does_not_replace_a_newer_one(page: Page) -> None:
    held: list[Route] = []
    page.route(re.compile(r"suggest\?q=llama"), lambda route: held.append(route))
    page.goto("/about")
    field(page).focus()
    with page.expect_request(re.compile(r"suggest\?q=llama")):
        page.keyboard.type("llama")
    field(page).fill("whisper")
    expect(page.get_by_role("option")).to_have_text(re.compile("^Whisper"))
    for route in held:
        route.fulfill(body='<li role="option">Late</li>')
    expect(page.get_by_role("option")).to_have_text(re.compile("^Whisper"))


def test_a_suggestion_can_be_pressed(page: Page) -> None:
    page.goto("/about")
    field(page).click()
    page.keyboard.type("chat gpt")
    follow(page, page.get_by_role("option").first)
    assert path_of(page) == "tools/chatgpt"


def test_the_menu_of_a_phone_suggests_as_well(new_page: NewPage) -> None:
    page = new_page(width=390)
    page.goto("/about")
    page.get_by_role("button", name="Menu").click()
    search = page.get_by_role("dialog", name="Menu").get_by_label("Find a tool")
    search.focus()
    expect(search).to_have_role("combobox")
    page.keyboard.type("mistrl")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Mistral 3 Small")
    options.first.click()
    page.wait_for_url("**/tools/mistral-3-small")


def test_tab_leaves_the_field_and_closes_the_list(page: Page) -> None:
    page.goto("/about")
    field(page).focus()
    page.keyboard.type("llama")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_search_works_without_a_script(new_page: NewPage, width: int) -> None:
    page = new_page(width=width, javascript=False)
    page.goto("/tools")
    search = page.get_by_role("main").get_by_label("Find a tool")
    search.fill("wisper")
    follow(page, page.get_by_role("button", name="Search"))
    assert page.locator(".league .entry__t").all_inner_texts() == ["Whisper"]
    expect(page.get_by_text("Nothing is called that.")).to_be_visible()
    follow(page, page.locator(".chip", has_text="wisper"))
    assert path_of(page) == "tools"


def test_a_first_visit_loads_one_small_script_and_asks_nothing(page: Page) -> None:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert [url for url in seen if url.endswith(".js")] == [next(url for url in seen if "versed" in url)]
    field(page).focus()
    page.wait_for_function("document.querySelector('#find').getAttribute('role') === 'combobox'")
    assert not [url for url in seen if "htmx" in url or "suggest" in url]


def test_two_choices_start_a_comparison_and_the_second_is_of_the_same_job(page: Page) -> None:
    page.goto("/")
    page.get_by_label("This tool").focus()
    page.keyboard.type("code lama")
    expect(page.get_by_role("option").first).to_contain_text("Code Llama 4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("This tool")).to_have_value("Code Llama 4")
    page.get_by_label("Against").focus()
    jobs = page.locator(".found [role=option] span")
    expect(jobs.first).to_be_visible()
    assert set(jobs.all_inner_texts()) == {"Developer Tools"}
    page.keyboard.type("mistral")
    expect(page.locator(".found [role=option]").first).to_contain_text("Mistral 3 Small")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    follow(page, page.get_by_role("main").get_by_role("button", name="Compare"))
    assert f"/{path_of(page)}" == HERO


def test_suggestions_keep_wcag(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.goto("/about")
    field(page).focus()
    page.keyboard.type("llama")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert axe(page) == []


def test_a_tool_page_leads_to_alternatives_and_to_any_other_tool(page: Page) -> None:
    page.goto("/tools/claude")
    follow(page, page.get_by_role("main").get_by_role("link", name="Alternatives"))
    follow(page, page.get_by_role("link", name="Compare Claude with ChatGPT"))
    assert path_of(page) == "compare/chatgpt-vs-claude"
    page.goto("/tools/claude")
    follow(page, page.get_by_role("link", name="Compare with another"))
    expect(page.get_by_label("This tool")).to_have_value("claude")


def test_the_link_is_copied_where_scripts_run_and_the_button_is_absent_elsewhere(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{HERO}?w=builder:3")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{HERO}?w=builder:3")
    plain = new_page(javascript=False)
    plain.goto(HERO)
    expect(plain.get_by_text("Copy link")).to_be_hidden()
    expect(plain.get_by_role("link", name="Decision record")).to_be_visible()


def test_the_copied_link_leads_to_the_part_of_the_page_that_the_address_bar_names(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(HERO)
    page.get_by_label("Founder").select_option(label="3, triple")
    follow(page, page.get_by_role("button", name="Weigh again"))
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{HERO}?w=builder%3A1&w=skeptic%3A1&w=futurist%3A1&w=founder%3A3#weights")
    page.goto(f"{HERO}#cards")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{HERO}#cards")


def test_print_shows_the_verdict_and_hides_the_controls(page: Page) -> None:
    page.goto(HERO)
    page.emulate_media(media="print")
    expect(page.locator(".verdict__say")).to_be_visible()
    for hidden in (".find", ".acts", ".mast__acts .btn", ".weights", "#as-of"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.pdf(format="A4")[:4] == b"%PDF"


def test_print_says_the_weights_that_the_reader_chose(page: Page) -> None:
    page.goto(f"{HERO}?w=builder:3,founder:0")
    page.emulate_media(media="print")
    expect(page.get_by_label("Builder")).to_be_visible()
    expect(page.get_by_label("Builder")).to_have_value("builder:3")
    expect(page.get_by_role("button", name="Weigh again")).to_be_hidden()
