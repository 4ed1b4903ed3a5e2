"""How fast an issue is frozen and sent to a mail server on loopback, which runs in a process of its own.

`python -m bench.mail [recipients] [connections]` measures the database that DATABASE_URL names, which must be empty.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime

import django

SINK = """
import sys
from tests.newsletter.sink import Sink
with Sink(count_only=True) as sink:
    print(sink.port, flush=True)
    sys.stdin.read()
"""


def report(environment: dict[str, str], recipients: int, connections: int, wanted: str) -> None:
    """Measure in a process of its own, so that its memory is that of a sender."""
    with subprocess.Popen(
        [sys.executable, "-c", SINK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as sink:
        assert sink.stdout is not None
        assert sink.stdin is not None
        server = f"smtp://127.0.0.1:{sink.stdout.readline().strip()}"
        own = {"EMAIL_URL": server, "HOST_ID": "bench", "MARKS_ROOT": tempfile.mkdtemp(prefix="marks-")}
        command = [sys.executable, "-m", "bench.mail", str(recipients), str(connections)]
        done = subprocess.run(command, env=os.environ | environment | own, text=True, stdout=subprocess.PIPE)
        sink.stdin.close()
    print(f"{done.stdout.strip()} (wanted: {wanted})", flush=True)


def measure(recipients: int, connections: int) -> None:
    from django.conf import settings
    from django.db import connections as databases

    from newsletter.delivery import freezing
    from newsletter.delivery.ledger import report as accounts
    from newsletter.delivery.sender import Sender
    from newsletter.issues import workflow
    from newsletter.models import Issue, Subscriber
    from tests.newsletter.build import make_news

    databases["default"].settings_dict["OPTIONS"].pop("pool", None)
    now = datetime.now(UTC)
    make_news()
    for start in range(0, recipients, 10_000):
        Subscriber.objects.bulk_create(
            Subscriber(address=f"r{n}@example.com", key=f"r{n}@example.com", status="confirmed", asked_at=now,
                       confirmed_at=now)
            for n in range(start, min(recipients, start + 10_000))
        )  # fmt: skip
    issue, _ = workflow.draft("2026-w48", datetime(2026, 11, 23, 12, tzinfo=UTC))
    workflow.approve(issue, now)
    started = time.monotonic()
    freezing.freeze(issue, now)
    frozen = time.monotonic() - started
    issue.refresh_from_db()
    sender = Sender(lambda line: None, connections)
    sender.start()
    started = time.monotonic()
    sender.send(issue)
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    print(
        f"{engine}: {recipients:,} frozen in {frozen:.1f} s; {recipients / seconds:.0f} messages/s on {connections} "
        f"connections; {peak:.0f} MB; {accounts(Issue.objects.get())}"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    measure(*(int(text) for text in sys.argv[1:3]))
