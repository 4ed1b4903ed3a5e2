"""What is logged: the cause of whatever becomes a 503 or a quiet answer, and no proof, cookie, query or mail address."""

import logging
from io import StringIO

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection
from django.test import Client
from psycopg.errors import AdminShutdown

from comparisons.catalogue.logos import large_square
from comparisons.views import saved
from comparisons.web import counting
from config.logs import LineFormatter, without_secrets
from config.mail import host_id
from newsletter.subscribers import links
from tests.build import NOW, make_pair
from tests.newsletter.build import subscribe
from tools import logos, markup
from tools.causes import cause_of
from votes.identity import new_number
from votes.models import ListLink, Visitor

pytestmark = pytest.mark.django_db
LOUD = ("django", "django.request", "django.security", "django.server")


@pytest.fixture
def lines():
    """A function that gives every line which the site would log, also those that its settings leave out."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    levels = {logging.getLogger(name): logging.getLogger(name).level for name in LOUD}
    for logger in levels:
        logger.setLevel(logging.DEBUG)  # not `level`: every logger remembers what it found enabled in an earlier test
    yield lambda: stream.getvalue().splitlines()
    for logger, level in levels.items():
        logger.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def doors(clock):
    """{address: the proof in it} of every address whose last part is one."""
    subscriber = subscribe("reader@example.org", secret="0123456789abcdef0123456789abcdef")
    confirm = links.passing(links.CONFIRM, subscriber, NOW)
    move = links.passing(links.MOVE, subscriber, NOW)
    paths = [link.removeprefix("http://localhost:8000") for link in (confirm, move)]
    paths += [links.on_page(purpose, subscriber) for purpose in (links.LEAVE, links.PREFERENCES)]
    visitor = Visitor.objects.enter(new_number(), NOW, NOW.date(), NOW)
    paths.append(f"/bookmarks/shared/{ListLink.objects.open(visitor.id, NOW).token}")
    return {path: path.rpartition("/")[2] for path in paths}


def broken(error):
    def raises(*args, **kwargs):
        raise error

    return raises


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def ask_all(client, doors, status, **extra):
    for path in doors:
        for address in (path, f"{path.upper()}/?utm=reader@example.org"):
            assert client.get(address, **extra).status_code == status, address


def check(lines, doors, *, at_least):
    text = "\n".join(lines())
    assert len(lines()) >= at_least
    for proof in doors.values():
        assert proof not in text.lower()
        assert proof.rpartition("-")[2] not in text.lower()
    assert "reader@example.org" not in text
    assert "utm=" not in text


@pytest.fixture
def silenced():
    """What an earlier test leaves: the logger of requests found a warning disabled, and remembers it."""
    assert not logging.getLogger("django.request").isEnabledFor(logging.WARNING)


def test_no_proof_is_logged_where_nothing_is_found(client, doors, silenced, lines):
    for path in doors:
        assert client.get(f"{path}/nothing").status_code == 404
    check(lines, doors, at_least=len(doors))


@pytest.mark.parametrize("status", [500, 503, 400])
def test_no_proof_is_logged_when_a_page_fails(client, doors, lines, monkeypatch, status):
    told = " of " + " ".join(doors.values())
    error = {500: RuntimeError, 503: OperationalError, 400: SuspiciousOperation}[status]("failed" + told)
    monkeypatch.setattr(links, "prove", broken(error))
    monkeypatch.setattr(saved, "link_or_404", broken(error))
    ask_all(client, doors, status)
    check(lines, doors, at_least=2 * len(doors))


def test_no_proof_is_logged_of_a_request_with_a_forged_host(client, doors, lines):
    ask_all(client, doors, 400, headers={"Host": "evil.example"})
    check(lines, doors, at_least=2 * len(doors))


SECRETS = [
    ("Not Found: /newsletter/confirm/1-t4x-0f", "Not Found: /newsletter/confirm/…"),
    ("Not Found: //Newsletter//Preferences//1-0f/data", "Not Found: //Newsletter//Preferences//…"),
    ("503 for GET /newsletter/confirm/1-0f: Odd: no", "503 for GET /newsletter/confirm/…: Odd: no"),
    ("Not Found: /newsletter/2026-w47", "Not Found: /newsletter/2026-w47"),
    ('"GET /bookmarks/shared/0f?x=1 HTTP/1.1" 200', '"GET /bookmarks/shared/… HTTP/1.1" 200'),
    ('"GET /tools?q=who+is+it HTTP/1.1" 200', '"GET /tools?… HTTP/1.1" 200'),
    ("Is it /tools? Yes", "Is it /tools? Yes"),
    ("visitor=0123456789abcdef0123456789ABCDEF:1x", "visitor=…:1x"),
    ("Key (address)=(o'hara+news@mail.example.org) already exists", "Key (address)=(o'…) already exists"),
    ("at user@localhost, 3 @ 4", "at user@localhost, 3 @ 4"),
]


@pytest.mark.parametrize(("text", "expected"), SECRETS)
def test_what_is_left_out_of_a_line(text, expected):
    assert without_secrets(text) == expected


def test_a_traceback_is_cleaned_as_well(lines):
    try:
        raise ValueError("duplicate key (reader@example.org)")
    except ValueError:
        logging.getLogger("config").exception("failed")
    assert lines()[-1] == "ValueError: duplicate key (…)"


# The causes of quiet answers.


def test_a_cause_is_one_line_with_the_error_of_the_database_itself():
    try:
        try:
            raise AdminShutdown("terminating connection\nDETAIL:  Key (address)=(x@example.org)")
        except AdminShutdown as inner:
            raise OperationalError(*inner.args) from inner
    except OperationalError as error:
        assert cause_of(error) == "OperationalError (AdminShutdown): terminating connection"
    assert cause_of(BrokenPipeError()) == "BrokenPipeError: "


def test_a_503_says_why_in_the_log(client, clock, lines):
    make_pair()

    def down(execute, sql, params, many, context):
        raise OperationalError("canceling statement due to lock timeout")

    with connection.execute_wrapper(down):
        assert client.get("/tools").status_code == 503  # the view fails
        assert client.get("/nothing").status_code == 503  # the page of an error fails
    for path in ("/tools", "/nothing"):
        cause = f"503 for GET {path}: OperationalError: canceling statement due to lock timeout"
        assert any(cause in line for line in lines()), path


def test_requests_that_could_not_be_counted_are_told(clock, lines):
    def full(execute, sql, params, many, context):
        raise OperationalError("could not extend file: No space left on device")

    with connection.execute_wrapper(full):
        counting.write({"a-vs-b": 3})
    assert "1 matchups are not counted: OperationalError: could not extend file" in lines()[-1]


def test_a_converter_that_ended_is_told(lines, monkeypatch):
    worker = markup.Worker()
    assert worker.convert("*a*") == "<p><em>a</em></p>"
    monkeypatch.setattr(markup, "receive", broken(EOFError("gone")))
    with pytest.raises(markup.Refused):
        worker.convert("*b*")
    assert "the process that converts texts ended by itself: EOFError: gone" in lines()[-1]


def test_an_installation_without_a_name_of_its_own_is_told(lines, tmp_path):
    file = tmp_path / "var"
    file.write_text("in the place of the folder")
    assert host_id(file) == host_id(file)
    assert "this installation has no name of its own (set HOST_ID): FileExistsError" in lines()[-1]


def test_a_logo_that_cannot_be_read_is_told_and_one_that_is_not_there_is_none(client, lines, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = "0123456789abcdef0123456789abcdef"
    assert client.get(f"/media/logos/{name}-88.webp").status_code == 404
    assert not [line for line in lines() if "logo cannot be read" in line]
    for path in logos.paths(name):
        path.mkdir(parents=True)  # a folder in the place of the file
    assert client.get(f"/media/logos/{name}-88.webp").status_code == 404
    assert any("a logo cannot be read: IsADirectoryError" in line for line in lines())
    assert large_square(name) is None
    assert "a logo counts as not there: IsADirectoryError" in lines()[-1]
    logos.remove(name)
    assert "a logo that nothing shows any more stays: IsADirectoryError" in lines()[-1]
