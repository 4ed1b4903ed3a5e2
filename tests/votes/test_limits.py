"""Rate limits: one counter for all workers, and nobody's name in it."""

from datetime import timedelta

import pytest

from tests.build import NOW
from votes.limits import REMEMBERED, Limit, Meter, allowed, count, retry_after, take_back
from votes.models import Hit

pytestmark = pytest.mark.django_db
THREE = Limit("test", 3, 60)


def test_so_many_tries_a_window_and_then_none():
    assert [allowed(THREE, "a", NOW) for _ in range(5)] == [True] * 3 + [False] * 2
    assert allowed(THREE, "a", NOW + timedelta(seconds=60))


def test_everybody_and_every_limit_has_a_counter_of_its_own():
    assert all(allowed(THREE, "a", NOW) for _ in range(3))
    assert allowed(THREE, "b", NOW)
    assert allowed(Limit("other", 3, 60), "a", NOW)


def test_a_limit_of_zero_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert all(allowed(Limit("off", 0, 60), "a", NOW) for _ in range(3))


def test_a_try_that_is_taken_back_counts_for_nothing():
    for _ in range(9):
        assert allowed(THREE, "a", NOW)
        take_back(THREE, "a", NOW)
    assert [allowed(THREE, "a", NOW) for _ in range(4)] == [True] * 3 + [False]


def test_nothing_is_taken_back_from_nobody_nor_from_another_window():
    take_back(THREE, "a", NOW)
    assert allowed(THREE, "a", NOW)
    take_back(THREE, "a", NOW + timedelta(seconds=60))
    assert count(THREE, "a", NOW) == 2
    for _ in range(5):
        take_back(THREE, "a", NOW)
    assert count(THREE, "a", NOW) == 1


def test_no_name_is_kept_and_counters_of_the_past_go():
    allowed(THREE, "203.0.113.0/24", NOW)
    (row,) = Hit.objects.all()
    assert "203" not in f"{row.key[:2]}{row}"
    assert len(row.key) == 64
    assert Hit.objects.purge(NOW) == 0
    assert Hit.objects.purge(NOW + timedelta(minutes=3)) == 1


def test_what_a_refusal_says_of_the_wait():
    assert retry_after(THREE, NOW + timedelta(seconds=45)) == 15
    assert retry_after(THREE, NOW) == 60


# A limit that is counted in memory.

HUNDRED = Limit("read", 100, 60)


def test_a_meter_tells_the_database_in_steps(django_assert_num_queries):
    meter = Meter()
    with django_assert_num_queries(20):  # a step of five
        assert [meter.left(HUNDRED, "a", NOW) for _ in range(100)] == list(range(99, -1, -1))
    with django_assert_num_queries(1):
        assert meter.left(HUNDRED, "a", NOW) < 0
    with django_assert_num_queries(0):  # who is refused costs nothing more
        assert meter.left(HUNDRED, "a", NOW) < 0
    assert meter.left(HUNDRED, "a", NOW + timedelta(seconds=60)) == 99
    assert meter.left(HUNDRED, "b", NOW) == 99


def test_two_processes_share_a_limit_but_for_a_step_each():
    one, other = Meter(), Meter()
    let_through = sum(meter.left(HUNDRED, "a", NOW) >= 0 for _ in range(200) for meter in (one, other))
    assert 100 <= let_through <= 110


def test_a_meter_remembers_no_more_than_it_may():
    meter = Meter(lambda limit, who, now, times: times)
    for number in range(REMEMBERED + 50):
        meter.left(HUNDRED, f"network {number}", NOW)
    assert len(meter.untold) <= REMEMBERED + 1


def test_so_many_at_once_are_one_statement(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert count(HUNDRED, "a", NOW, 7) == 7
        assert count(HUNDRED, "a", NOW, 5) == 12
