"""The stream of entries: any valid JSON comes through whole (fractions to the digit), anything else is one clear line."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.catalogue import reader
from comparisons.catalogue.reader import BrokenFile, Catalogue, Repeated


def read(data: bytes | str) -> tuple[dict[str, object], dict[str, list[object]]]:
    """({key: value} of the top level, {section: entries}), the entries read a second time by their places."""
    catalogue = Catalogue(io.BytesIO(data if isinstance(data, bytes) else data.encode()), Path())
    top: dict[str, object] = {}
    first: dict[str, list[object]] = {}
    for key, index, value in catalogue.survey():
        if index is None:
            top[key] = value
        else:
            first.setdefault(key, []).append(value)
    again = {key: [value for batch in catalogue.entries(key) for _, value in batch] for key in catalogue.places}
    assert {key: values for key, values in again.items() if values} == first
    return top, again


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(values, max_size=5), st.lists(values, max_size=5), values, st.sampled_from([None, 1]), st.booleans())
def test_every_value_comes_through_whatever_the_layout(tools, matchups, other, indent, escaped):
    text = json.dumps(
        {"matchups": matchups, "other": other, "tools": tools}, indent=indent, ensure_ascii=escaped
    ).encode(errors="surrogatepass")
    try:
        text.decode()
    except UnicodeDecodeError:
        return
    top, sections = read(text)
    whole = json.loads(text, parse_float=Decimal)
    assert sections == {"matchups": whole["matchups"], "tools": whole["tools"]}
    assert top == {"other": whole["other"]}


def test_entries_longer_than_the_buffer_and_cut_by_it_come_through(monkeypatch):
    monkeypatch.setattr(reader, "CHUNK", 7)
    entries = [{"name": "é" * length, "n": 10**length} for length in range(30)]
    text = json.dumps({"tools": entries, "format": "x", "matchups": [1, 22, 333]}, ensure_ascii=False, indent=2)
    assert read(text) == ({"format": "x"}, {"tools": entries, "matchups": [1, 22, 333]})


def test_a_byte_order_mark_is_no_error():
    assert read(b"\xef\xbb\xbf" + b'{"tools": [1]}') == ({}, {"tools": [1]})


def test_batches_are_bounded_in_number_and_size(monkeypatch):
    monkeypatch.setattr(reader, "BATCH", 4)
    monkeypatch.setattr(reader, "BATCH_SIZE", 100)
    catalogue = Catalogue(io.BytesIO(json.dumps({"tools": [1] * 9 + ["x" * 90] * 3}).encode()), Path())
    list(catalogue.survey())
    assert [[index for index, _ in batch] for batch in catalogue.entries("tools")] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10],
        [11],
    ]


def test_keys_that_stand_twice_in_an_object_are_remembered():
    _, sections = read('{"tools": [{"a": {"b": 1, "b": 2, "b": 3}, "c": 1}]}')
    entry = sections["tools"][0]
    assert isinstance(entry, dict)
    assert not isinstance(entry, Repeated)
    assert isinstance(entry["a"], Repeated)
    assert entry["a"].keys_again == ["b", "b"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON at line 1, column 1: expected {, got the end of the file"),
        (b"[]", "not JSON at line 1, column 1: expected {, got ["),
        (b"slug,name\n", "not JSON at line 1, column 1: expected {, got s"),
        (b'{"tools": [{"slug": "a"},', "not JSON at line 1, column 26: the file ends too early"),
        (b'{"tools": [{"slug": "a', "not JSON at line 1, column 12: the file ends too early"),
        (b'{"tools": [{"slug": ', "not JSON at line 1, column 12: the file ends too early"),
        (b'{"tools": []', "not JSON at line 1, column 13: expected , or }, got the end of the file"),
        (b'{"tools": [\n{"slug" "a"}]}', "not JSON at line 2, column 9: expecting ':' delimiter"),
        (b'{"tools": [{}\n{}]}', "not JSON at line 2, column 1: expected , or ], got {"),
        (b'{"a": 1}\n}', "not JSON at line 2, column 1: expected the end of the file"),
        (b"{a: 1}", "not JSON at line 1, column 2: expected a key in double quotes"),
        (b'{"a": NaN}', "not JSON at line 1, column 7: NaN is not JSON"),
        (b'{"a": ' + b"[" * 100_000, "not JSON at line 1, column 7: the nesting is too deep"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "not JSON at line 1, column 7: Exceeds the limit (4300 digits)"),
        (b'{\n"tools": ["\xff"]}', "expected UTF-8, got other bytes after line 1"),
        (b'{"tools": ["\xc3', "expected UTF-8, got other bytes after line 1"),
        (b'{"tools": [\n"' + b"x" * 17_000_000 + b'"]}', "not JSON at line 2, column 1: an entry is larger than 8 MB"),
        (b'{"tools": [\n"' + b"x" * 9_000_000 + b'"]}', "not JSON at line 2, column 1: an entry is larger than 8 MB"),
    ],
)
def test_what_is_no_json_object_is_said_in_one_line(data, message):
    with pytest.raises(BrokenFile) as raised:
        read(data)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)
