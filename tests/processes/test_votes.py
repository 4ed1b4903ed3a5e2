"""Votes while they come in through several server processes, sampled from outside; and servers that die meanwhile."""

import os
import random
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from tests.processes.site import COMPARE, Site, Visitor, serving
from votes.identity import key_of

CLIENTS = 12


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), workers=4) as site:
        yield site


def agree(site: Site) -> tuple[int, int]:
    """The tally, which is at this moment what the counted votes add up to, and what the lists go by."""
    rows = site.rows(COMPARE)
    if not rows:
        return 0, 0
    ((ship, skip, ships, skips, standing),) = rows
    assert (ship, skip) == (ships, skips)
    assert standing == ship + skip
    return ship, skip


class Sampler(Thread):
    """Looks at the database again and again until it is told to stop."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site, self.stop, self.seen = site, Event(), 0
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                agree(self.site)
                self.seen += 1
            except AssertionError as error:
                self.wrong.append(str(error))

    def __enter__(self) -> "Sampler":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.join()
        assert self.seen > 5
        assert self.wrong == []


def votes_in(site: Site) -> int:
    return int(site.rows("SELECT COUNT(*) FROM votes_vote")[0][0])


def test_the_tally_is_exact_at_every_moment(site):
    visitors = [Visitor(site.port) for _ in range(4 * CLIENTS)]
    before = votes_in(site)

    def press(visitor: Visitor) -> list[int]:
        draw = random.Random(visitors.index(visitor))
        return [visitor.vote(draw.choice(["ship", "skip", "skip", "none"])) for _ in range(8)]

    with Sampler(site), ThreadPoolExecutor(CLIENTS) as pool:
        answers = [status for statuses in pool.map(press, visitors) for status in statuses]
    assert set(answers) == {303}
    said = [visitor.stored for visitor in visitors]
    assert agree(site) == (said.count("ship"), said.count("skip"))
    assert len({visitor.cookie.split(":")[0] for visitor in visitors}) == len(visitors)
    assert votes_in(site) - before <= len(visitors)


def test_one_visitor_pressing_the_same_button_everywhere_at_once_votes_once(site):
    visitor = Visitor(site.port)
    visitor.vote("ship")
    before, total = agree(site), votes_in(site)
    with Sampler(site), ThreadPoolExecutor(CLIENTS) as pool:
        assert set(pool.map(visitor.vote, ["ship"] * 150)) == {303}
    assert agree(site) == before
    assert votes_in(site) == total


def test_one_visitor_of_two_minds_has_one_vote(site):
    visitor = Visitor(site.port)
    visitor.vote("ship")
    ship, skip = agree(site)
    with Sampler(site), ThreadPoolExecutor(CLIENTS) as pool:
        assert set(pool.map(visitor.vote, ["ship", "skip"] * 75)) == {303}
    after = agree(site)
    assert after in {(ship, skip), (ship - 1, skip + 1)}


def test_what_a_visitor_was_told_is_stored_though_servers_are_killed(site):
    visitors = [Visitor(site.port) for _ in range(2 * CLIENTS)]
    stop = Event()

    def kill() -> None:
        """One server process after the other, while votes come in. They are started again by the one above them."""
        draw = random.Random(1)
        for _ in range(4):
            if stop.wait(0.4):
                return
            os.kill(draw.choice(site.workers()), signal.SIGKILL)

    def press(visitor: Visitor) -> None:
        for n in range(20):
            visitor.vote("ship" if n % 3 else "skip")

    killer = Thread(target=kill)
    with Sampler(site), ThreadPoolExecutor(CLIENTS) as pool:
        killer.start()
        list(pool.map(press, visitors))
        stop.set()
        killer.join()
    agree(site)
    held = dict(site.rows("SELECT key, choice FROM votes_vote JOIN votes_visitor v ON v.id = votes_vote.visitor_id"))
    answered = [visitor for visitor in visitors if visitor.cookie]
    assert len(answered) > CLIENTS
    for visitor in answered:
        assert held[key_of(visitor.cookie.split(":")[0])] in visitor.may_hold
    assert len(held) >= len(answered)
