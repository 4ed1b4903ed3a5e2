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
    read_json,
)

ORIGIN = "https://versed.example"
ROWS = [Saved("/tools/b", "B & <Co>", date(2026, 11, 2)), Saved("/compare/a-vs-b", "A v B", date(2026, 11, 1))]


def test_json_comes_back_oldest_first():
    text = as_json(ROWS, ORIGIN)
    assert read_json(text.encode()) == ["/compare/a-vs-b", "/tools/b"]
    assert json.loads(text)["bookmarks"][0] == {
        "path": "/tools/b", "url": f"{ORIGIN}/tools/b", "name": "B & <Co>", "saved_on": "2026-11-02",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_spreadsheet_runs_a_name(name):
    text = as_csv([Saved("/tools/a", name, date(2026, 11, 1))], ORIGIN)
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
        (b"", "expected a JSON file"),
        (b"\xff\xfe", "expected a JSON file"),
        (b"[" * 100_000, "expected a JSON file"),
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
        read_json(data)
    assert said in str(refusal.value)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_garbage_is_refused_or_read(data):
    with suppress(Unreadable):
        assert all(path.startswith("/") for path in read_json(data))
