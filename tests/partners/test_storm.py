"""A sender that is killed again and again, on encrypted connections to a real Postfix, whose own log settles the rest."""

import random
import signal
import time
from collections import Counter

import pytest

from tests.newsletter.processes import make_site
from tests.partners.folders import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
RECIPIENTS, KILLS, CONNECTIONS = 200, 6, 4


def test_killed_at_random_behind_tls_nobody_gets_it_twice_and_nobody_is_missed(relay, tmp_path):
    relay.mails(0)  # of other tests
    site = make_site(tmp_path, relay.url("good"))
    site.env["MAIL_CA_FILE"] = str(relay.certificates.ca)
    site.call(f"fill({RECIPIENTS})")
    chance = random.Random(9)
    sending = ("send_newsletter", "--once", "--connections", str(CONNECTIONS))
    for _ in range(KILLS):
        sender = site.start(*sending)
        start, goal = time.monotonic(), len(relay.unseen()) + chance.randint(3, 20)
        while len(relay.unseen()) < goal and sender.poll() is None and time.monotonic() - start < 30:
            time.sleep(0.002)
        sender.send_signal(signal.SIGKILL)
        sender.communicate()
    assert 0 < len(relay.unseen()) < RECIPIENTS, "killed in the middle of it"
    site.run(*sending)
    counts, _ = site.ledger()
    assert counts["pending"] == counts["handing"] == 0
    assert counts["uncertain"] <= KILLS * CONNECTIONS
    site.run("reconcile_deliveries", str(relay.folder / "mail.log"))
    site.run(*sending)
    counts, states = site.ledger()
    wait_for("the queue is empty", lambda: not relay.queued())
    mails = relay.mails(RECIPIENTS)
    arrived = Counter(str(mail["Message-ID"]) for mail in mails)
    assert (counts["sent"], len(arrived), max(arrived.values())) == (RECIPIENTS, RECIPIENTS, 1)
    assert set(states) == set(arrived)
    assert all("with ESMTPS" in mail["Received"] and "TLSv1.3" in mail["Received"] for mail in mails)
