"""The one read across apps: a fixed number of statements, whatever the size of the site."""

from datetime import date, timedelta

import pytest

from comparisons.cache import forget_all
from comparisons.moment import moment_at
from comparisons.reading.profiles import heads_named, profiles_of
from tests.build import LLAMA, NOW, PUBLISHED, file_review, make_attribute, make_category, make_tool, record_fact
from tests.conftest import assert_queries
from tools.models import Fact, Tool

pytestmark = pytest.mark.django_db
SLUGS = ["t1", "t2", "t3", "t4"]


def profiles_for(slugs, moment, as_of=None):
    """The profiles of the public tools with these current slugs, in this order."""
    heads = heads_named(slugs, moment)
    return profiles_of([heads[slug][0] for slug in slugs if slug in heads], moment, as_of)


def fill(slugs):
    for slug in slugs:
        tool = make_tool(slug, panel=LLAMA)
        record_fact(tool, "licence", "MIT")
        record_fact(tool, "pricing", "Free")


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_profiles_take_three_statements_for_any_number_of_tools(count):
    fill(SLUGS)
    moment = moment_at(NOW)
    with assert_queries(at_most=3):
        profiles = profiles_for(SLUGS[:count], moment)
    assert [profile.slug for profile in profiles] == SLUGS[:count]
    assert all(profile.panel.points == 298 and profile.says("licence") == "MIT" for profile in profiles)


def test_thirty_tools_around_change_nothing():
    fill(SLUGS)
    fill([f"other-{n}" for n in range(26)])
    moment = moment_at(NOW)
    with assert_queries(at_most=3):
        assert len(profiles_for(SLUGS, moment)) == 4


def test_a_second_read_of_the_same_version_asks_nothing():
    fill(SLUGS[:2])
    moment = moment_at(NOW)
    first = profiles_for(SLUGS[:2], moment)
    with assert_queries(at_most=0):
        assert profiles_for(SLUGS[:2], moment) == first


@pytest.mark.parametrize(
    "change",
    [
        lambda tool: record_fact(tool, "licence", "GPL", now=NOW),
        lambda tool: file_review(tool, "builder", 1, "skip", now=NOW),
        lambda tool: Fact.objects.get(tool=tool, attribute__key="licence").withdraw(because="Wrong.", now=NOW),
        lambda tool: tool.reviews.first().withdraw(because="Wrong.", now=NOW),
    ],
)
def test_what_is_kept_is_never_older_than_the_last_change(change):
    fill(["t1"])
    tool = Tool.objects.get()
    (before,) = profiles_for(["t1"], moment_at(NOW))
    change(tool)
    (after,) = profiles_for(["t1"], moment_at(NOW))
    assert (after.facts, after.panel) != (before.facts, before.panel)
    forget_all()
    assert profiles_for(["t1"], moment_at(NOW)) == [after]


def test_states_are_derived_anew_every_day():
    tool = make_tool("t1")
    record_fact(
        tool, "pricing", "Free", checked_on=date(2026, 11, 1), outcome="confirmed", method="read",
        source="https://example.com",
    )  # fmt: skip
    last_fresh_day = NOW + timedelta(days=90 - 22)
    states = [
        profiles_for(["t1"], moment_at(now))[0].facts["pricing"].state
        for now in (last_fresh_day, last_fresh_day + timedelta(days=1))
    ]
    assert states == ["confirmed", "stale"]


def test_a_fact_goes_stale_by_the_calendar_of_the_site(settings):
    tool = make_tool("t1")
    record_fact(
        tool, "pricing", "Free", checked_on=date(2026, 11, 1), outcome="confirmed", method="read",
        source="https://example.com",
    )  # fmt: skip
    late_evening = NOW.replace(month=1, day=30, year=2027, hour=23)  # day 90 in UTC, day 91 in Berlin
    assert profiles_for(["t1"], moment_at(late_evening))[0].facts["pricing"].state == "confirmed"
    settings.TIME_ZONE = "Europe/Berlin"
    assert profiles_for(["t1"], moment_at(late_evening))[0].facts["pricing"].state == "stale"


def test_unknown_hidden_and_future_tools_are_left_out():
    make_tool("t1")
    make_tool("draft", published_at=None)
    make_tool("soon", published_at=NOW + timedelta(seconds=1))
    names = ["t1", "draft", "soon", "nobody"]
    assert [profile.slug for profile in profiles_for(names, moment_at(NOW))] == ["t1"]
    later = moment_at(NOW + timedelta(seconds=1))
    assert [profile.slug for profile in profiles_for(names, later)] == ["t1", "soon"]


def test_a_recheck_of_the_same_value_is_no_change():
    tool = make_tool("t1")
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "MIT", now=NOW, reason="Looked again.", source="https://example.com")
    assert profiles_for(["t1"], moment_at(NOW))[0].last_change is None


def test_a_recheck_does_not_hide_the_change_before_it():
    tool = make_tool("t1")
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "GPL", now=NOW - timedelta(days=5))
    record_fact(tool, "licence", "GPL", now=NOW, source="https://example.com")
    change = profiles_for(["t1"], moment_at(NOW))[0].last_change
    assert change is not None
    assert (change.before, change.after, change.on) == ("MIT", "GPL", date(2026, 11, 18))


def test_two_rechecks_do_not_hide_the_change_before_them():
    tool = make_tool("t1")
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "GPL", now=NOW - timedelta(days=5))
    for days in (2, 1):
        record_fact(tool, "licence", "GPL", now=NOW - timedelta(days=days), source=f"https://example.com/{days}")
    change = profiles_for(["t1"], moment_at(NOW))[0].last_change
    assert change is not None
    assert (change.before, change.after, change.on) == ("MIT", "GPL", date(2026, 11, 18))


def test_the_latest_change_of_facts_and_reviews_is_the_last_change():
    tool = make_tool("t1", panel=LLAMA)
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "GPL", now=NOW - timedelta(hours=2), reason="The vendor said so.")
    file_review(tool, "founder", 60, "ship", now=NOW - timedelta(hours=1))
    change = profiles_for(["t1"], moment_at(NOW))[0].last_change
    assert (change.what, change.before, change.after) == ("Founder", "55/100 · skip", "60/100 · ship")


def test_flags_derive_from_the_entry_price():
    tool = make_tool("t1")
    assert profiles_for(["t1"], moment_at(NOW))[0].price_flag is None
    record_fact(tool, "pricing", "Free for all")
    assert profiles_for(["t1"], moment_at(NOW))[0].price_flag is None
    record_fact(tool, "entry-price", "Free")
    assert profiles_for(["t1"], moment_at(NOW))[0].price_flag == "Free"
    record_fact(tool, "entry-price", {"amount": 5, "currency": "USD", "per": "month"}, now=NOW)
    assert profiles_for(["t1"], moment_at(NOW))[0].price_flag == "Paid"


def test_facts_stand_in_the_order_of_their_attributes():
    tool = make_tool("t1")
    for position, key in enumerate(["zeta", "alpha", "mid"]):
        make_attribute(key, position=position + 1)
        record_fact(tool, key, "x")
    assert list(profiles_for(["t1"], moment_at(NOW))[0].facts) == ["zeta", "alpha", "mid"]


def test_a_discontinued_tool_stays_and_is_marked_from_its_day_on():
    make_tool("t1", discontinued_on=date(2026, 11, 23))
    make_tool("t2", discontinued_on=date(2026, 11, 24))
    assert [profile.discontinued for profile in profiles_for(["t1", "t2"], moment_at(NOW))] == [True, False]


def test_as_of_reads_the_rows_that_stood_at_the_end_of_that_day():
    tool = make_tool("t1", category=make_category())
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "GPL", now=NOW.replace(day=10, hour=23, minute=59))
    file_review(tool, "builder", 80, "ship", now=PUBLISHED)
    tool.reviews.get().withdraw(because="Wrong.", now=NOW.replace(day=12))

    def stood(day):
        (profile,) = profiles_for(["t1"], moment_at(NOW), as_of=date(2026, 11, day))
        return profile.says("licence"), profile.panel.filed

    assert [stood(day) for day in (1, 9, 10, 11, 12, 13)] == [
        ("MIT", 1), ("MIT", 1), ("GPL", 1), ("GPL", 1), ("GPL", 0), ("GPL", 0),
    ]  # fmt: skip


def test_as_of_shows_the_states_of_that_day():
    tool = make_tool("t1")
    record_fact(
        tool, "pricing", "Free", checked_on=date(2026, 5, 1), outcome="confirmed", method="read",
        source="https://example.com",
    )  # fmt: skip
    (now,) = profiles_for(["t1"], moment_at(NOW))
    (then,) = profiles_for(["t1"], moment_at(NOW + timedelta(days=5)), as_of=date(2026, 11, 23))
    assert now.facts["pricing"].state == then.facts["pricing"].state == "stale"


def test_reading_the_past_does_not_change_what_is_kept_of_today():
    tool = make_tool("t1")
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "GPL", now=NOW)
    later = moment_at(NOW + timedelta(days=1))
    assert profiles_for(["t1"], later, as_of=date(2026, 11, 2))[0].says("licence") == "MIT"
    assert profiles_for(["t1"], later)[0].says("licence") == "GPL"


def test_a_withdrawal_is_the_latest_change_and_gives_its_reason():
    tool = make_tool("t1")
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    record_fact(tool, "licence", "GPL", now=NOW - timedelta(days=5))
    tool.facts.get(superseded_at=None).withdraw(because="The page is gone.", now=NOW - timedelta(days=2))
    (profile,) = profiles_for(["t1"], moment_at(NOW))
    assert "licence" not in profile.facts
    change = profile.last_change
    assert (change.what, change.before, change.after, change.reason) == ("Licence", "GPL", "", "The page is gone.")


def test_a_withdrawal_of_a_later_day_is_no_change_of_an_earlier_one():
    tool = make_tool("t1")
    record_fact(tool, "licence", "MIT", now=PUBLISHED)
    tool.facts.get().withdraw(because="Wrong.", now=NOW - timedelta(days=2))
    (profile,) = profiles_for(["t1"], moment_at(NOW), as_of=date(2026, 11, 20))
    assert profile.says("licence") == "MIT"
    assert profile.changes == ()
