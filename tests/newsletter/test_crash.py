"""A real sender in a process of its own, killed at random, against a real server's log."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from tests.newsletter.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = 4


class Site:
    """Processes of the site on one database."""

    def __init__(self, database: str, sink: Sink) -> None:
        self.env = {
            **os.environ, "DATABASE_URL": database, "EMAIL_URL": sink.url, "HOST_ID": "one", "MAIL_FROM": "news@example.com",
            "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        process = self.start(*arguments)
        output = process.communicate(timeout=120)[0]
        assert process.returncode == code, output
        return output

    def call(self, function: str) -> str:
        code = f"from tests.newsletter import crash; crash.{function}"
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {code}"], cwd=ROOT, env=self.env,
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return str(done.stdout)

    def ledger(self) -> tuple[Counter[str], dict[str, str]]:
        found = json.loads(self.call("ledger()"))
        return Counter(state for state, _ in found["rows"]), {message_id: state for state, message_id in found["rows"]}


@pytest.fixture
def site(tmp_path):
    with Sink(log=tmp_path / "accepted.log") as sink:
        if connection.vendor == "postgresql":
            kept = connection.settings_dict
            host = kept["HOST"] or kept["OPTIONS"].get("host", "")
            database = f"postgres://{kept['USER']}@/{kept['NAME']}?host={host}"
            connection.close()
        else:
            database = f"sqlite:///{tmp_path / 'site.sqlite3'}"
        site = Site(database, sink)
        site.sink, site.log = sink, tmp_path / "accepted.log"
        if connection.vendor == "sqlite":
            site.run("migrate", "--verbosity", "0")
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
    site.sink.plan.before_answer = 0.02
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
