"""Who asks for the time in newsletter/: requests once, commands once, the sender's loop at each turn; others are told."""

import ast
from collections import Counter

import pytest
from django.test import RequestFactory
from django.utils import timezone

from newsletter.models import Subscriber
from newsletter.subscribers import links
from tests.build import NOW
from tests.newsletter.build import subscribe
from tests.source import modules, name_of, walk
from tools.clock import now_of

# {(module, function): how often it asks}. A turn of the loop asks anew: what lies between two of these takes minutes.
JOBS = {
    ("delivery/sender.py", "start"): 1,
    ("delivery/sender.py", "once"): 1,
    ("delivery/sender.py", "keep_time"): 1,
    ("delivery/sender.py", "forever"): 1,
    ("delivery/sender.py", "drain_outbox"): 2,  # one is the clock itself, handed on
    ("delivery/sender.py", "send"): 1,
    ("delivery/sender.py", "send_waiting"): 2,
    ("delivery/sender.py", "beat"): 1,
    ("delivery/sender.py", "work"): 2,
    ("delivery/bounces.py", "reported"): 1,  # a signal that a library sends, for each event of a report
}
ASKING = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
# Without an instant these say what time it is.
CONVERTING = {"timezone.localdate", "timezone.localtime"}


def places() -> Counter[tuple[str, str]]:
    """{(module, function): how often it asks for the time}."""
    found: Counter[tuple[str, str]] = Counter()
    for path, tree in modules("newsletter"):
        for function in [node for node in walk(tree) if isinstance(node, ast.FunctionDef)]:
            asked = sum(map(asks, ast.walk(function)))
            if asked:
                found[name_of(path).removeprefix("newsletter/"), function.name] += asked
    return found


def asks(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and not node.args and not node.keywords:
        return ast.unparse(node.func) in CONVERTING
    return isinstance(node, ast.Attribute) and ast.unparse(node) in ASKING


def test_the_clock_is_asked_where_a_job_begins_and_nowhere_else():
    found = places()
    commands = {place: count for place, count in found.items() if place[0].startswith("management/commands/")}
    assert commands and set(commands.values()) == {1}
    assert len({module for module, _ in commands}) == len(commands)
    assert {place: count for place, count in found.items() if place not in commands} == JOBS


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("timezone.now()", True),
        ("outbox.drain(timezone.now)", True),
        ("timezone.localdate()", True),
        ("date.today()", True),
        ("timezone.localdate(now)", False),
        ("time.monotonic()", False),
    ],
)
def test_what_asks_for_the_time(code, asked):
    assert any(map(asks, ast.walk(ast.parse(code)))) is asked


def test_a_request_has_one_instant(monkeypatch):
    monkeypatch.setattr(timezone, "now", iter([NOW, "later"]).__next__)
    first, second = RequestFactory().get("/"), RequestFactory().get("/")
    assert (now_of(first), now_of(first), now_of(second)) == (NOW, NOW, "later")


@pytest.mark.django_db
def test_a_confirmation_is_proved_stored_and_shown_at_one_instant(client, monkeypatch):
    subscriber = subscribe("reader@example.org", secret="0123456789abcdef0123456789abcdef")
    Subscriber.objects.filter(pk=subscriber.pk).update(status=Subscriber.Status.PENDING, confirmed_at=None)
    subscriber.refresh_from_db()
    link = links.passing(links.CONFIRM, subscriber, NOW).removeprefix("http://localhost:8000")
    asked = []

    def clock():
        asked.append(NOW)
        return NOW

    monkeypatch.setattr(timezone, "now", clock)
    assert client.post(link).status_code == 200
    subscriber.refresh_from_db()
    assert (subscriber.confirmed_at, len(asked)) == (NOW, 1)
