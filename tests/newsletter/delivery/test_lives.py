"""What the mark and the database say together: go on, or ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.lives import DIGITS, HEAD, Known, Mark, doubt, read_mark

ONE, OTHER = "a" * 32, "b" * 32


@pytest.mark.parametrize(("mark", "known"), [
    (Mark(ONE, 7, 650), Known(ONE, 7, 650)),  # equal
    (Mark(ONE, 7, 650), Known(ONE, 7, 654)),  # a sender died between its claims and their count
    (Mark(ONE, 8, 700), Known(ONE, 7, 700)),  # or between the mark and the commit
    (Mark(ONE, 0, 0), Known(ONE, 0, 0)),
    (None, Known("", 0, 0)),  # a new site
    (None, Known("", 0, 90_000)),  # an upgrade: the mark was never written yet
    (None, Known(ONE, 0, 90_000)),  # the upgrade, had it died before the first mark
    (Mark(ONE, 0, 90_000), Known("", 0, 90_000)),  # or before the commit
])  # fmt: skip
def test_one_database_with_its_own_mark_goes_on(mark, known):
    assert doubt(mark, known) == ""


@pytest.mark.parametrize(("mark", "known", "said"), [
    (Mark(ONE, 9, 800), Known(ONE, 7, 650), "older than the last mails"),
    (Mark(ONE, 7, 700), Known(ONE, 7, 650), "older than the last mails"),  # within one batch
    (Mark(ONE, 8, 701), Known(ONE, 7, 700), "older than the last mails"),
    (Mark(ONE, 6, 600), Known(ONE, 7, 650), "mark is older than this database"),
    (Mark(OTHER, 7, 650), Known(ONE, 7, 650), "of another database, or of another life"),
    (Mark(OTHER, 0, 0), Known(ONE, 7, 650), "of another database, or of another life"),
    (None, Known(ONE, 7, 650), "there is no mark of it"),
    (None, Known(ONE, 1, 0), "there is no mark of it"),
    (Mark(ONE, 7, 650), Known("", 0, 0), "This one knows of none"),
    (Mark(ONE, 1, 0), Known("", 0, 0), "This one knows of none"),
    (Mark(ONE, 0, 90_000), Known("", 0, 80_000), "older than the last mails"),
])  # fmt: skip
def test_everything_else_asks(mark, known, said):
    assert said in doubt(mark, known)


@given(st.integers(0, 2**40), st.integers(0, 10**DIGITS - 1), st.integers(0, 10**DIGITS - 1))
def test_a_mark_reads_back_also_when_its_count_was_overwritten_in_place(counter, claims, later):
    mark = Mark(ONE, counter, claims)
    assert read_mark(mark.as_bytes()) == mark
    data = bytearray(mark.as_bytes())
    data[len(HEAD) : len(HEAD) + DIGITS] = f"{later:0{DIGITS}d}".encode()
    assert read_mark(bytes(data)) == Mark(ONE, counter, later)


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[]", b"{}", b"\x00" * 80, b"\xff", b"[" * 50_000,
    b'{"claims": "0", "counter": -1, "life": "' + b"a" * 32 + b'"}', b'{"claims": [], "counter": 1, "life": "x"}',
    b'{"claims": "1", "counter": 1, "life": "short"}', Mark(ONE, 1, 1).as_bytes()[:-8]])  # fmt: skip
def test_what_is_no_mark_is_refused(data):
    with pytest.raises(ValueError):
        read_mark(data)


def test_what_a_later_version_adds_is_no_reason_to_ask():
    assert read_mark(Mark(ONE, 3, 4).as_bytes()[:-2] + b', "checkpoint": "x"}\n') == Mark(ONE, 3, 4)
