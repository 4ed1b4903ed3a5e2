"""Bookmarks and the secret link to them."""

from datetime import timedelta

import pytest

from tests.build import NOW
from votes.models import Bookmark, ListLink, Visitor
from votes.models.bookmark import MOST, TooMany

pytestmark = pytest.mark.django_db
A, B = "/tools/a", "/compare/a-vs-b"


@pytest.fixture
def visitor():
    return Visitor.objects.enter("1" * 32, NOW, NOW.date(), NOW).id


def paths(visitor):
    return list(Bookmark.objects.kept().filter(visitor=visitor).values_list("path", flat=True))


def test_saving_twice_saves_once_and_keeps_the_date(visitor):
    assert Bookmark.objects.keep(visitor, [A], NOW) == 1
    assert Bookmark.objects.keep(visitor, [A, A], NOW + timedelta(days=1)) == 0
    assert Bookmark.objects.get().saved_at == NOW


def test_the_newest_stands_first(visitor):
    Bookmark.objects.keep(visitor, [A], NOW)
    Bookmark.objects.keep(visitor, [B], NOW + timedelta(hours=1))
    assert paths(visitor) == [B, A]


def test_what_was_removed_comes_back_with_its_date_for_a_day(visitor):
    Bookmark.objects.keep(visitor, [A], NOW)
    assert Bookmark.objects.drop(visitor, [A], NOW + timedelta(days=5)) == 1
    assert Bookmark.objects.drop(visitor, [A], NOW + timedelta(days=5)) == 0
    assert paths(visitor) == []
    Bookmark.objects.keep(visitor, [A], NOW + timedelta(days=5, hours=1))
    assert Bookmark.objects.get().saved_at == NOW
    Bookmark.objects.drop(visitor, [A], NOW + timedelta(days=6))
    Bookmark.objects.keep(visitor, [A], NOW + timedelta(days=8))
    assert Bookmark.objects.get().saved_at == NOW + timedelta(days=8)


def test_removed_ones_are_deleted_after_a_day(visitor):
    Bookmark.objects.keep(visitor, [A, B], NOW)
    Bookmark.objects.drop(visitor, [A], NOW)
    assert Bookmark.objects.purge(NOW + timedelta(hours=23)) == 0
    assert Bookmark.objects.purge(NOW + timedelta(hours=25)) == 1
    assert paths(visitor) == [B]


def test_a_list_is_bounded_and_a_file_too_many_adds_nothing(visitor):
    Bookmark.objects.keep(visitor, [f"/tools/t{n}" for n in range(MOST - 1)], NOW)
    with pytest.raises(TooMany):
        Bookmark.objects.keep(visitor, [A, B], NOW)
    assert len(paths(visitor)) == MOST - 1
    assert Bookmark.objects.keep(visitor, [A], NOW) == 1


def test_one_link_stands_at_a_time_and_nobody_finds_it_in_the_table(visitor):
    link = ListLink.objects.open(visitor, NOW)
    assert ListLink.objects.open(visitor, NOW).token == link.token
    row = ListLink.objects.values().get()
    assert link.token not in "".join(str(value) for value in row.values())
    assert ListLink.objects.behind(link.token) == link
    assert ListLink.objects.behind(link.nonce) is None
    assert ListLink.objects.behind(link.digest) is None


def test_a_revoked_link_stays_to_say_so(visitor):
    link = ListLink.objects.open(visitor, NOW)
    assert ListLink.objects.revoke(visitor, NOW) == 1
    assert not ListLink.objects.behind(link.token).alive
    assert ListLink.objects.open(visitor, NOW).token != link.token


def test_the_link_of_an_erased_visitor_is_gone_too(visitor):
    link = ListLink.objects.open(visitor, NOW)
    Visitor.objects.erase(Visitor.objects.get(pk=visitor))
    assert not ListLink.objects.behind(link.token).alive
    assert not Bookmark.objects.exists()
