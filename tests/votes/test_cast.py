"""Votes in the database: one row a visitor and tool, a tally that always equals its votes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comparisons.models import Standing
from comparisons.visitor import ballots
from tests.build import LLAMA, NOW, add_alias, make_tool, vote, votes
from tests.conftest import assert_queries
from votes.models import Bucket, DailyKey, Tally, Visitor, Voiding, Vote
from votes.models.proof import wrong_tallies
from votes.rules import Rules

pytestmark = pytest.mark.django_db
ONE, OTHER = "1" * 32, "2" * 32


@pytest.fixture
def tool():
    return make_tool("t1", panel=LLAMA)


def counts(tool):
    return tuple(Tally.objects.filter(tool=tool).values_list("ship", "skip").first() or (0, 0))


def agree():
    """Nothing stored contradicts the votes."""
    assert wrong_tallies() == []
    assert Standing.objects.wrong() == []


def test_a_vote_counts_at_once_and_once(tool):
    for _ in range(3):
        outcome = vote(tool, number=ONE)
        assert (outcome.choice, outcome.counted, outcome.tally.ship, outcome.tally.skip) == ("ship", "ship", 1, 0)
    assert Vote.objects.count() == 1
    agree()


def test_a_vote_can_be_changed_and_taken_back_and_the_row_stays(tool):
    for choice, expected in (("ship", (1, 0)), ("skip", (0, 1)), ("", (0, 0)), ("", (0, 0)), ("ship", (1, 0))):
        vote(tool, choice, number=ONE)
        assert counts(tool) == expected
        agree()
    assert Vote.objects.count() == 1


def test_saying_nothing_first_stores_no_vote(tool):
    vote(tool, "", number=ONE)
    assert not Vote.objects.exists()


def test_visitors_do_not_meet(tool):
    vote(tool, "ship", number=ONE)
    vote(tool, "skip", number=OTHER)
    vote(tool, "", number=OTHER)
    assert counts(tool) == (1, 0)
    assert Visitor.objects.count() == 2


def test_a_tool_is_voted_on_by_any_of_its_names(tool):
    add_alias(tool, "old-name")
    assert ballots.cast(slug="old-name", number=ONE, choice="ship", network="", now=NOW).tally.tool_id == tool.pk


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"published_at": NOW + timedelta(seconds=1)},
        {"discontinued_on": NOW.date()},
    ],
)
def test_nobody_votes_where_there_is_nothing_to_vote_on(fields):
    tool = make_tool("t2", **fields)
    assert vote(tool, number=ONE) is None
    assert not Vote.objects.exists()
    assert not Visitor.objects.exists()


def test_a_tool_that_ends_tomorrow_takes_votes_today():
    assert vote(make_tool("t2", discontinued_on=NOW.date() + timedelta(days=1))) is not None


def test_a_vote_takes_at_most_six_statements(tool):
    vote(tool, number=ONE)
    for choice in ("skip", "ship", ""):
        with assert_queries(at_most=6 + bracket()):
            vote(tool, choice, number=ONE)
    with assert_queries(at_most=6 + bracket()):
        vote(tool, number=OTHER)


def bracket():
    """Inside a test's transaction ours is a savepoint: its two statements are the brackets, not the vote."""
    return 2


def test_the_place_in_rankings_moves_with_the_vote(tool):
    votes(tool, ship=4)
    assert Standing.objects.values_list("votes", "community").get(pk=tool.pk) == (4, -1)
    votes(tool, ship=1)
    assert Standing.objects.values_list("votes", "community").get(pk=tool.pk) == (5, 565509)


def test_the_database_refuses_a_second_row_and_a_strange_choice(tool):
    vote(tool, number=ONE)
    visitor = Visitor.objects.get()
    for choice in ("ship", "sunk"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.create(tool=tool, visitor=visitor, choice=choice, cast_at=NOW)


def test_a_wrong_tally_is_found(tool):
    votes(tool, ship=2, skip=1)
    Tally.objects.filter(pk=tool.pk).update(ship=3)
    ((slug, kept, counted),) = wrong_tallies()
    assert (slug, kept.ship, counted.ship) == ("t1", 3, 2)
    assert Standing.objects.wrong() == ["t1"]
    Tally.objects.all().delete()
    assert [row[0] for row in wrong_tallies()] == ["t1"]


class Delay:
    rules = Rules(delay=timedelta(minutes=30))


def test_a_new_visitor_counts_after_the_delay(tool, settings):
    settings.VOTE_RULES = Delay.rules
    assert vote(tool, number=ONE).counted == ""
    assert counts(tool) == (0, 0)
    later = NOW + timedelta(minutes=31)
    assert ballots.recount(tool.pk, later).ship == 1
    assert vote(tool, "skip", number=ONE, now=later).counted == "skip"
    agree()


def test_the_first_votes_of_a_network_count_and_the_next_day_begins_anew(tool, settings):
    settings.VOTE_RULES = Rules(bucket_limit=2)
    counted = [vote(tool, network="198.51.100.0/24").counted for _ in range(4)]
    assert counted == ["ship", "ship", "", ""]
    assert vote(tool, network="192.0.2.0/24").counted == "ship"
    assert vote(tool, network="198.51.100.0/24", now=NOW + timedelta(days=1)).counted == "ship"
    assert Vote.objects.waiting().count() == 2
    agree()


def test_the_key_of_a_day_ends_the_keys_before_and_no_address_is_kept(tool, settings):
    settings.VOTE_RULES = Rules(bucket_limit=2)
    vote(tool)
    vote(tool, now=NOW + timedelta(days=1))
    assert [str(key.day) for key in DailyKey.objects.all()] == ["2026-11-24"]
    assert len(set(Bucket.objects.values_list("digest", flat=True))) == 2
    assert "203" not in "".join(f"{row}" for row in Bucket.objects.values_list("day", "digest"))


def test_without_a_network_limit_not_even_a_hash_of_the_network_is_kept(tool):
    vote(tool)
    assert not Bucket.objects.exists()
    assert not DailyKey.objects.exists()


def test_a_crowd_like_the_others_is_released_by_a_recount(tool, settings):
    settings.VOTE_RULES = Rules(bucket_limit=2, others=4)
    for n in range(6):
        vote(tool, "ship" if n % 2 else "skip", network=f"198.51.{n}.0/24")
    for n in range(6):
        vote(tool, "ship" if n % 2 else "skip", network="192.0.2.0/24")
    assert sum(counts(tool)) == 8
    ballots.recount(tool.pk, NOW)
    assert counts(tool) == (6, 6)
    agree()


def test_a_voided_network_leaves_the_count_and_comes_back(tool, settings, django_user_model):
    settings.VOTE_RULES = Rules(bucket_limit=5)
    editor = django_user_model.objects.create(username="editor")
    vote(tool, network="198.51.100.0/24", number=ONE)
    vote(tool, network="192.0.2.0/24")
    bucket = Vote.objects.get(visitor=Visitor.objects.of(ONE)).bucket
    ballots.void(bucket, by=editor, because="one person, many browsers", now=NOW)
    ballots.void(bucket, by=editor, because="again", now=NOW)
    assert counts(tool) == (1, 0)
    assert vote(tool, "skip", number=ONE, network="198.51.100.0/24").counted == ""
    ballots.restore(bucket, by=editor, now=NOW)
    assert counts(tool) == (1, 1)
    (record,) = Voiding.objects.all()
    assert (record.because, record.by, record.lifted_by, record.lifted_at) == (
        "one person, many browsers", editor, editor, NOW,
    )  # fmt: skip
    agree()


def test_a_frozen_count_stands_still_and_goes_on_where_the_votes_are(tool):
    vote(tool, number=ONE)
    ballots.freeze(tool.pk, NOW, "a burst")
    vote(tool, "skip", number=ONE)
    votes(tool, ship=3)
    assert counts(tool) == (1, 0)
    assert Vote.objects.waiting().count() == 3
    ballots.recount(tool.pk, NOW)
    assert counts(tool) == (1, 0)
    agree()
    ballots.thaw(tool.pk, NOW)
    assert counts(tool) == (3, 1)
    agree()


def test_a_burst_freezes_a_tool_with_a_history_and_no_other(tool):
    quiet = make_tool("quiet")
    for hour in range(200):
        if hour % 3 == 0:
            vote(tool, "ship" if hour % 2 else "skip", now=NOW - timedelta(hours=2 + hour))
    for each in (tool, quiet):
        votes(each, ship=40, now=NOW - timedelta(minutes=10))
    assert [ballots.watch(each.pk, NOW) for each in (tool, quiet)] == [True, False]
    assert Tally.objects.get(pk=tool.pk).frozen_because
    assert ballots.watch(tool.pk, NOW) is False


def test_a_visitor_is_erased_with_its_votes(tool):
    other = make_tool("t2")
    for each in (tool, other):
        vote(each, number=ONE)
        vote(each, number=OTHER)
    ballots.erase(Visitor.objects.of(ONE))
    assert counts(tool) == counts(other) == (1, 0)
    assert Visitor.objects.of(ONE) is None
    assert Vote.objects.filter(visitor=None).count() == 0
    agree()


def test_a_vote_that_waits_is_erased_without_moving_the_count(tool, settings):
    settings.VOTE_RULES = Delay.rules
    vote(tool, number=ONE)
    ballots.erase(Visitor.objects.of(ONE))
    assert counts(tool) == (0, 0)
    agree()


def test_who_was_not_seen_for_400_days_is_forgotten_and_the_votes_stay(tool):
    vote(tool, number=ONE)
    vote(tool, "skip", number=OTHER, now=NOW + timedelta(days=1))
    assert ballots.retire(NOW + timedelta(days=400), timedelta(days=400)) == 0
    assert ballots.retire(NOW + timedelta(days=401), timedelta(days=400)) == 1
    assert counts(tool) == (1, 1)
    assert Visitor.objects.of(ONE) is None
    assert Vote.objects.filter(visitor=None).count() == 1
    ballots.recount(tool.pk, NOW)
    assert counts(tool) == (1, 1)
    agree()


def test_a_visitor_is_seen_by_writing(tool):
    vote(tool, number=ONE)
    vote(tool, number=ONE, now=NOW + timedelta(days=3))
    visitor = Visitor.objects.get()
    assert (visitor.created_at, visitor.seen_on) == (NOW, timezone.localdate(NOW + timedelta(days=3)))


class Sequences(TestCase):
    """Whatever visitors do, in whatever order, the tally is the recount."""

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["ship", "skip", ""])), max_size=12))
    def test_the_tally_is_the_recount_after_any_sequence(self, steps):
        tool = make_tool("sequence")
        last = {}
        for who, choice in steps:
            vote(tool, choice, number=who * 32)
            last[who] = choice
            agree()
        said = list(last.values())
        assert counts(tool) == (said.count("ship"), said.count("skip"))
        ballots.recount(tool.pk, NOW)
        assert counts(tool) == (said.count("ship"), said.count("skip"))
