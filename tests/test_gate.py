"""Who waits while the database is away: one thread, and nobody right after it waited in vain."""

from threading import Event, Thread

import pytest
from psycopg import OperationalError

from config.postgresql import gate
from config.postgresql.gate import REST, Gate, Shut


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def in_vain(here):
    with here.passing():
        raise OperationalError("couldn't get a connection after 2.00 sec")


def is_shut(here):
    try:
        with here.passing():
            return False
    except Shut:
        return True


def test_it_lets_everybody_pass_while_the_database_answers(clock):
    here = Gate(clock)
    assert [is_shut(here) for _ in range(3)] == [False] * 3


def test_after_one_waited_in_vain_nobody_tries_for_a_moment(clock):
    here = Gate(clock)
    with pytest.raises(OperationalError, match="couldn't get"):
        in_vain(here)
    clock.now += REST - 0.01
    assert is_shut(here)
    assert is_shut(here)  # being refused is no new failure
    clock.now += 0.02
    assert not is_shut(here)


def test_an_error_of_another_kind_shuts_nothing(clock):
    here = Gate(clock)
    with pytest.raises(ValueError, match="odd"), here.passing():
        raise ValueError("odd")
    assert not is_shut(here)


def test_while_one_waits_the_others_are_refused(clock, monkeypatch):
    here, inside, go = Gate(clock), Event(), Event()

    def wait() -> None:
        with here.passing():
            inside.set()
            go.wait()

    first = Thread(target=wait)
    first.start()
    inside.wait()
    clock.now += gate.PATIENCE  # it has waited so long already: the next one does not wait at all
    assert is_shut(here)
    go.set()
    first.join()
    assert not is_shut(here)


def test_who_comes_right_behind_another_gets_the_next_connection(clock):
    here, inside, go, passed = Gate(clock), Event(), Event(), []

    def wait() -> None:
        with here.passing():
            inside.set()
            go.wait()

    first = Thread(target=wait)
    second = Thread(target=lambda: passed.append(not is_shut(here)))
    first.start()
    inside.wait()
    second.start()
    go.set()
    first.join()
    second.join()
    assert passed == [True]
