"""What a price is for: one spelling on the whole site, whatever people write. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.price_units import PARTS, UNITS, read_unit, say_unit, splits_of

JOINTS = st.sampled_from(["/", " / ", " per ", " and ", ", ", " a ", " & "])


@st.composite
def spelled(draw):
    """(a unit, one way to write it)."""
    unit = draw(st.sampled_from(UNITS))
    parts = [draw(st.sampled_from(PARTS[part].split("|"))) for part in draw(st.permutations(unit.split(" and ")))]
    text = parts[0] + "".join(draw(JOINTS) + part for part in parts[1:])
    return unit, draw(st.sampled_from([text, text.upper(), f"  {text} "]))


@given(spelled())
def test_every_spelling_is_read_as_its_unit(pair):
    unit, text = pair
    assert read_unit(text) == unit


def test_every_unit_reads_as_itself_and_is_said_so():
    for unit in UNITS:
        assert read_unit(unit) == unit
        money, per = splits_of(f"$20 {say_unit(unit)}")[0]
        assert (money, read_unit(per)) == ("$20", unit)


@pytest.mark.parametrize(
    "text", ["", "fortnight", "seat", "month and year", "seat and million tokens", "per", "/", "token"]
)
def test_what_is_not_in_the_list_is_no_unit(text):
    assert read_unit(text) == ""


@given(st.text(max_size=60))
def test_any_text_is_read_or_not(text):
    assert read_unit(text) in {"", *UNITS}
