"""Cursors: what a link of an earlier release says is still read, and what is written is read again."""

from datetime import UTC, date, datetime

import pytest

from comparisons.params.cursors import read_cursor, read_day_cursor, write_cursor, write_day_cursor
from comparisons.params.options import BadArgument


def test_links_of_earlier_releases_are_read():
    assert read_cursor("1763856000000000.2.41") == (datetime(2025, 11, 23, tzinfo=UTC), 2, 41)
    assert read_day_cursor("2026-11-01.42") == (date(2026, 11, 1), 42)


def test_what_is_written_is_read_again():
    assert read_cursor(write_cursor(datetime(2026, 11, 23, 1, 2, 3, 4, UTC), 3, 7))[1:] == (3, 7)
    assert read_day_cursor(write_day_cursor(date(2026, 11, 1), 42)) == (date(2026, 11, 1), 42)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-11-01", "2026-11-01.", "2026-13-01.1", "2026-11-01.²", "2026-11-01.-1"]
)
def test_others_are_refused_by_name(text):
    with pytest.raises(BadArgument) as refusal:
        read_day_cursor(text)
    assert refusal.value.name == "after"
