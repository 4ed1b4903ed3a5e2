"""A backup that was made while a sender was at work is put back on the same host: real processes, a real server's log."""

import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.newsletter.processes import make_site
from tests.newsletter.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ["issue", "subscriber", "delivery", "attempt", "outgoing", "event", "arming", "life"]


@pytest.fixture
def site(tmp_path):
    with Sink(log=tmp_path / "accepted.log") as sink:
        site = make_site(tmp_path, sink.url)
        site.sink, site.log, site.file = sink, tmp_path / "accepted.log", tmp_path / "site.sqlite3"
        yield site
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS backup CASCADE")


def dump(site) -> None:
    """A backup of one moment, beside the sender at work."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(site.file)) as live, closing(sqlite3.connect(f"{site.file}.backup")) as backup:
            live.backup(backup)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("CREATE SCHEMA backup")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE backup.{table} AS TABLE newsletter_{table}")


def restore(site) -> None:
    if connection.vendor == "sqlite":
        for suffix in ("-wal", "-shm"):
            Path(f"{site.file}{suffix}").unlink(missing_ok=True)
        site.file.write_bytes(Path(f"{site.file}.backup").read_bytes())
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(f'newsletter_{table}' for table in TABLES)} CASCADE")
        for table in TABLES:
            cursor.execute(f"INSERT INTO newsletter_{table} TABLE backup.{table}")


def wait_for(site, number: int, sender) -> None:
    start = time.monotonic()
    while site.sink.plan.number < number and sender.poll() is None and time.monotonic() - start < 30:
        time.sleep(0.001)


@pytest.mark.parametrize(("recipients", "end"), [(60, None), (60, signal.SIGKILL), (400, signal.SIGTERM)])
def test_a_backup_from_the_middle_of_an_issue_mails_nobody_until_told_and_nobody_twice(site, recipients, end):
    """Also where backup and end lie within the same batch of claims."""
    site.call(f"fill({recipients})")
    site.sink.plan.before_answer = 0.004
    sender = site.start("send_newsletter", "--once")
    wait_for(site, 15, sender)
    dump(site)
    if end is not None:
        wait_for(site, site.sink.plan.number + 25, sender)
        sender.send_signal(end)
    output = sender.communicate(timeout=60)[0]
    sent = site.sink.plan.number
    assert sent >= 40, output
    restore(site)
    counts, _ = site.ledger()
    assert counts["pending"] > recipients - sent
    for command in (["send_newsletter"], ["arm_sending"]):
        said = site.run(*command, code=6)
        assert "This database is older than the last mails" in said and "arm_sending --restored" in said
    site.run("send_newsletter", "--once", code=6)
    assert site.sink.plan.number == sent
    assert "reconcile_deliveries" in site.run("arm_sending", "--restored")
    site.run("send_newsletter", "--once")
    assert site.sink.plan.number == sent
    site.run("reconcile_deliveries", str(site.log))
    site.run("send_newsletter", "--once")
    counts, states = site.ledger()
    accepted = Counter(mail.message_id for mail in site.sink.accepted)
    assert (counts["sent"], len(accepted), max(accepted.values())) == (recipients, recipients, 1)
    assert set(states) == set(accepted)


def test_a_backup_from_before_the_first_issue_mails_nobody_until_told(site):
    site.call("fill(60)")
    dump(site)
    site.run("send_newsletter", "--once")
    assert site.sink.plan.number == 60
    restore(site)
    said = site.run("send_newsletter", "--once", code=6)
    assert "This one knows of none" in said
    assert "1 approved issues were due" in site.run("arm_sending", "--restored")
    site.run("send_newsletter", "--once")
    assert site.sink.plan.number == 60
