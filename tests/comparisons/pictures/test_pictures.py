"""Pictures and badges: whole, small, of odd names too, under an address that changes with what they show."""

from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from comparisons.pictures import fonts, lines
from comparisons.pictures.badge import badge_of, draw_badge
from comparisons.pictures.drawing import draw
from comparisons.pictures.snippets import badge_snippets, frame
from comparisons.pictures.subjects import Sheet, ballot_of, deciding_words, face_of
from comparisons.verdict.editor import Said
from comparisons.verdict.judging import judge
from tests.build import file_review
from tests.comparisons.conftest import MAIN
from tests.comparisons.pictures.faces import ballot, face
from tests.comparisons.pictures.names import ODD
from tests.conftest import TODAY, drain, make_fact_view, make_profile, scores_panel
from tools.states import State

MOST_BYTES = 40_000
UNKNOWN = "𓂀𓏏𓊖"


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_any_name_gives_a_whole_small_picture(name):
    for shown in (
        face(name, name),
        face(name, name, name, name),
        ballot(name),
        Sheet(name, name, ((name, "400"),) * 3 + ((name, name),), name, "Versed"),
    ):
        png = draw(shown)
        assert len(png) <= MOST_BYTES
        image = Image.open(BytesIO(png))
        image.load()
        assert image.size == (1200, 630)
        # The clear space at the edges stays clear.
        rgb = image.convert("RGB")
        for box in ((0, 0, 1200, 20), (0, 610, 1200, 630), (1180, 0, 1200, 390)):
            assert len(rgb.crop(box).getcolors(256)) <= 8


@pytest.mark.parametrize("name", ODD)
def test_a_line_is_never_wider_than_its_room(name):
    for sizes, most in (((92,), 1), ((72, 60, 48), 2), ((40,), 1)):
        fitted = lines.fit(name, fonts.COND, sizes, 500, most)
        assert len(fitted.lines) <= most
        assert all(lines.width(line, fonts.COND, fitted.size) <= 501 for line in fitted.lines)


@pytest.mark.parametrize("name", ODD)
def test_every_letter_of_a_script_in_use_is_drawn(name):
    assert fonts.draws(name)


def test_a_name_that_no_font_has_is_drawn_as_its_address():
    profiles = [make_profile("eye", scores_panel(80, 70, 60, 50), name=UNKNOWN), make_profile("b")]
    shown = face_of(replace(judge(profiles), said=Said(f"*{UNKNOWN} leads*")), "Versed")
    plain = [make_profile("eye", scores_panel(80, 70, 60, 50), name="eye"), make_profile("b")]
    assert draw(shown) == draw(face_of(replace(judge(plain), said=Said("*eye leads*")), "Versed"))
    assert UNKNOWN in shown.words


def test_words_from_right_to_left_stand_so():
    def seen(text):
        return [run.text for run in fonts.runs(text, fonts.COND)]

    assert seen("עוזר Pro 2") == ["Pro 2", " ", "עוזר"]
    assert seen("Meta עוזר 2") == ["Meta ", "2", " ", "עוזר"]  # as browsers set it


def test_letters_that_no_font_has_are_drawn_plainly_and_stray_marks_not_at_all():
    def drawn(text):
        return "".join(letter for _, letter in fonts.fonted(text, fonts.COND))

    assert fonts.runs("𝕏", fonts.COND) == ((fonts.COND, "X", 0),)
    assert drawn("A\U0001e8d0B") == "AB"
    assert drawn(f"A {UNKNOWN} B") == "A … B"
    assert not fonts.draws(UNKNOWN)
    assert not fonts.draws("\U0001faff")  # a picture that is newer than the font is left out, and nothing is left


def test_without_a_shaper_letters_stand_apart_and_in_order(monkeypatch):
    monkeypatch.setattr(lines, "SHAPES", False)
    lines.measured.cache_clear()
    lines.fit.cache_clear()
    assert lines.seen(fonts.Run("hebrew.woff2", "אבג", 1)) == "גבא"
    assert len(draw(face("עוזר הקוד Pro 2", "مساعد"))) > 5_000
    lines.measured.cache_clear()
    lines.fit.cache_clear()


def test_the_kanji_of_japanese_have_japanese_forms():
    assert fonts.font_of("直", fonts.COND, japanese=True) != fonts.font_of("直", fonts.COND)


def test_an_address_changes_with_what_the_picture_shows(client, cast):
    llama, _ = cast

    def address():
        html = client.get(MAIN).content.decode()
        return html.split('property="og:image" content="http://localhost:8000')[1].split('"')[0]

    before = address()
    kept = client.get(before)
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    file_review(llama, "founder", 99, "ship", reviewed_on=date(2026, 11, 20))
    after = address()
    assert after != before
    moved = client.get(before)
    assert (moved.status_code, moved.headers["Location"]) == (301, after)


def test_the_words_of_a_picture_are_those_of_the_page(client, cast):
    html = client.get(MAIN).content.decode()
    words = "Code Llama 4 298, Mistral 3 Small 295 of 400. Dead heat. Both ship. The Builder disagrees."
    assert f'og:image:alt" content="{words}"' in html


def test_the_points_of_a_picture_are_those_that_were_compared(client, cast):
    html = client.get("/compare/code-llama-4-vs-half-reviewed").content.decode()
    words = "Code Llama 4 165, Half Reviewed 124 of 200. Rout."
    assert f'og:image:alt" content="{words}' in html
    assert "165–124" in html


@pytest.mark.parametrize(
    ("headline", "words"),
    [("Nothing in it. *Let the licence decide.*", "Let the licence decide."),
     ("Nothing in it on points, *and both are skips.*", "Both are skips."), ("*A by 9.* B objects.", "A by 9."),
     ("No words on tape", ""), ("", "")],
)  # fmt: skip
def test_the_words_on_tape_are_a_sentence(headline, words):
    assert deciding_words(headline) == words


def test_nothing_decides_what_cannot_be_compared():
    pair = [
        make_profile("a", scores_panel(80, None, None, None)),
        make_profile("b", scores_panel(None, 80, None, None)),
    ]
    shown = face_of(judge(pair), "Versed")
    assert (shown.band, shown.deciding, shown.points) == ("Not comparable yet", "", (None, None))


def test_a_discontinued_tool_says_so_in_its_picture():
    profile = make_profile("a", scores_panel(80, 70, 60, 50))
    assert ballot_of(profile, "Versed").line == "Ship · 4 ship / 0 skip · 260 of 400 points"
    shown = ballot_of(replace(profile, discontinued=True), "Versed")
    assert shown.line.startswith("Discontinued · Ship · 4 ship")
    assert shown.sentence == "*Discontinued.* The panel’s last call was Ship."


def test_a_badge_turns_grey_and_says_stale_and_why():
    profile = make_profile("a", scores_panel(80, 70, 60, 50))
    price = make_fact_view("pricing", "Free", label="Pricing", state=State.STALE)
    fresh = badge_of(profile, "Versed", TODAY)
    old = badge_of(replace(profile, facts={"pricing": price}), "Versed", TODAY)
    assert old.says == "Ship · 260 of 400 · stale"
    assert "#5f6675" in draw_badge(old)
    assert "#5f6675" not in draw_badge(fresh)
    assert ElementTree.fromstring(draw_badge(old)).attrib["aria-label"].endswith("stale (pricing stale)")


def test_the_badge_of_a_discontinued_tool_says_that_alone():
    profile = make_profile("a", scores_panel(80, 70, 60, 50), discontinued_on=date(2026, 5, 3))
    badge = badge_of(replace(profile, discontinued=True), "Versed", TODAY)
    assert badge.words == "Versed on A: Discontinued on 3 May 2026"
    assert "#5f6675" in draw_badge(badge)


@pytest.mark.parametrize("name", ODD)
def test_a_badge_is_well_formed_whatever_the_name(name):
    profile = make_profile("a", scores_panel(80, 70, 60, 50), name=name)
    root = ElementTree.fromstring(draw_badge(badge_of(profile, "Versed", date(2026, 11, 1))))
    assert name in root.attrib["aria-label"]
    assert ballot_of(profile, "Versed").mark


def test_the_card_may_stand_in_a_frame_and_no_other_page(client, cast):
    framed = client.get(MAIN.replace("compare", "embed"))
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert framed.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    page = client.get(MAIN)
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_readers_of_oembed_find_the_card(client, cast):
    html = client.get(MAIN).content.decode()
    address = html.split('type="application/json+oembed" href="')[1].split('"')[0]
    answer = client.get(address).json()
    assert (answer["version"], answer["type"], answer["width"], answer["height"]) == ("1.0", "rich", 600, 340)
    assert f'src="http://localhost:8000{MAIN.replace("compare", "embed")}"' in answer["html"]
    assert client.get(f"{address}&maxwidth=300").json()["width"] == 300
    assert client.get(f"{address}&maxwidth=-1").json()["field"] == "maxwidth"
    told = ElementTree.fromstring(client.get(f"{address}&format=xml&maxheight=200").content)
    assert {part.tag: part.text for part in told} == {
        key: str(value) for key, value in client.get(f"{address}&maxheight=200").json().items()
    }
    assert (told.findtext("height"), told.findtext("width")) == ("200", "600")
    assert client.get(f"{address}&format=yaml").json()["field"] == "format"


def test_what_one_copies_is_whole_and_says_nothing_that_goes_out_of_date(client, cast):
    def copied(page):
        html = client.get(page).content.decode()
        return [unescape(part.split("</textarea>")[0].split(">", 1)[1]) for part in html.split("<textarea")[1:]]

    html, markdown = copied("/tools/code-llama-4/badge")
    link = ElementTree.fromstring(html.replace('height="28">', 'height="28"/>'))
    assert link.attrib["href"] == "http://localhost:8000/tools/code-llama-4"
    assert link[0].attrib["src"] == "http://localhost:8000/badges/code-llama-4.svg"
    assert markdown == f"[![Versed on Code Llama 4]({link[0].attrib['src']})]({link.attrib['href']})"
    card, picture, address = copied(f"{MAIN}/embed")
    framed = ElementTree.fromstring(card)
    assert framed.attrib["title"] == "Code Llama 4 vs Mistral 3 Small"
    assert client.get(framed.attrib["src"].removeprefix("http://localhost:8000")).status_code == 200
    assert address == f"http://localhost:8000{MAIN}"
    for text in (html, markdown, card, picture):
        assert "298" not in text
        assert "Ship" not in text


def test_a_name_cannot_break_out_of_what_one_copies():
    name = '"><script>x</script>[a](b)'
    html, markdown = badge_snippets(name, "a", "https://x.example", "Versed")
    assert "<script" not in html.code
    assert markdown.code.startswith('[![Versed on "><script>x</script>\\[a\\](b)](https://x.example/badges/a.svg)]')
    assert "<script" not in frame((name, "b"), "a-vs-b", "https://x.example", 600, 340)


def test_the_style_and_the_fonts_of_the_card_reach_a_frame_without_an_origin(client):
    for part in ("embed/card.css", "fonts/archivo-cond.woff2"):
        response = client.get(f"/static/{part}")
        drain(response)
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/categories/developer-tools", "Developer Tools. Code Llama 4 298, Mistral 3 Small 295, Half Reviewed –."),
        ("/tools", "AI tools, ranked by four reviewers. Code Llama 4 298, Mistral 3 Small 295,"),
        ("/tools/code-llama-4/alternatives", "Alternatives to Code Llama 4. Mistral 3 Small 295, Half Reviewed –."),
        (
            "/methodology",
            "How we score. Dead heat up to 8 points, Edge up to 24 points, Clear up to 60 points, Rout more.",
        ),
    ],
)
def test_a_picture_shows_what_its_page_shows_first(client, cast, page, words):
    html = client.get(page).content.decode()
    assert html.split('og:image:alt" content="')[1].startswith(words)


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [("/tools/cl4/badge", "/tools/code-llama-4/badge"), ("/compare/mistral-3-small-vs-cl4/embed", f"{MAIN}/embed")],
)
def test_pages_for_copying_have_one_address(client, cast, given, leads_to):
    moved = client.get(given)
    assert (moved.status_code, moved.headers["Location"]) == (301, leads_to)
