"""Slugs, product keys and paths with more than one reading. No database."""

import itertools
import re
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tools.slugs import JOINT, SLUG, ambiguous_path, name_key, slug_from, sub_names, website_key

# A small alphabet, so that names share beginnings and ends often.
names = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map(JOINT.join)
codes = st.sets(names, max_size=5)


def readings(path, code):
    """Every way to cut `path` into members of `code`, by trying them all."""
    if not path:
        return [()]
    found = []
    for name in code:
        parts = tuple(name.split(JOINT))
        if path[: len(parts)] == parts:
            found += [(name, *rest) for rest in readings(path[len(parts) :], code)]
    return found


def shortest_ambiguous(code, longest):
    for length in range(1, longest + 1):
        for path in itertools.product("ab", repeat=length):
            if len(readings(path, code)) > 1:
                return JOINT.join(path)
    return None


@given(codes)
@example({"a", "a-vs-a"})
@example({"a", "b-vs-a", "a-vs-b"})
@example({"a", "a-vs-b", "b-vs-b"})
def test_a_reported_path_really_has_two_readings_and_a_missing_report_means_none(code):
    path = ambiguous_path(code)
    if path is None:
        assert shortest_ambiguous(code, 9) is None
    else:
        assert len(readings(tuple(path.split(JOINT)), code)) > 1


def test_names_without_the_joint_are_never_ambiguous():
    assert ambiguous_path({"llama", "mistral", "a", "b"}) is None
    assert ambiguous_path(set()) is None


def test_a_compound_of_two_known_names_is_ambiguous():
    assert ambiguous_path({"a", "b", "a-vs-b"}) == "a-vs-b"


@given(st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=6).map(JOINT.join))
def test_sub_names_are_every_run_of_neighbouring_parts(text):
    parts = text.split(JOINT)
    expected = [JOINT.join(parts[i:j]) for i in range(len(parts)) for j in range(len(parts) + 1) if i < j]
    assert Counter(sub_names(text)) == Counter(expected)


@given(st.text(max_size=100))
def test_a_slug_made_from_any_name_is_a_slug_or_empty(name):
    slug = slug_from(name)
    assert slug == "" or re.match(SLUG, slug)
    assert len(slug) <= 60


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Code Llama 4", "code-llama-4"), ("  Café  Noir! ", "cafe-noir"), ("日本", ""), ("A_B.c", "a-b-c")],
)
def test_slugs_read_like_their_names(name, slug):
    assert slug_from(name) == slug


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "ä", "a\n", "a.b", "а"])
def test_what_is_no_slug_is_refused(text):
    assert not re.match(SLUG, text)


@pytest.mark.parametrize(
    "spelling", ["code-llama 4", "CodeLlama4", "CODE LLAMA 4", "Code\u200bLlama 4", "ＣodeLlama４"]
)
def test_spellings_of_one_product_name_share_a_key(spelling):
    assert name_key(spelling) == name_key("Code Llama 4")


def test_different_product_names_have_different_keys():
    assert name_key("Code Llama 4") != name_key("Code Llama 5")


@pytest.mark.parametrize(
    "spelling",
    ["https://www.example.com/ai/", "http://EXAMPLE.com/ai", "https://example.com/ai#top", " https://example.com/ai "],
)
def test_spellings_of_one_web_address_share_a_key(spelling):
    assert website_key(spelling) == website_key("https://example.com/ai")


@pytest.mark.parametrize("other", ["https://example.com/", "https://example.com/other", "https://ai.example.com/ai"])
def test_products_of_one_vendor_on_one_host_have_different_keys(other):
    assert website_key(other) != website_key("https://example.com/ai")


@given(st.text(max_size=60) | st.text(max_size=60).map("https://".__add__))
@example("https://example.com:99999/")
@example("http://[::1")
@example("https://example.com:x/")
def test_no_text_breaks_the_key_of_a_web_address(text):
    assert isinstance(website_key(text), str)
