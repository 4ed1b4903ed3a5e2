"""What pages say about votes, and about the reader's own."""

from datetime import date

import pytest

from comparisons.verdict.community import Mine, few_votes, frozen_line, mine_line, short, votes_line
from reviews.panel import Call
from votes.tally import Count

PANEL = list(Call)


@pytest.mark.parametrize(
    ("count", "call", "line"),
    [
        (Count(), Call.SHIP, ""),
        (Count(3, 1), Call.SHIP, "No percentage under 5 votes."),
        (Count(136, 76), Call.SHIP, "212 votes. Panel agrees."),
        (Count(15, 33), Call.SKIP, "48 votes. Panel agrees."),
        (Count(15, 33), Call.SHIP, "48 votes. Panel says ship."),
        (Count(33, 15), Call.SKIP, "48 votes. Panel says skip."),
        (Count(33, 15), Call.SPLIT, "48 votes. Panel is split."),
        (Count(24, 24), Call.SPLIT, "48 votes. Panel agrees."),
        (Count(24, 24), Call.SHIP, "48 votes. Panel says ship."),
        (Count(24, 0), Call.NONE, "24 votes. The panel has not filed."),
    ],
)
def test_the_line_below_the_bar(count, call, line):
    assert votes_line(count, call) == line


def test_few_votes_are_only_counted():
    assert few_votes(Count(2, 1)) == "3 votes: 2 ship, 1 skip"
    assert few_votes(Count(0, 1)) == "1 vote: 0 ship, 1 skip"


def test_the_short_form_of_corners_and_cards():
    assert [short(Count(*votes)) for votes in ((0, 0), (1, 0), (2, 2), (3, 2), (1200, 34))] == [
        "no votes yet", "1 vote", "4 votes", "60% ship of 5", "97% ship of 1,234",
    ]  # fmt: skip


def test_no_percent_is_said_under_five_votes():
    for ship in range(5):
        for skip in range(5 - ship):
            said = [votes_line(Count(ship, skip), call) for call in PANEL] + [short(Count(ship, skip))]
            assert "%" not in "".join(said)


@pytest.mark.parametrize(
    ("mine", "count", "line"),
    [
        (Mine(), Count(), "You have not voted on this tool."),
        (Mine("ship", True), Count(1), "You voted ship."),
        (Mine("skip", False), Count(), "You voted skip; yours counts within the hour."),
        (Mine("skip", False), Count(frozen_on=date(2026, 11, 1)), "You voted skip."),
    ],
)
def test_what_the_reader_hears_of_the_own_vote(mine, count, line):
    assert mine_line(mine, count) == line


def test_a_frozen_count_says_so():
    assert frozen_line(Count(1, 2)) == ""
    assert frozen_line(Count(1, 2, date(2026, 11, 24))).startswith("Counting is paused since 24 November 2026:")
