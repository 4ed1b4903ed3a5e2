"""Where lines break, in scripts without spaces too, and in which order words of both ways stand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.pictures import bidi, fonts, lines
from comparisons.pictures.clusters import clusters, pieces


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("two words", ["two ", "words"]),
        ("self-hosted", ["self-", "hosted"]),
        ("专业版。", ["专", "业", "版。"]),  # a full stop begins no line
        ("コーダー", ["コー", "ダー"]),
        ("코드 도우미", ["코드 ", "도우미"]),  # Korean breaks at spaces
        ("ผู้ช่วยเขียนโค้ด", ["ผู้ช่วย", "เขียน", "โค้ด"]),
        ("ជំនួយការ", ["ជំ", "នួយ", "ការ"]),
        ("မြန်မာ", ["မြန်", "မာ"]),
        ("བོད་ཡིག", ["བོད་", "ཡིག"]),
        ("ab\u200bcd", ["ab", "cd"]),
    ],
)
def test_a_line_may_break_where_readers_expect_it(text, parts):
    assert pieces(text) == parts


@pytest.mark.parametrize(
    ("text", "count"),
    [("हिन्दी", 2), ("👩🏽‍💻", 1), ("🇰🇷🇫🇷", 2), ("e\u0301", 1), ("กำ", 1), ("กี่", 1), ("គ្រូ", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 1)],
)
def test_a_letter_keeps_its_marks(text, count):
    assert len(clusters(text)) == count


@given(st.text(max_size=60))
def test_cutting_loses_nothing(text):
    assert "".join(clusters(text)) == text
    assert "".join(pieces(text)) == text.replace("\u200b", "")


@given(st.text(max_size=40))
def test_any_text_fits_its_room(text):
    fitted = lines.fit(text, fonts.COND, (90, 60, 30), 300, 2)
    assert len(fitted.lines) <= 2
    for line in fitted.lines:
        assert lines.width(line, fonts.COND, fitted.size) <= 301 or len(clusters(line)) <= 2


def test_two_lines_are_about_as_wide():
    fitted = lines.fit("通义千问代码助手专业版人工智能编程工具二零二六", fonts.COND, (48,), 700, 2)
    first, second = (lines.width(line, fonts.COND, 48) for line in fitted.lines)
    assert abs(first - second) < 60


def test_a_word_is_broken_only_where_a_smaller_size_does_not_help():
    def fitted(text):
        return lines.fit(text, fonts.COND, (72, 60, 48), 492, 2)

    assert fitted("コード書記官 プロフェッショナル") == lines.Fitted(60, ("コード書記官", "プロフェッショナル"))
    assert fitted("通义千问代码助手专业版").size == 72  # two lines of a good size, not one of the smallest


def seen(text, base):
    return "".join(bidi.in_order_of_sight(text, bidi.levels(text, base)))


@pytest.mark.parametrize(
    ("text", "base", "shown"),
    [
        ("car אבג", 0, "car גבא"),
        ("car אבג", 1, "גבא car"),
        ("אבג 12", 1, "12 גבא"),
        ("a אבג 12 b", 0, "a 12 גבא b"),
        ("אב 3.5 גד", 1, "דג 3.5 בא"),
        ("אב 20% גד", 1, "דג 20% בא"),
        ("أب ١٢", 1, "١٢ بأ"),
        ("אבג (Pro) 2", 1, "2 )Pro( גבא"),  # the shaper mirrors the brackets
        ("a (אב) b", 0, "a (בא) b"),
        ("plain", 0, "plain"),
        ("", 0, ""),
    ],
)
def test_the_order_is_that_of_unicode(text, base, shown):
    assert seen(text, base) == shown


@given(st.text(max_size=30), st.integers(0, 1))
def test_the_order_keeps_every_letter(text, base):
    assert sorted(seen(text, base)) == sorted(text)


def test_coverage_is_ordered():
    for name in fonts.coverage():
        assert all(low <= high for low, high in pairwise(fonts.bounds(name)))
