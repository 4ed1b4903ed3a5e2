"""What a reader can ask of a page in its address. No database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.params.options import BadArgument, CompareOptions, read_choice, read_compare

TODAY = date(2026, 11, 23)
values = st.lists(st.text(max_size=12) | st.sampled_from(["1", "0", "builder:3", "2026-05-01", ""]), max_size=3)


def read(**query):
    return read_compare({name: value if isinstance(value, list) else [value] for name, value in query.items()}, TODAY)


def test_nothing_asked_is_the_plain_page():
    assert read() == CompareOptions()
    assert CompareOptions().query() == ""


def test_unknown_arguments_are_ignored():
    assert read(utm_source="x", page="3", DIFF="1") == CompareOptions()


@pytest.mark.parametrize(("value", "diff"), [("1", True), ("0", False), ("", False), (" 1 ", True)])
def test_diff_is_a_flag(value, diff):
    assert read(diff=value).diff is diff


@pytest.mark.parametrize("value", ["2", "true", "on", "-1", "１", "\x00"])
def test_another_value_of_diff_is_refused_by_name(value):
    with pytest.raises(BadArgument) as refusal:
        read(diff=value)
    assert refusal.value.name == "diff"


def test_weights_of_a_form_and_of_a_link_read_the_same():
    form = read(w=["builder:3", "skeptic:1", "futurist:1", "founder:0"])
    assert form == read(w="founder:0,builder:3")
    assert form.weights == "builder:3,founder:0"


def test_default_weights_are_the_plain_page():
    assert read(w="builder:1") == CompareOptions()


def test_wrong_weights_are_refused_by_name():
    with pytest.raises(BadArgument) as refusal:
        read(w="builder:9")
    assert refusal.value.name == "w"
    assert "0 to 3" in refusal.value.message


def test_a_day_that_has_passed_is_read():
    assert read(as_of="2026-05-01").as_of == date(2026, 5, 1)


def test_today_is_now():
    assert read(as_of="2026-11-23") == CompareOptions()


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-24", "2027-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "01.05.2026", "2026-5-1", "20260501",
        "yesterday", "2026-05-01T00:00", "２０２６-05-01", "0000-00-00", "2026-W18-5", "2026-05-0１",
    ],
)  # fmt: skip
def test_a_future_or_impossible_day_is_refused_by_name(value):
    with pytest.raises(BadArgument) as refusal:
        read(as_of=value)
    assert refusal.value.name == "as_of"


def test_a_choice_is_read_in_any_case_and_refused_by_name():
    assert read_choice({"sort": ["Points"]}, "sort", ["points", "new"], "points") == "points"
    assert read_choice({}, "sort", ["points", "new"], "new") == "new"
    with pytest.raises(BadArgument) as refusal:
        read_choice({"sort": ["age"]}, "sort", ["points", "new"], "points")
    assert refusal.value.name == "sort"


@given(
    st.booleans(),
    st.dates(date(2000, 1, 1), TODAY - timedelta(days=1)) | st.none(),
    st.sampled_from(["", "builder:3", "skeptic:0,founder:2"]),
)
def test_options_are_written_as_one_text_that_reads_back(diff, day, weights):
    options = CompareOptions(diff, weights, day)
    pairs = [pair.split("=", 1) for pair in options.query().removeprefix("?").split("&") if pair]
    assert read(**dict(pairs)) == options
    assert [name for name, _ in pairs] == sorted(name for name, _ in pairs)


@given(st.dictionaries(st.sampled_from(["diff", "w", "as_of"]), values))
def test_any_value_is_read_or_refused_by_the_name_of_its_argument(query):
    try:
        read_compare(query, TODAY)
    except BadArgument as error:
        assert error.name in query
        assert len(error.message) < 300
