"""The version that every ETag is made of: each editorial verb draws a new one."""

from datetime import date, timedelta

import pytest

from tests.build import NOW, PUBLISHED, add_alias, curate, file_review, make_pair, make_tool, record_fact
from tools.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return make_pair()


def make_another_tool(pair):
    make_tool("another")


def record(pair):
    record_fact(pair[0], "licence", "MIT", now=NOW)


def supersede_a_fact(pair):
    record_fact(pair[0], "pricing", "Paid", now=NOW)


def recheck(pair):
    record_fact(
        pair[0], "pricing", "Free", now=NOW, source="https://example.com", checked_on=date(2026, 11, 20),
        outcome="confirmed", method="read",
    )  # fmt: skip


def withdraw_a_fact(pair):
    pair[0].facts.get(superseded_at=None).withdraw(because="Wrong.", now=NOW)


def supersede_a_review(pair):
    file_review(pair[0], "builder", 20, "skip", now=NOW)


def withdraw_a_review(pair):
    pair[0].reviews.filter(superseded_at=None).first().withdraw(because="Wrong.", now=NOW)


def rename(pair):
    pair[0].slug = "renamed"
    pair[0].save()
    pair[0].update_names()


def set_headline(pair):
    curate(list(pair), headline="One of *two.*")


VERBS = [
    make_another_tool, record, supersede_a_fact, recheck, withdraw_a_fact, supersede_a_review, withdraw_a_review,
    rename, set_headline,
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_every_editorial_verb_draws_a_new_version(pair, verb):
    record_fact(pair[0], "pricing", "Free")
    before = Edition.current(NOW).version
    verb(pair)
    assert Edition.current(NOW).version != before


def test_a_verb_changes_the_version_of_its_tool_alone(pair):
    one, two = pair
    versions = {}
    for tool in pair:
        tool.refresh_from_db()
        versions[tool.pk] = tool.version
    record_fact(one, "licence", "MIT")
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.version != versions[one.pk]
    assert two.version == versions[two.pk]


def test_versions_are_drawn_at_random_so_that_a_restored_database_repeats_none():
    drawn = [Edition.bump() for _ in range(20)]
    assert len(set(drawn)) == 20
    assert sorted(drawn) != drawn
    assert Edition.objects.count() == 1
    assert Edition.current(NOW).version == drawn[-1]


def test_a_site_without_an_edition_has_a_stamp_too():
    Edition.objects.all().delete()
    assert Edition.current(NOW) == (0, False, None)


def test_the_stamp_names_the_next_publication_and_no_past_or_missing_one():
    make_tool("past", published_at=PUBLISHED)
    make_tool("draft", published_at=None)
    assert Edition.current(NOW).next_publication is None
    soon, later = NOW + timedelta(hours=1, microseconds=7), NOW + timedelta(days=1)
    make_tool("later", published_at=later)
    make_tool("soon", published_at=soon)
    assert Edition.current(NOW).next_publication == soon
    assert Edition.current(soon).next_publication == later
    assert Edition.current(later).next_publication is None


def test_an_alias_alone_is_a_change_of_what_the_site_shows(pair):
    before = Edition.current(NOW).version
    add_alias(pair[0], "cl4")
    pair[0].update_names()
    assert Edition.current(NOW).version != before
