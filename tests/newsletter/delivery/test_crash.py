"""A real sender in a process of its own, killed at random, against a real server's log."""

import random
import signal
import time
from collections import Counter

import pytest

from tests.newsletter.processes import make_site
from tests.newsletter.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
CONNECTIONS = 4


@pytest.fixture
def site(tmp_path):
    with Sink(log=tmp_path / "accepted.log") as sink:
        site = make_site(tmp_path, sink.url)
        site.sink, site.log = sink, tmp_path / "accepted.log"
        yield site


def test_killed_at_random_nobody_gets_it_twice_and_nobody_is_missed(site):
    recipients, kills = 400, 6
    site.call(f"fill({recipients})")
    site.sink.plan.before_answer = 0.004
    chance = random.Random(4)
    for kill in range(kills):
        sender = site.start("send_newsletter", "--once", "--connections", str(CONNECTIONS))
        start, goal = time.monotonic(), site.sink.plan.number + chance.randint(5, 50)
        while site.sink.plan.number < goal and sender.poll() is None and time.monotonic() - start < 30:
            time.sleep(0.001)
        sender.send_signal(signal.SIGKILL)
        sender.communicate()
        assert kill == 0 or site.sink.plan.number
    site.run("send_newsletter", "--once", "--connections", str(CONNECTIONS))
    counts, states = site.ledger()
    accepted = Counter(mail.message_id for mail in site.sink.accepted)
    assert max(accepted.values()) == 1
    missing = set(states) - set(accepted)
    assert len(missing) <= counts["uncertain"] <= CONNECTIONS * kills
    assert not [message_id for message_id, state in states.items() if state == "sent" and message_id not in accepted]
    assert counts["pending"] == counts["handing"] == 0
    site.run("reconcile_deliveries", str(site.log))
    site.run("send_newsletter", "--once", "--connections", str(CONNECTIONS))
    counts, states = site.ledger()
    accepted = Counter(mail.message_id for mail in site.sink.accepted)
    assert (counts["sent"], len(accepted), max(accepted.values())) == (recipients, recipients, 1)


def test_sigterm_finishes_what_is_in_hand_and_leaves_nothing_uncertain(site):
    site.call("fill(300)")
    site.sink.plan.before_answer = 0.2
    sender = site.start("send_newsletter")
    start = time.monotonic()
    while site.sink.plan.number < 20 and time.monotonic() - start < 30:
        time.sleep(0.005)
    second = site.start("send_newsletter", "--once")
    assert "Another sender runs already" in second.communicate(timeout=30)[0]
    assert second.returncode == 3
    sender.terminate()
    output = sender.communicate(timeout=30)[0]
    assert sender.returncode == 0, output
    counts, _ = site.ledger()
    assert counts["uncertain"] == counts["handing"] == 0
    assert counts["sent"] == site.sink.plan.number < 300
