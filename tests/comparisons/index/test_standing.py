"""Standing: one derived row per tool for filters and sorts, and the proof that it is right."""

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from comparisons.models import Standing
from tests.build import LLAMA, NOW, file_review, make_category, make_tool

pytestmark = pytest.mark.django_db


def test_a_standing_says_what_the_panel_says():
    tool = make_tool("t1", panel=LLAMA)
    row = Standing.objects.get(tool=tool)
    assert (row.call, row.ships, row.skips, row.points, row.spread) == ("ship", 3, 1, 298, 29)
    assert (row.sort_name, row.category, row.published_at) == (tool.name_key, tool.category, tool.published_at)
    assert row.reviewed_on == date(2026, 11, 1)


def test_what_a_tool_does_not_have_sorts_last():
    row = Standing.objects.get(tool=make_tool("t1"))
    assert (row.call, row.points, row.spread, row.reviewed_on) == ("none", -1, -1, date(1, 1, 1))


def test_a_partial_panel_has_no_points():
    row = Standing.objects.get(tool=make_tool("t1", panel=LLAMA[:3]))
    assert (row.call, row.ships, row.skips, row.points, row.spread) == ("ship", 3, 0, -1, 6)


def test_refreshed_rows_are_right():
    for slug, panel in (("t1", LLAMA), ("t2", LLAMA[:2]), ("t3", ())):
        make_tool(slug, panel=panel)
    assert Standing.objects.wrong() == []


def change_a_score(tool):
    file_review(tool, "builder", 1, "skip", now=NOW)
    Standing.objects.filter(tool=tool).update(points=298)


def lose_a_row(tool):
    Standing.objects.filter(tool=tool).delete()


def withdraw_without_a_refresh(tool):
    tool.reviews.first().withdraw(because="Wrong.", now=NOW)


def rename_without_a_refresh(tool):
    type(tool).objects.filter(pk=tool.pk).update(name="Other")


def unpublish_without_a_refresh(tool):
    type(tool).objects.filter(pk=tool.pk).update(published_at=None)


def move_without_a_refresh(tool):
    type(tool).objects.filter(pk=tool.pk).update(category=make_category("other", "Other"))


SPOILERS = [
    change_a_score, lose_a_row, withdraw_without_a_refresh, rename_without_a_refresh, unpublish_without_a_refresh,
    move_without_a_refresh,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_a_wrong_row_is_found_and_put_right(spoil):
    tool = make_tool("t1", panel=LLAMA)
    make_tool("t2", panel=LLAMA)
    spoil(tool)
    assert Standing.objects.wrong() == ["t1"]
    Standing.objects.refresh([tool.pk])
    assert Standing.objects.wrong() == []


def test_the_command_that_proves_standings_fails_on_a_wrong_row(capsys):
    make_tool("t1", panel=LLAMA)
    call_command("verify_standings")
    Standing.objects.update(points=5)
    with pytest.raises((CommandError, SystemExit)):
        call_command("verify_standings")


def test_the_command_mends_what_it_finds(capsys):
    make_tool("t1", panel=LLAMA)
    Standing.objects.update(points=5)
    call_command("verify_standings", mend=True)
    assert Standing.objects.wrong() == []
    call_command("verify_standings")
