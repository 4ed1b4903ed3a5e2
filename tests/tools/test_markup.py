"""Markdown to clean HTML. No database."""

import contextlib
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import markup
from tools.markup import Refused, render

ALLOWED_TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li",
    "dl", "dt", "dd", "a", "table", "thead", "tbody", "tr", "th", "td", "abbr", "sup", "sub",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"href", "title", "rel", "start"}


class Tags(HTMLParser):
    """What a browser would find in a piece of HTML."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.found.append(("!--", {}))


def tags_of(html):
    parser = Tags()
    parser.feed(html)
    parser.close()
    return parser.found


def check_is_safe(html):
    for tag, attributes in tags_of(html):
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= ALLOWED_ATTRIBUTES
        if "href" in attributes:
            assert "noopener" in attributes["rel"]
            assert "nofollow" in attributes["rel"]
            assert "ugc" in attributes["rel"]
            assert not re.match(r"\s*(javascript|data|vbscript|file):", attributes["href"] or "", re.IGNORECASE)


def test_plain_markdown_becomes_html():
    assert render("**Ship** it.\n\n- one\n- two") == (
        "<p><strong>Ship</strong> it.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    )


def test_an_empty_text_is_empty():
    assert render("") == ""
    assert render(" \n ") == ""


def test_a_writers_top_heading_stands_below_the_sections_of_a_page():
    assert render("# One\n\n## Two") == "<h3>One</h3>\n<h4>Two</h4>"


def test_a_link_keeps_its_address_and_says_that_readers_wrote_it():
    assert tags_of(render("[docs](https://example.com/a?b=1&c=2)"))[1] == (
        "a",
        {"href": "https://example.com/a?b=1&c=2", "rel": "noopener nofollow ugc"},
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.gif)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '<a href="https://example.com" onclick="alert(1)">x</a>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://example.com" rel="opener" target="_blank">x</a>',
    "<svg onload=alert(1)><circle/></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=x></object><embed src=x>",
    "<img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>",
    '<p style="position:fixed" class="x" id="main">x</p>',
    "<form action=https://evil.example><input name=password><button>x</button></form>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=x>",
    "<!-- <script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<h1>big</h1><h2>big</h2>",
    "`<script>`\n\n    <script>alert(1)</script>",
    "|a|\n|:-:|\n|<script>alert(1)</script>|",
    "```<script>\n<script>alert(1)</script>\n```",
    "*[HTML]: <img onerror=alert(1)>\n\nHTML",
    "<a href='https://user:pass@evil.example'>x</a>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markup_is_cleaned(text):
    check_is_safe(render(text))


def test_words_between_hostile_tags_survive_as_words():
    assert "keep me" in render("<div onclick=x>keep me</div>")
    assert "alert" not in render("<script>alert(1)</script> hello")


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                *"<>[]()!*_`#-=\"'& \n\t/:\\",
                "script",
                "a",
                "href=",
                "onclick=",
                "javascript:",
                "<a href=",
                "http://x",
                "x",
            ]
        ),
        max_size=60,
    ).map("".join)
)
def test_any_mix_of_marks_is_clean_or_refused(text):
    try:
        html = render(text)
    except Refused:
        return
    check_is_safe(html)


OVERDONE = {
    "ten megabytes": "prose and more prose. " * 500_000,
    "one byte over": "x" * 20_001,
    "many bytes in few letters": "💥" * 5_001,
    "nested quotes": ">" * 2_000 + "x",
    "nested quotes with spaces": "> " * 2_000 + "x",
    "nested lists": "".join("    " * depth + "- x\n" for depth in range(60)),
    "nested lists on one line": "- " * 500 + "x",
    "deep indent": " " * 5_000 + "- x",
    "opening brackets": "[" * 10_000,
    "opening pictures": "![" * 5_000,
    "brackets and parentheses": "[](" * 5_000,
    "spread brackets": "[a " * 5_000,
    "stars": "*" * 10_000,
    "spread stars": "*a " * 5_000,
    "spread underscores": "_a " * 5_000,
    "backticks": "`" * 10_000,
    "spread backticks": "`a " * 5_000,
    "openers of tags": "<a" * 5_000,
    "unclosed comments": "<!--" * 4_000,
    "backslashes": "\\" * 15_000,
    "a NUL": "a\x00b",
    "half a character": "a\ud800b",
}


@pytest.mark.parametrize("text", OVERDONE.values(), ids=OVERDONE.keys())
def test_what_the_parser_cannot_be_trusted_with_is_refused_at_once(text):
    began = time.monotonic()
    with pytest.raises(Refused) as refusal:
        render(text)
    assert str(refusal.value).endswith(".")
    assert time.monotonic() - began < 1


# At the allowed length, built to be slow. Refused or converted, but soon.
SLOW = {
    "broken links": "[a](b " * 390,
    "reference links": "[a][b] " * 190,
    "emphasis": "*a **b " * 130,
    "mixed emphasis": "**a *b __c _d " * 60,
    "pluses": "+ " * 11 + "\n" + "+" * 15_000,
    "rules": "---\n" * 4_000,
    "table": "|" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|x" * 2_000,
    "entities": "&amp;" * 3_900,
    "ampersands": "& " * 9_900,
    "html blocks": "<div>\n" * 390,
    "quotes and lists": "> - > - x\n" * 1_900,
    "definitions": "a\n:   b\n" * 1_800,
    "abbreviations": "".join(f"*[a{i}]: x\n" for i in range(390)) + "a1 a2 a3 " * 500,
    "fences": "```\n" * 130,
    "tabs": "\t\t\tx\n" * 3_900,
    "one long line": "word " * 3_900,
    "line breaks": "a  \n" * 4_900,
    "numbers": "1. x\n" * 3_900,
    "setext headings": "a\n=\n" * 4_900,
    "angle brackets": "< " * 390 + "> " * 390,
    "addresses": "<http://x> " * 390,
    "combining marks": "a" + "\u0301" * 9_000,
    "right to left": "\u202e" * 6_000,
    "carriage returns": "\r" * 19_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_a_pathological_text_of_the_allowed_length_is_settled_within_seconds(text):
    assert len(text.encode()) <= markup.MAX_BYTES
    began = time.monotonic()
    with contextlib.suppress(Refused):
        check_is_safe(render(text))
    assert time.monotonic() - began < markup.SECONDS + 2


def test_a_text_after_a_killed_conversion_is_converted_again(monkeypatch):
    monkeypatch.setattr(markup, "SECONDS", 0.01)
    with pytest.raises(Refused, match="too long to convert"):
        render(SLOW["setext headings"])
    monkeypatch.setattr(markup, "SECONDS", 10.0)
    assert render("*in time*") == "<p><em>in time</em></p>"


def test_many_texts_come_back_in_their_order():
    assert markup.render_all(["a", "", "b"]) == ["<p>a</p>", "", "<p>b</p>"]


def test_one_bad_text_among_many_is_refused():
    with pytest.raises(Refused):
        markup.render_all(["a", "x" * 20_001])


def test_one_text_does_not_leak_definitions_into_the_next():
    render("*[HTML]: a secret\n\n[x]: https://secret.example/")
    assert render("HTML [x]") == "<p>HTML [x]</p>"
