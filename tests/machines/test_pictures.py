"""Pictures and badges: whole, small, of odd names too, under an address that changes with what they show."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from comparisons.headtohead import decide
from comparisons.pictures import fonts
from comparisons.pictures.badge import FRESH_FOR, badge_of, draw_badge
from comparisons.pictures.cards import Ballot, Face, ballot_of, deciding_words, draw_ballot, draw_face, face_of
from comparisons.words import verdict_of
from tests.build import file_review
from tests.conftest import make_profile, scores_panel
from tests.machines.conftest import MAIN

MOST_BYTES = 40_000
ODD = [
    "A", "Code Llama 4", "Extraordinarily Long Winded Assistant Professional Enterprise Edition for Teams",
    "Supercalifragilisticexpialidociouslyunbreakabletoolnamewithoutspaces2026", "通义千问代码助手专业版人工智能编程工具二零二六",
    "コード書記官 プロフェッショナル", "코드 도우미", "مساعد البرمجة الذكي للفرق", "עוזר הקוד Pro 2", "Rocket 🚀 Coder 👩🏽‍💻",
    "🏳️‍🌈🇰🇷❤️", "Évernôte Ünïcødé", "Ελληνικό", "Ассистент", "हिन्दी", "Tiếng Việt", "ไทย", "Z̷̢̛a̸l̶g̷o̶", "𝕏𝕏𝕏",
    "<b>&amp;\"'", "W" * 80, "ﷺ" * 20,
]  # fmt: skip


def face(*names, points=(298, 295)):
    return Face(
        names, points, 400, "Dead heat", "Let the licence decide.", "Both ship. The Builder disagrees.", "Versed"
    )


@pytest.mark.parametrize("name", ODD)
def test_any_name_gives_a_whole_small_picture(name):
    for png in (
        draw_face(face(name, name)),
        draw_face(face(name, name, name, name, points=(400, None, 0, 1))),
        draw_ballot(Ballot(name, (("Builder", 100, "ship"),) * 4, f"*{name}* would.", f"Ship · {name}", "Versed")),
    ):
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
        fitted = fonts.fit(name, fonts.COND, sizes, 500, most)
        assert len(fitted.lines) <= most
        assert all(fonts.width(line, fonts.COND, fitted.size) <= 501 for line in fitted.lines)


def test_words_from_right_to_left_stand_so():
    assert [part for _, part in fonts.runs("עוזר Pro 2", fonts.COND)] == ["Pro 2 ", "עוזר"]
    assert [part for _, part in fonts.runs("Meta עוזר 2", fonts.COND)] == ["Meta ", "עוזר", " 2"]


def test_letters_that_no_font_has_are_drawn_plainly_and_stray_marks_not_at_all():
    assert fonts.runs("𝕏", fonts.COND) == (("archivo-cond", "X"),)
    assert "".join(part for _, part in fonts.runs("Z̷a̸", fonts.COND)) == "Za"


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
    bout = decide([profile.panel for profile in pair])
    verdict = verdict_of(pair, bout)
    shown = face_of(pair, bout, verdict, verdict.headline, "Versed")
    assert (shown.band, shown.deciding, shown.points) == ("Not comparable yet", "", (None, None))


def test_a_discontinued_tool_says_so_in_its_picture():
    profile = make_profile("a", scores_panel(80, 70, 60, 50))
    assert ballot_of(profile, "Versed").line == "Ship · 4 ship / 0 skip · 260 of 400 points"
    assert ballot_of(replace(profile, discontinued=True), "Versed").line.startswith("Discontinued · Ship · 4 ship")


def test_a_badge_turns_grey_and_says_stale_by_itself():
    profile = make_profile("a", scores_panel(80, 70, 60, 50))
    opinion = profile.panel.opinions[0]
    object.__setattr__(opinion, "reviewed_on", date(2026, 1, 1))
    last = date(2026, 1, 1) + FRESH_FOR
    fresh, old = badge_of(profile, "Versed", last), badge_of(profile, "Versed", last + timedelta(days=1))
    assert (fresh.stale, old.stale) == (False, True)
    assert old.says == "Ship · 260 of 400 · stale"
    assert "#5f6675" in draw_badge(old)
    assert "#5f6675" not in draw_badge(fresh)


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
