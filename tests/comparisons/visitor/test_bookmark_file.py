"""A list of bookmarks as a file, and back."""

import csv
import io
import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.visitor.bookmark_file import (
    MOST_BYTES,
    MOST_ROWS,
    Saved,
    Unreadable,
    as_csv,
    as_html,
    as_json,
    read_file,
)

ORIGIN = "https://versed.example"
ROWS = [Saved("/tools/b", "B & <Co>", date(2026, 11, 2)), Saved("/compare/a-vs-b", "A v B", date(2026, 11, 1))]


def test_json_comes_back_oldest_first():
    text = as_json(ROWS, ORIGIN)
    assert read_file(text.encode(), ORIGIN) == ["/compare/a-vs-b", "/tools/b"]
    assert json.loads(text)["bookmarks"][0] == {
        "path": "/tools/b", "url": f"{ORIGIN}/tools/b", "name": "B & <Co>", "saved_on": "2026-11-02",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_spreadsheet_runs_a_name(name):
    text = as_csv([Saved("/tools/a", name, date(2026, 11, 1))], ORIGIN)
    assert text.startswith("\ufeff")
    (_, row) = csv.reader(io.StringIO(text))
    assert row == [f"'{name}", f"{ORIGIN}/tools/a", "2026-11-01"]


def test_browsers_get_the_file_they_know():
    text = as_html(ROWS, ORIGIN)
    assert text.startswith("<!DOCTYPE NETSCAPE-Bookmark-file-1>")
    assert f'<A HREF="{ORIGIN}/tools/b" ADD_DATE="1793577600">B &amp; &lt;Co&gt;</A>' in text


def file_of(**content):
    return json.dumps({"format": "versed-bookmarks/1", "bookmarks": [], **content}).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "expected a JSON or CSV file"),
        (b"\xff\xfe", "expected a JSON or CSV file"),
        (b"[" * 100_000, "expected a JSON or CSV file"),
        (b"name,address\nA,https://versed.example/tools/a\n", "expected a JSON or CSV file"),
        (b"<a href='https://other.example/tools/a'>x</a>", "no bookmark of https://versed.example"),
        (b"[]", '"format"'),
        (file_of(format="other/1"), '"format"'),
        (file_of(bookmarks={}), "bookmarks: expected a list"),
        (file_of(bookmarks=[{}] * (MOST_ROWS + 1)), "at most 500"),
        (file_of(bookmarks=[{"path": "/tools/a"}, {}]), "bookmarks[1].path"),
        (file_of(bookmarks=["/tools/a"]), "bookmarks[0].path"),
        (file_of(bookmarks=[{"path": "https://evil.example/"}]), "bookmarks[0].path"),
        (file_of(bookmarks=[{"path": "/" + "x" * 400}]), "bookmarks[0].path"),
        (file_of(bookmarks=[{"path": "/tools/a\0"}]), "bookmarks[0].path"),
        (b" " * (MOST_BYTES + 1), "expected at most"),
    ],
)
def test_every_other_file_is_refused_with_what_was_expected(data, said):
    with pytest.raises(Unreadable) as refusal:
        read_file(data, ORIGIN)
    assert said in str(refusal.value)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_garbage_is_refused_or_read(data):
    with suppress(Unreadable):
        assert all(path.startswith("/") for path in read_file(data, ORIGIN))


@pytest.mark.parametrize("write", [as_json, as_csv, as_html])
def test_every_file_that_we_write_comes_back(write):
    assert read_file(write(ROWS, ORIGIN).encode(), ORIGIN) == ["/compare/a-vs-b", "/tools/b"]


def test_a_csv_that_a_spreadsheet_saved_again_comes_back():
    text = as_csv(ROWS, ORIGIN).replace(",", ";").replace("\r\n", "\n")
    assert read_file(text.encode(), ORIGIN) == ["/compare/a-vs-b", "/tools/b"]


# As Chromium and Firefox write it: folders, pictures, links of other sites, an address in capitals, one of a script.
BROWSER = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. It will be read and overwritten. DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 ADD_DATE="1700000000" LAST_MODIFIED="0" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks bar</H3>
    <DL><p>
        <DT><A HREF="https://other.example/tools/x" ADD_DATE="1700000001">Other</A>
        <DT><H3>Tools</H3>
        <DL><p>
            <DT><A HREF="https://Versed.example/tools/B?utm=1#table" ICON="data:image/png;base64,iVBORw0=">B</A>
            <DT><A HREF="javascript:alert(1)">script</A>
            <DT><A HREF="https://versed.example/compare/a-vs-b">A v B</A>
            <DT><A HREF="https://versed.example/tools/b">B again</A>
            <DT><A HREF="http://[broken">broken</A>
        </DL><p>
    </DL><p>
</DL><p>
"""


def test_a_browsers_file_is_searched_for_what_is_ours():
    assert read_file(BROWSER.encode(), ORIGIN) == ["/compare/a-vs-b", "/tools/b"]
