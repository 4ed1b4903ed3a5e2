"""Errors leave a trace: one logger a package, and nobody swallows what the machine, the disk or the database says."""

import ast
from collections import Counter
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError
from django.db.models import QuerySet

from comparisons.index.turns import in_turn
from newsletter.subscribers import address_change
from tests.build import NOW
from tests.newsletter.build import subscribe
from tests.source import APPS, modules, name_of, walk

# What fails outside of our code. That a file is not there (FileNotFoundError) is an answer; a wrong text of a visitor too.
OUTSIDE = {
    "BaseException", "Exception", "OSError", "MemoryError", "BrokenPipeError", "ConnectionError", "TimeoutError",
    "DatabaseError", "OperationalError", "InterfaceError", "IntegrityError", "SMTPException",
}  # fmt: skip
# {module: how many it swallows}, with the reason.
SWALLOWED = {
    "newsletter/delivery/mailbox.py": 1,  # the end of a connection to the mailbox: what is read is read
    "newsletter/transport/report_mail.py": 1,  # a stranger's bytes in flufl.bounce: then it knows no layout
    "newsletter/transport/smtp.py": 2,  # the end of a connection that is given up: why is in the outcome of its mail
}


def kinds(node: ast.expr | None) -> set[str]:
    """The names of the errors that an `except` is about; a bare one is about all."""
    if node is None:
        return {"BaseException"}
    return {part.attr if isinstance(part, ast.Attribute) else part.id for part in ast.walk(node)
            if isinstance(part, ast.Attribute | ast.Name)}  # fmt: skip


def swallows(node: ast.AST) -> bool:
    """An `except` of something outside that neither raises nor does anything with the error; or a `suppress` of it."""
    if isinstance(node, ast.Call):
        named = set().union(*map(kinds, node.args)) if node.args else set()
        return ast.unparse(node.func).rpartition(".")[2] == "suppress" and bool(named & OUTSIDE)
    if not isinstance(node, ast.ExceptHandler) or not kinds(node.type) & OUTSIDE:
        return False
    inside = [part for statement in node.body for part in ast.walk(statement)]
    told = any(isinstance(part, ast.Name) and part.id == node.name for part in inside)
    return not told and not any(isinstance(part, ast.Raise) for part in inside)


def test_no_error_from_outside_is_swallowed():
    found = Counter(name_of(path) for path, tree in modules(*APPS) for node in walk(tree) if swallows(node))
    assert found == SWALLOWED


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("try: f()\nexcept OSError: pass", True),
        ("try: f()\nexcept (ValueError, db.OperationalError) as error: x = 1", True),
        ("try: f()\nexcept: return_it()", True),
        ("with suppress(OSError): f()", True),
        ("with contextlib.suppress(OSError, ValueError): f()", True),
        ("try: f()\nexcept OSError as error: log(cause_of(error))", False),
        ("try: f()\nexcept OSError: raise", False),
        ("try: f()\nexcept ValueError: pass", False),
        ("with suppress(FileNotFoundError): f()", False),
    ],
)
def test_what_is_swallowed(code, expected):
    assert any(map(swallows, ast.walk(ast.parse(code)))) is expected


def test_each_package_has_one_logger():
    for path, tree in modules(*APPS):
        for node in walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "logging.getLogger":
                assert ast.literal_eval(node.args[0]) == name_of(path).split("/")[0], path


@pytest.mark.django_db
def test_a_change_of_address_that_came_too_late_says_so_without_the_address(caplog, monkeypatch):
    subscriber, other = subscribe("old@example.org"), subscribe("new@example.org")
    monkeypatch.setattr(QuerySet, "exists", lambda rows: False)  # the other signs up after the look
    assert not address_change.move(subscriber, "new@example.org", NOW + timedelta(hours=1))
    (line,) = [record.getMessage() for record in caplog.records if record.name == "newsletter"]
    assert line.startswith("a change of address came too late: IntegrityError")
    assert "@" not in line
    assert other.address == "new@example.org"


def test_a_turn_that_ends_with_its_connection_is_told(caplog):
    class Broken:
        vendor = "postgresql"

        def cursor(self):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *args):
            return False

        def execute(self, sql, params=()):
            if "unlock" in sql:
                raise OperationalError("server closed the connection unexpectedly\nDETAIL: of reader@example.org")

    with pytest.raises(DatabaseError, match="the work failed"), in_turn(Broken(), 1):
        raise DatabaseError("the work failed")
    assert "a turn ended with its connection: OperationalError: server closed the connection" in caplog.text
    assert "reader@example.org" not in caplog.text
