"""From the text of an address to tools. No database."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.params.matchup import Known, TooMany, candidates, canonical, counts_more_than_four, read_path

TOOLS = ["a", "b", "c", "d", "e", "cat-vs-dog", "x1"]
KNOWN = {slug: Known(slug, True) for slug in TOOLS} | {
    "alpha": Known("a", False),
    "old-vs-name": Known("b", False),
}
sets = st.lists(st.sampled_from(TOOLS), min_size=2, max_size=4, unique=True)


def read(text, known=KNOWN):
    return read_path(text, {name: known[name] for name in candidates(text) if name in known})


@given(sets, st.randoms())
def test_every_order_reads_as_the_same_tools_in_canonical_order(slugs, random):
    shuffled = list(slugs)
    random.shuffle(shuffled)
    assert read("-vs-".join(shuffled)) == sorted(slugs)
    assert canonical(shuffled) == canonical(slugs)


@given(sets)
def test_a_canonical_path_reads_as_itself(slugs):
    path = canonical(slugs)
    assert canonical(read(path)) == path


@given(st.lists(st.sampled_from([*KNOWN, "nobody", ""]), min_size=1, max_size=6))
def test_canonical_of_what_was_read_is_stable(names):
    try:
        slugs = read("-vs-".join(names))
    except TooMany:
        return
    if slugs and len(slugs) > 1:
        assert read(canonical(slugs)) == slugs


def test_the_order_is_by_code_point():
    assert canonical(["b", "a-b", "a", "a1", "a-1"]) == "a-vs-a-1-vs-a-b-vs-a1-vs-b"


def test_an_alias_reads_as_its_tool():
    assert read("alpha-vs-c") == ["a", "c"]
    assert read("c-vs-old-vs-name") == ["b", "c"]


def test_a_slug_that_contains_the_joint_is_one_tool():
    assert read("a-vs-cat-vs-dog") == ["a", "cat-vs-dog"]
    assert read("cat-vs-dog-vs-a") == ["a", "cat-vs-dog"]
    assert read("cat-vs-dog") == ["cat-vs-dog"]


def test_a_tool_with_itself_or_its_alias_reads_as_the_tool():
    assert read("a-vs-a") == ["a"]
    assert read("a-vs-alpha") == ["a"]
    assert read("alpha-vs-alpha") == ["a"]


def test_a_repeated_tool_counts_once():
    assert read("a-vs-b-vs-a") == ["a", "b"]
    assert read("a-vs-b-vs-c-vs-d-vs-a") == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "text", ["", "-", "nobody", "a-vs-", "-vs-a", "-vs-", "a-vs-nobody", "a-vs--vs-b", "a-vs", "a-vs-b-", "a vs b", "A"]
)
def test_what_names_no_tools_reads_as_nothing(text):
    assert read(text) is None


def test_five_tools_are_too_many():
    with pytest.raises(TooMany):
        read("a-vs-b-vs-c-vs-d-vs-e")


@pytest.mark.parametrize(
    "text", ["-vs-".join("abcde"), "-vs-".join(f"t{n}" for n in range(40)), "-vs-".join("abcdefghijklm")]
)
def test_five_or_more_names_are_counted_whether_known_or_not(text):
    assert counts_more_than_four(text)


@pytest.mark.parametrize("text", ["a-vs-b-vs-c-vs-d", "a", "", "-vs-a-vs--vs-b-vs-"])
def test_up_to_four_names_are_not_too_many(text):
    assert not counts_more_than_four(text)


def test_four_tools_with_the_longest_slugs_are_read():
    known = {slug: Known(slug, True) for slug in (letter * 60 for letter in "abcd")}
    assert read("-vs-".join(known), known) == sorted(known)


def test_current_slugs_come_before_aliases():
    known = {"a": Known("a", True), "b": Known("b", True), "a-vs-b": Known("c", False)}
    assert read("a-vs-b", known) == ["a", "b"]


def test_of_current_readings_the_one_with_the_fewest_tools_wins():
    known = {name: Known(name, True) for name in ("a", "b", "c", "a-vs-b", "b-vs-c")}
    assert len(read("a-vs-b-vs-c", known)) == 2


def all_cuts(parts):
    for joints in itertools.product([True, False], repeat=len(parts) - 1):
        names, start = [], 0
        for place, cut in enumerate(joints, 1):
            if cut:
                names.append("-vs-".join(parts[start:place]))
                start = place
        yield [*names, "-vs-".join(parts[start:])]


@given(
    st.dictionaries(
        st.lists(st.sampled_from("pq"), min_size=1, max_size=2).map("-vs-".join),
        st.booleans(),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.sampled_from("pq"), min_size=1, max_size=5),
)
def test_the_chosen_reading_is_the_best_of_all_cuts(names, parts):
    known = {name: Known(name, current) for name, current in names.items()}
    cuts = [cut for cut in all_cuts(parts) if all(name in known for name in cut)]
    text = "-vs-".join(parts)
    fitting = [cut for cut in cuts if len(set(cut)) <= 4]
    if not cuts:
        assert read(text, known) is None
    elif fitting:
        rank = {tuple(cut): (sum(not known[n].current for n in cut), len(cut)) for cut in fitting}
        best = min(rank.values())
        assert read(text, known) in [sorted(set(cut)) for cut in fitting if rank[tuple(cut)] == best]


@given(st.text(max_size=600))
def test_no_text_breaks_the_reading(text):
    names = candidates(text)
    assert len(names) <= 100
    assert "" not in names
    with contextlib.suppress(TooMany):
        read_path(text, {name: Known(name, True) for name in names if name in KNOWN})


def test_a_text_built_to_have_many_readings_is_settled_soon():
    known = {"-vs-".join(["a"] * length): Known("a", True) for length in range(1, 13)}
    assert read("-vs-".join(["a"] * 12), known) == ["a"]
