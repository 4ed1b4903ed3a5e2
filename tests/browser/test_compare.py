"""The compare page in a browser: what one sees first, what stays, what folds, and that none of it needs a script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.catalogue import FOUR, HERO, STATES, THREE
from tests.browser.conftest import NewPage
from tests.browser.looks import bottom, follow, hidden, path_of

pytestmark = pytest.mark.usefixtures("site")

DARK_PAPER = "rgb(15, 18, 24)"


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", [HERO, STATES], ids=["dead heat", "edge"])
def test_the_three_answers_stand_on_the_first_screen_of_a_desk(new_page: NewPage, path: str, dark: bool) -> None:
    page = new_page(dark=dark)
    page.goto(path)
    answers = page.locator(".answers > div")
    assert answers.locator("dt").all_inner_texts() == ["Which one", "By how much", "Who disagrees"]
    assert bottom(answers.last.locator("dd b").first) <= 900
    assert bottom(answers.last) <= 900
    assert (page.evaluate("getComputedStyle(document.body).backgroundColor") == DARK_PAPER) is dark


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_headline_and_first_answer_stand_on_the_first_screen_of_a_phone(new_page: NewPage, dark: bool) -> None:
    page = new_page(width=390, height=844, dark=dark)
    page.goto(HERO)
    assert bottom(page.locator(".verdict__say")) <= 844
    assert bottom(page.locator(".answers > div").first) <= 844


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_both_names_and_their_points_are_shown(new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    page.goto(HERO)
    for name, points in ("Code Llama 4", "298"), ("Mistral 3 Small", "295"):
        corner = page.locator(".corner", has_text=name)
        expect(corner.get_by_role("link", name=name)).to_be_in_viewport()
        expect(corner.locator(".corner__pts")).to_contain_text(points)
        expect(corner.locator(".corner__pts")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("path", [HERO, THREE, FOUR], ids=["two", "three", "four"])
def test_the_bar_sticks_and_stays_low(new_page: NewPage, path: str, width: int) -> None:
    page = new_page(width=width)
    page.goto(path)
    page.evaluate("scrollTo(0, 2500)")
    box = page.locator(".ring").bounding_box()
    assert box is not None
    assert abs(box["y"]) <= 1
    assert box["height"] <= 88  # what scroll-padding keeps clear
    expect(page.locator(".ring__pts").first).to_be_in_viewport()


def test_the_bar_leads_to_sections_that_it_does_not_cover(page: Page) -> None:
    page.goto(HERO)
    links = page.get_by_role("navigation", name="On this page").get_by_role("link")
    assert links.count() >= 4
    for number in range(links.count()):
        links.nth(number).click()
        section = page.url.split("#")[1]
        assert top(page, f"#{section} h2") >= bottom(page.locator(".ring")), section


def test_a_phone_that_opens_a_section_sees_its_heading(new_page: NewPage) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{HERO}#cards")
    assert bottom(page.locator(".ring")) <= top(page, "#cards-h") < 844


@pytest.mark.parametrize("path", [HERO, THREE], ids=["two", "three"])
def test_differences_only_hides_the_equal_rows_without_javascript(new_page: NewPage, path: str) -> None:
    page = new_page(javascript=False)
    page.goto(path)
    equal, differing = page.locator(".decide .same"), page.locator(".decide .diff")
    assert equal.count() > 0
    assert differing.count() > 0
    page.get_by_label("Show differences only").check()
    expect(equal.filter(visible=True)).to_have_count(0)
    expect(differing.filter(visible=True)).to_have_count(differing.count())
    page.get_by_label("Show differences only").uncheck()
    expect(equal.filter(visible=True)).to_have_count(equal.count())


def test_differences_only_has_an_address(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(f"{HERO}?diff=1")
    assert page.locator(".decide .diff").count() > 0
    assert page.locator(".decide .same").count() == 0
    follow(page, page.get_by_role("link", name="Show all rows"))
    assert page.locator(".decide .same").count() > 0


def test_a_difference_shows_in_shape_and_a_lead_in_words(page: Page) -> None:
    page.goto(HERO)
    row = page.locator(".decide tr", has_text="Panel points")
    expect(row.locator(".lead")).to_have_text("Leads by 3")
    mark = "e => getComputedStyle(e.querySelector('th'), '::before').content"
    assert row.evaluate(mark) == '""'
    assert page.locator(".decide .same").first.evaluate(mark) == "none"


def test_each_fact_says_its_state_and_its_source(page: Page) -> None:
    page.goto(f"{STATES}?facts=all")
    words = " ".join(page.locator(".decide .fact__state").all_inner_texts())
    for word in ("Confirmed 15 Dec 2026", "Contradicted", "Unreadable", "Stale", "Never checked"):
        assert word in words
    expect(page.locator(".decide a.fact__src").first).to_have_attribute("rel", re.compile("nofollow"))


def test_weights_work_without_javascript_and_can_be_shared(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(HERO)
    page.get_by_label("Founder").select_option(label="3, triple")
    page.get_by_label("Builder").select_option(label="0, leave out")
    follow(page, page.get_by_role("button", name="Weigh again"))
    expect(page.locator(".weights__res")).to_contain_text("by your weights")
    means = page.locator(".weights__means").inner_text()

    friend = new_page(width=390, javascript=False)
    friend.goto(page.url)
    expect(friend.get_by_label("Founder")).to_have_value("founder:3")
    expect(friend.get_by_label("Builder")).to_have_value("builder:0")
    assert friend.locator(".weights__means").inner_text() == means
    follow(friend, friend.get_by_role("link", name="Back to equal weights"))
    expect(friend.locator(".weights__res")).to_contain_text("by equal weights")
    assert "w=" not in friend.url


def test_a_third_tool_of_the_same_job_joins_by_keyboard_and_leaves(page: Page) -> None:
    page.goto(f"{HERO}?w=builder:3")
    page.get_by_label("Another tool").focus()
    options = page.locator(".found li")
    expect(options.first).to_be_visible()
    assert set(page.locator(".found span").all_inner_texts()) == {"Developer Tools"}
    assert not {"Code Llama 4", "Mistral 3 Small"} & set(page.locator(".found b").all_inner_texts())
    page.keyboard.type("devstrl")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Another tool")).to_have_value("Devstral")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert path_of(page) == "compare/code-llama-4-vs-devstral-vs-mistral-3-small?w=builder:3"
    expect(page.locator(".corner")).to_have_count(3)
    follow(page, page.get_by_role("link", name="Drop Devstral"))
    assert f"/{path_of(page)}" == f"{HERO}?w=builder:3"


def test_any_tool_joins_without_a_script_and_a_misspelt_one_is_asked_for(new_page: NewPage) -> None:
    page = new_page(width=390, javascript=False)
    page.goto(f"{HERO}?w=builder:3&diff=1")
    assert page.locator("#thirds option").count() == 2
    page.get_by_label("Another tool").fill("Clude")
    follow(page, page.get_by_role("button", name="Add"))
    expect(page.get_by_role("alert")).to_contain_text("Claude")
    page.get_by_label("Tool 3").fill("Claude")
    follow(page, page.get_by_role("main").get_by_role("button", name="Compare"))
    assert path_of(page) == "compare/claude-vs-code-llama-4-vs-mistral-3-small?diff=1&w=builder:3"


def test_four_are_the_most(page: Page) -> None:
    page.goto(FOUR)
    expect(page.locator(".corner")).to_have_count(4)
    expect(page.get_by_label("Another tool")).to_have_count(0)
    expect(page.get_by_role("link", name="Drop ")).to_have_count(4)


def test_the_chart_unfolds_into_a_table(new_page: NewPage) -> None:
    page = new_page(width=390, javascript=False)
    page.goto(HERO)
    table = page.get_by_role("region", name="Scores as a table")
    expect(table).to_be_hidden()
    page.get_by_text("Read the chart as a table").click()
    expect(table).to_be_visible()
    expect(table.locator("tr", has_text="Total of 400")).to_contain_text("298")


@pytest.mark.parametrize("path", [HERO, FOUR], ids=["two", "four"])
def test_descriptions_fold_on_a_phone_and_stand_open_on_a_desk(new_page: NewPage, path: str) -> None:
    phone = new_page(width=360, javascript=False)
    phone.goto(path)
    texts = phone.locator("#about .prose")
    expect(texts.filter(visible=True)).to_have_count(0)
    phone.get_by_text("Show the descriptions").focus()
    phone.keyboard.press("Enter")
    expect(texts.filter(visible=True)).to_have_count(path.count("-vs-") + 1)
    for width in (768, 1440):
        desk = new_page(width=width, javascript=False)
        desk.goto(path)
        expect(desk.locator("#about .prose").filter(visible=True)).to_have_count(path.count("-vs-") + 1)
        expect(desk.get_by_text("Show the descriptions")).to_be_hidden()
        assert bottom(desk.locator(".ring")) <= top(desk, "#about-h")
    desk.emulate_media(media="print")
    expect(desk.locator("#about .prose").first).to_be_visible()


def test_another_order_leads_to_the_one_address(page: Page) -> None:
    page.goto("/compare/mistral-3-small-vs-code-llama-4?diff=1")
    assert f"/{path_of(page)}" == f"{HERO}?diff=1"


def test_reduced_motion_stills_everything(new_page: NewPage) -> None:
    moving, still = new_page(), new_page(reduced_motion="reduce")
    for page in moving, still:
        page.goto(HERO)
    style = "selector => getComputedStyle(document.querySelector(selector))"
    assert moving.evaluate(f"({style})('.tp-pin').animationName") == "pin"
    assert still.evaluate(f"({style})('.tp-pin').animationName") == "none"
    assert still.evaluate(f"({style})('.btn').transitionDuration") == "0s"
    assert still.evaluate("document.getAnimations().length") == 0


def test_forced_colours_keep_the_marks_apart(new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    page.goto(HERO)
    fill = "e => getComputedStyle(e).backgroundColor"
    marks = page.locator(".corner").first.locator(".mk")
    assert marks.first.evaluate(fill) == "rgb(0, 0, 0)"  # the Builder ships
    assert marks.last.evaluate(fill).endswith(", 0)")  # the Founder skips: nothing fills the mark
    border = "e => parseFloat(getComputedStyle(e).borderTopWidth)"
    for selector in (".corner", ".band", ".lead", ".ring__pts b"):
        assert page.locator(selector).first.evaluate(border) >= 2, selector


def test_print_leaves_the_controls_out(page: Page) -> None:
    page.goto(STATES)
    page.emulate_media(media="print")
    gone = [".mast nav", ".ring", ".acts", ".btn", ".weights", ".only", ".foot nav", "summary"]
    kept = [".corner__name", ".corner__pts", ".verdict__say", ".answers", ".tp-strip", ".more table", ".decide"]
    assert hidden(page, gone) == gone
    assert hidden(page, kept) == []
    address = "e => getComputedStyle(e, '::after').content"
    assert "https://example.com/page" in page.locator("a.fact__src").first.evaluate(address)


def test_the_three_fonts_are_loaded_and_no_other(page: Page) -> None:
    page.goto(HERO)
    loaded = "async () => [...await document.fonts.ready].filter(f => f.status === 'loaded').map(f => f.family)"
    families = {family.strip('"') for family in page.evaluate(loaded)}
    assert families == {"Desk Cond", "Desk Sans", "Desk Serif"}


def test_icons_are_pictures(page: Page) -> None:
    page.goto(HERO)
    icons = page.locator("link[rel~=icon], link[rel=apple-touch-icon]")
    addresses = [icon.get_attribute("href") or "" for icon in icons.all()]
    assert len(addresses) == 3
    for address in [*addresses, "/favicon.ico"]:
        answer = page.request.get(address)
        assert answer.ok, address
        assert answer.headers["content-type"].startswith("image/"), address
