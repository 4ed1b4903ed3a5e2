"""Line breaks of templates print nothing where they only lay out, and one space where words would run together."""

import pytest
from jinja2 import Environment

from config.line_breaks import LineBreaks

ENV = Environment(extensions=[LineBreaks], trim_blocks=True, lstrip_blocks=True)
CASES = [
    ("<p>\n  one\n</p>", "<p>one</p>"),
    ("<b>1</b>\n  <i>2</i>", "<b>1</b><i>2</i>"),
    ("<p>\n  many words\n  in a row\n</p>", "<p>many words in a row</p>"),
    ("<p>\n  {{ x }}\n  and {{ x }}\n  {{ x }}\n</p>", "<p>X and X X</p>"),
    ('<a href="/"\n   class="b">c</a>', '<a href="/" class="b">c</a>'),
    ('<a href="/"\n>c</a>', '<a href="/">c</a>'),
    ('<a{% if x %} b="{{ x }}"{% endif %}\n   c="d">e</a>', '<a b="X" c="d">e</a>'),
    ('<a b="c"\n   {%- if x %} d="e"{% endif %}>f</a>', '<a b="c" d="e">f</a>'),
    ("<p>\n  one{{ ' ' }}\n  <b>two</b>\n</p>", "<p>one <b>two</b></p>"),
    ("{% if x %}\n  <b>yes</b>\n{% else %}\n  no\n{% endif %}\n", "<b>yes</b>"),
    ("<p>\n  {% if 3 > 2 %}\n    more\n  {% endif %}\n</p>", "<p>more</p>"),
    ("<pre>\n a\n b\n</pre>\n<p>\n  c\n</p>", "<pre>\n a\n b\n</pre><p>c</p>"),
    ("<textarea>\n{{ x }}\n</textarea>", "<textarea>\nX\n</textarea>"),
    ("a {# said\n   here #} b", "a  b"),
]


@pytest.mark.parametrize(("source", "printed"), CASES)
def test_a_break_prints_what_is_meant(source, printed):
    page = LineBreaks(ENV).preprocess(source, "page.html")
    assert ENV.from_string(page).render(x="X") == printed


def test_a_line_of_an_error_is_the_line_of_the_file():
    source = "<p>\n  words\n  and\n  {{ x.y.z }}\n</p>"
    page = LineBreaks(ENV).preprocess(source, "page.html")
    assert page.count("\n") == source.count("\n")
    assert page[: page.index("{{ x.y.z")].count("\n") == 3


def test_plain_texts_keep_their_lines():
    assert LineBreaks(ENV).preprocess("one\n  two\n", "mail.txt") == "one\n  two\n"
