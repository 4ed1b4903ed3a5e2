"""No cell that we write is run by a spreadsheet, and every one is read back."""

from hypothesis import given
from hypothesis import strategies as st

from tools.cells import FORMULA, plain_cell, safe_cell

STARTS = st.sampled_from([*FORMULA, "'", "a", ""])


@given(st.builds(str.__add__, STARTS, st.text(max_size=20)))
def test_no_cell_begins_like_a_formula_and_what_was_guarded_is_read_back(text):
    cell = safe_cell(text)
    assert not cell.startswith(FORMULA)
    if not text.startswith("'"):
        assert plain_cell(cell) == text


def test_what_east_asian_keyboards_type_is_a_formula_too():
    assert [safe_cell(f"{sign}1+1") for sign in "=+-@＝＋－＠"] == [f"'{sign}1+1" for sign in "=+-@＝＋－＠"]
    assert safe_cell("it's = 1") == "it's = 1"
