"""What is found for a reader: the tools a typed name means, the nearest ones, what to read next, and the records."""

from datetime import timedelta

import pytest

from comparisons.models import Matchup
from comparisons.moment import moment_at
from comparisons.params.options import BadArgument
from comparisons.reading.history import history_of
from comparisons.reading.profiles import heads_named
from comparisons.reading.related import curated_for, related_to, rivals_of, surroundings
from comparisons.search.nearest import nearest
from comparisons.search.picker import pick
from comparisons.search.reviewers import lone_dissents, track_records
from tests.build import (
    LLAMA,
    MISTRAL,
    NOW,
    PUBLISHED,
    add_alias,
    curate,
    file_review,
    make_category,
    make_pair,
    make_tool,
    record_fact,
)
from tests.conftest import assert_queries

pytestmark = pytest.mark.django_db


# Picking.


@pytest.mark.parametrize(
    "typed", ["code-llama-4", "Code Llama 4", " code llama 4 ", "CODE-LLAMA-4", "CodeLlama4", "cl4", "CL4"]
)
def test_a_tool_is_picked_by_name_slug_or_alias(typed):
    add_alias(make_pair()[0], "cl4")
    assert [head.slug for head in pick([typed], moment_at(NOW))] == ["code-llama-4"]


def test_picked_tools_come_once_and_blanks_not_at_all():
    add_alias(make_pair()[0], "cl4")
    typed = ["mistral-3-small", "", "cl4", "  ", "Code Llama 4"]
    assert [head.slug for head in pick(typed, moment_at(NOW))] == ["mistral-3-small", "code-llama-4"]


@pytest.mark.parametrize("typed", ["nobody", "!!!", "\x00", "ñ", "x" * 5000, "\ufffd", "-", "通"])
def test_a_name_that_no_tool_answers_to_is_refused(typed):
    make_pair()
    with pytest.raises(BadArgument) as refusal:
        pick([typed], moment_at(NOW))
    assert refusal.value.name == "tool"
    assert len(refusal.value.message) < 300


def test_more_than_four_are_refused():
    with pytest.raises(BadArgument, match="at most 4"):
        pick(["a", "b", "c", "d", "e"], moment_at(NOW))


def test_drafts_cannot_be_picked():
    make_tool("draft", published_at=None)
    with pytest.raises(BadArgument):
        pick(["draft"], moment_at(NOW))


# The nearest tools.


@pytest.mark.parametrize(
    "typo", ["code-lama-4", "code-llama", "code-llama-5", "Code Llama 4", "codellama4", "code_llama_4"]
)
def test_a_mistyped_tool_is_found(typo):
    make_pair()
    (group,) = nearest(typo, moment_at(NOW))
    assert [profile.slug for profile in group][:1] == ["code-llama-4"]


def test_each_side_of_a_mistyped_matchup_is_found():
    make_pair()
    groups = nearest("code-lama-4-vs-mistral-small", moment_at(NOW))
    assert [group[0].slug for group in groups] == ["code-llama-4", "mistral-3-small"]


@pytest.mark.parametrize("text", ["", "zzzz", "-vs-", "\x00", "💥", "%" * 300, "a" * 10_000])
def test_a_text_like_no_tool_finds_none(text):
    make_pair()
    assert [profile for group in nearest(text, moment_at(NOW)) for profile in group] == []


def test_drafts_are_not_suggested():
    make_tool("secret-draft", published_at=None)
    make_tool("secret-soon", published_at=NOW + timedelta(hours=1))
    assert [profile for group in nearest("secret-draf", moment_at(NOW)) for profile in group] == []


def test_suggestions_take_a_fixed_number_of_statements():
    make_pair()
    for n in range(20):
        make_tool(f"code-llama-{n + 10}")
    moment = moment_at(NOW)
    with assert_queries(at_most=13):
        nearest("code-lama-4-vs-mistral-small", moment)


# What stands around a matchup.


def heads_of(*slugs):
    moment = moment_at(NOW)
    named = heads_named(slugs, moment)
    heads = [named[slug][0] for slug in slugs]
    return heads, surroundings(heads, moment)


def test_the_editors_words_belong_to_exactly_their_set_of_tools():
    one, two = make_pair()
    three = make_tool("third", panel=LLAMA)
    curate([two, one], headline="One of *two.*")
    heads, around = heads_of("code-llama-4", "mistral-3-small")
    assert curated_for(heads, around).written.headline == "One of *two.*"
    heads, around = heads_of("code-llama-4", "mistral-3-small", three.slug)
    assert curated_for(heads, around) is None


def test_curating_the_same_set_again_keeps_one_matchup():
    one, two = make_pair()
    curate([one, two], headline="First.")
    curate([two, one], headline="Second.")
    assert [matchup.headline for matchup in Matchup.objects.all()] == ["Second."]


def test_related_matchups_share_a_tool_and_never_hold_a_hidden_one():
    one, _two = make_pair()
    third, draft = make_tool("third", panel=LLAMA), make_tool("draft", panel=LLAMA, published_at=None)
    curate([one, third])
    curate([one, draft])
    heads, around = heads_of("code-llama-4", "mistral-3-small")
    related = [{head.slug for head in group} for group in related_to(heads, around)]
    assert {"code-llama-4", "third"} in related
    assert {"code-llama-4", "mistral-3-small"} not in related
    assert all("draft" not in group for group in related)
    assert all(group & {"code-llama-4", "mistral-3-small"} for group in related)
    assert 1 <= len(related) <= 3


def test_a_discontinued_tool_is_offered_to_nobody(client):
    one, _two = make_pair()
    gone = make_tool("gone", panel=((100, "ship"),) * 4, discontinued_on=NOW.date())
    curate([one, gone])
    heads, around = heads_of("code-llama-4", "mistral-3-small")
    assert [head.slug for head in around[one.pk].leaders] == ["code-llama-4", "mistral-3-small"]
    assert [head.slug for head in rivals_of(heads[0], moment_at(NOW))] == ["mistral-3-small"]
    assert 'value="gone"' not in client.get("/compare/code-llama-4-vs-mistral-3-small").content.decode()


def test_what_stands_around_is_one_statement():
    make_pair()
    moment = moment_at(NOW)
    named = heads_named(["code-llama-4", "mistral-3-small"], moment)
    with assert_queries(at_most=1):
        surroundings([head for head, _ in named.values()], moment)


# The history of a tool.


def test_the_history_keeps_every_statement_newest_first():
    tool = make_tool("t1")
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "GPL", now=NOW - timedelta(days=3), reason="Changed by the vendor.")
    record_fact(tool, "licence", "GPL", now=NOW - timedelta(days=2), source="https://example.com")
    file_review(tool, "builder", 80, "ship", now=NOW - timedelta(days=1))
    tool.reviews.get().withdraw(because="Not independent.", now=NOW)
    told = [(entry.what, entry.before, entry.after, entry.why) for entry in history_of(tool.pk)]
    assert told == [
        ("Builder", "80/100 · ship", "", "Not independent."),
        ("Builder", "", "80/100 · ship", ""),
        ("Licence", "", "GPL", ""),
        ("Licence", "MIT", "GPL", "Changed by the vendor."),
        ("Licence", "", "MIT", ""),
    ]
    assert "rechecked" in history_of(tool.pk)[2].detail


def test_the_history_takes_two_statements():
    tool = make_tool("t1", panel=LLAMA)
    for value in "abc":
        record_fact(tool, "licence", value, now=NOW)
    with assert_queries(at_most=2):
        assert len(history_of(tool.pk)) == 7


# The reviewers' records.


def test_records_count_ship_rate_agreement_and_lone_dissents():
    make_tool("three-to-one", panel=LLAMA)  # the Founder alone skips
    make_tool("also", panel=MISTRAL)  # and again
    make_tool("split", panel=((9, "ship"), (9, "ship"), (9, "skip"), (9, "skip")))
    make_tool("lone-builder", panel=((9, "ship"), (9, "skip"), (9, "skip"), (9, "skip")))
    make_tool("partial", panel=((9, "ship"), (9, "skip"), (9, "ship")))  # two to one, but not a full panel
    make_tool("draft", panel=LLAMA, published_at=None)
    found = track_records(moment_at(NOW))
    builder, founder = found["builder"], found["founder"]
    assert (builder.filed, builder.ships, builder.ship_rate) == (5, 5, 100)
    assert (builder.judged, builder.agreed, builder.agreement) == (4, 3, 75)
    assert builder.lone == 1
    assert (founder.filed, founder.ships, founder.judged, founder.agreed, founder.lone) == (4, 0, 3, 1, 2)
    assert found["skeptic"].lone == 0
    assert sorted(review.tool.slug for review in lone_dissents(moment_at(NOW))) == [
        "also",
        "lone-builder",
        "three-to-one",
    ]


def test_a_reviewer_without_reviews_has_no_rates():
    make_category()
    record = track_records(moment_at(NOW))["builder"]
    assert (record.filed, record.ship_rate, record.agreement, record.lone) == (0, None, None, 0)
