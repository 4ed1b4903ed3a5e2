"""The census: counts that move with every change, and are what counting anew would give."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from comparisons.index.census import Census, Key, census_of, kinds, read, written
from comparisons.models import Standing
from comparisons.moment import moment_at
from comparisons.search.reviewers import track_records
from reviews.panel import Opinion, panel_of
from reviews.personas import PERSONAS
from tests.build import LLAMA, MISTRAL, NOW, PUBLISHED, file_review, make_category, make_tool
from tests.conftest import assert_queries
from tools.models import Tool

db = pytest.mark.django_db
SCORES = st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 100), st.sampled_from(["ship", "skip"]))), max_size=4)


def recounted():
    return census_of(Standing.objects.all())


def placed(opinions):
    panel = panel_of(opinions)
    return Standing(
        category_id=1, published_at=PUBLISHED, opinions=written(opinions), call=panel.call.slug, ships=panel.ships,
        skips=panel.skips,
    )  # fmt: skip


@given(SCORES)
def test_a_standing_is_counted_once_for_each_opinion(scores):
    opinions = [Opinion(p.key, *score) for p, score in zip(PERSONAS, scores, strict=False) if score]
    found = kinds(placed(opinions))
    assert [(key.persona, key.score, key.verdict) for key in found] == sorted(
        (one.persona, one.score, one.verdict) for one in opinions
    )
    against = Counter(one.verdict for one in opinions)
    assert [key.lone for key in found] == [len(opinions) == 4 and against[key.verdict] == 1 for key in found]


@db
def test_every_change_of_a_review_moves_the_counts(clock):
    tool = make_tool("one", panel=LLAMA)
    make_tool("two", panel=MISTRAL)
    assert Census.objects.held() == recounted()
    assert sum(Census.objects.held().values()) == 8
    file_review(tool, "builder", 1, "skip", now=NOW)
    Standing.objects.refresh([tool.pk])
    assert Census.objects.held() == recounted()
    tool.reviews.filter(superseded_at=None).first().withdraw(because="Wrong.", now=NOW)
    Standing.objects.refresh([tool.pk])
    assert Census.objects.held() == recounted()
    assert sum(Census.objects.held().values()) == 7


@db
def test_a_tool_that_moves_or_leaves_takes_its_counts_along(clock):
    tool = make_tool("one", panel=LLAMA)
    other = make_category("other", "Other")
    Tool.objects.filter(pk=tool.pk).update(category=other)
    Standing.objects.refresh([tool.pk])
    assert {key.category_id for key in Census.objects.held()} == {other.pk}
    Tool.objects.filter(pk=tool.pk).update(published_at=None)
    Standing.objects.refresh([tool.pk])
    assert Census.objects.held() == {}


@db
def test_a_tool_that_waits_for_its_day_is_not_read_before(clock):
    tool = make_tool("today", panel=LLAMA)
    make_tool("tomorrow", category=tool.category, panel=MISTRAL, published_at=NOW + timedelta(days=1))
    for days, filed in ((0, 1), (1, 2)):
        moment = moment_at(NOW + timedelta(days=days))
        assert track_records(moment)["builder"].filed == filed
        scores = read(moment, Standing.objects.waiting(moment), "persona", category_id=tool.category_id)
        assert scores["builder",] == filed


@db
def test_records_are_read_in_one_statement_when_nothing_waits(clock):
    make_tool("one", panel=LLAMA)
    moment = moment_at(NOW)
    with assert_queries(at_most=1):
        track_records(moment)


@db
def test_a_wrong_census_is_found_and_counted_anew(clock, capsys):
    make_tool("one", panel=LLAMA)
    Census.objects.filter(persona="builder").update(n=7)
    Census.objects.move({}, {Key(make_category("gone", "Gone").pk, "builder", 5, "ship", "ship", False): 3})
    with pytest.raises((CommandError, SystemExit)):
        call_command("verify_standings")
    assert "census" in capsys.readouterr().err
    call_command("verify_standings", "--mend")
    assert Census.objects.held() == recounted()
    call_command("verify_standings")
