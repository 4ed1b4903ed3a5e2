"""Which votes count: the rules, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.rules import Cast, Hour, Rules, Why, counts_as, is_a_burst, looks_alike, recount, why_waiting

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFF = Rules()
STRICT = Rules(delay=timedelta(minutes=30), bucket_limit=5)
OLD, NEW = NOW - timedelta(days=3), NOW - timedelta(minutes=5)


def votes(count, choice="ship", start=1, **fields):
    return [Cast(start + n, choice, visitor_since=OLD, **fields) for n in range(count)]


def office(count, choice="ship", start=1000, bucket=7):
    return [Cast(start + n, choice, visitor_since=OLD, bucket=bucket, place=n) for n in range(count)]


@pytest.mark.parametrize("vote", [Cast(1, "ship"), Cast(1, "skip", visitor_since=NOW, bucket=1, place=99)])
def test_by_default_every_vote_counts_at_once(vote):
    assert why_waiting(vote, OFF, NOW) is Why.NONE
    assert counts_as(vote, OFF, NOW) == vote.choice


def test_a_withdrawn_vote_counts_nothing():
    assert counts_as(Cast(1, "", counted="ship"), OFF, NOW) == ""
    assert recount([Cast(1, "", counted="ship")], OFF, NOW) == {1: ""}


def test_a_new_visitor_waits_until_the_delay_is_over():
    fresh = Cast(1, "ship", visitor_since=NEW)
    assert why_waiting(fresh, STRICT, NOW) is Why.FRESH
    assert counts_as(fresh, STRICT, NOW) == ""
    assert counts_as(fresh, STRICT, NEW + STRICT.delay) == "ship"
    assert recount([fresh], STRICT, NEW + STRICT.delay) == {1: "ship"}


def test_the_first_votes_of_a_network_and_day_count_and_the_others_wait():
    fresh = recount(office(8), STRICT, NOW)
    assert [fresh[1000 + n] for n in range(8)] == ["ship"] * 5 + [""] * 3


def test_who_counts_already_may_change_their_mind():
    assert counts_as(Cast(1, "skip", counted="ship", visitor_since=NEW, bucket=1, place=50), STRICT, NOW) == "skip"


def test_an_office_that_votes_like_the_others_is_released():
    others = votes(30, "ship") + votes(30, "skip", start=100)
    mixed = [replace(vote, choice="ship" if vote.id % 2 else "skip") for vote in office(40)]
    fresh = recount([*others, *mixed], STRICT, NOW)
    assert all(fresh[vote.id] == vote.choice for vote in mixed)


def test_a_crowd_that_votes_unlike_the_others_goes_on_waiting():
    others = votes(10, "ship") + votes(50, "skip", start=100)
    fresh = recount([*others, *office(40, "ship")], STRICT, NOW)
    assert sum(fresh[1000 + n] == "ship" for n in range(40)) == STRICT.bucket_limit


def test_nobody_is_released_while_there_are_too_few_others():
    fresh = recount([*votes(STRICT.others - 1), *office(40)], STRICT, NOW)
    assert sum(fresh[1000 + n] == "ship" for n in range(40)) == STRICT.bucket_limit


def test_one_crowd_does_not_vouch_for_another():
    crowds = [vote for bucket in (1, 2) for vote in office(40, start=1000 * bucket, bucket=bucket)]
    fresh = recount(crowds, STRICT, NOW)
    assert sum(bool(counted) for counted in fresh.values()) == 2 * STRICT.bucket_limit


def test_voided_votes_count_nothing_even_if_they_did():
    vote = Cast(1, "ship", counted="ship", bucket=3, voided=True)
    assert counts_as(vote, OFF, NOW) == ""
    assert recount([vote], OFF, NOW) == {1: ""}


def test_a_frozen_count_moves_for_nobody():
    assert counts_as(Cast(1, "skip", counted="ship"), OFF, NOW, frozen=True) == "ship"
    assert counts_as(Cast(1, "", counted="ship"), OFF, NOW, frozen=True) == "ship"
    assert counts_as(Cast(1, "ship"), OFF, NOW, frozen=True) == ""


def test_alike_is_what_chance_explains():
    ships, skips = votes(50), votes(50, "skip")
    assert looks_alike(ships, ships, 1.96)
    assert looks_alike(ships[:26] + skips[:24], ships[:25] + skips[:25], 1.96)
    assert not looks_alike(ships, skips, 1.96)
    assert not looks_alike([], ships, 1.96)


choices = st.sampled_from(["", "ship", "skip"])
any_vote = st.builds(
    Cast, id=st.integers(1, 10**6), choice=choices, counted=choices,
    visitor_since=st.none() | st.sampled_from([OLD, NEW, NOW]), bucket=st.none() | st.integers(1, 3),
    place=st.integers(0, 9), voided=st.booleans(),
)  # fmt: skip


@given(st.lists(any_vote, max_size=60, unique_by=lambda vote: vote.id), st.sampled_from([OFF, STRICT]))
def test_a_recount_counts_choices_or_nothing_and_is_the_same_again(cast, rules):
    fresh = recount(cast, rules, NOW)
    assert set(fresh) == {vote.id for vote in cast}
    assert all(fresh[vote.id] in {"", vote.choice} for vote in cast)
    assert recount([replace(vote, counted=fresh[vote.id]) for vote in cast], rules, NOW) == fresh


@given(any_vote)
def test_a_vote_counts_its_choice_or_nothing(vote):
    assert counts_as(vote, STRICT, NOW) in {"", vote.choice}


QUIET = (2, 1, 0) * 80


def burst(**fields):
    content = {"ship": 60, "skip": 1, "fresh": 58, "before": QUIET}
    return Hour(**(content | fields))


def test_a_sudden_new_and_one_sided_burst_is_seen():
    assert is_a_burst(burst(), OFF)
    assert is_a_burst(burst(ship=1, skip=60), OFF)


@pytest.mark.parametrize(
    "hour",
    [
        burst(ship=10, skip=0, fresh=10),  # few
        burst(fresh=20),  # from old visitors
        burst(ship=35, skip=26),  # of two minds
        burst(before=(60, 70, 55) * 80),  # as always
        burst(before=QUIET[:100]),  # nobody knows what is usual yet
        burst(before=(0,) * 240),
        Hour(0, 0, 0, ()),
    ],
)
def test_what_may_be_an_accident_is_none(hour):
    assert not is_a_burst(hour, OFF)
