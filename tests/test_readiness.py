"""`/readyz`: what serving needs, each named when it is missing; and nothing that a probe would wait for."""

import logging
import shutil
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings as site_settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from comparisons.index.underived import RECIPE
from comparisons.models import Underived
from config import readiness
from newsletter.delivery import arming
from newsletter.delivery.sender import Sender
from newsletter.models import Arming
from tests.build import NOW
from tests.conftest import assert_queries

pytestmark = pytest.mark.django_db
ROOM = 5 * readiness.LEAST_FREE_BYTES


@pytest.fixture(autouse=True)
def room(monkeypatch):
    """Disks with so many free bytes, by folder; plenty where a test says nothing."""
    free: dict[Path, int] = {}
    monkeypatch.setattr(readiness, "free_bytes", lambda folder: free.get(folder, ROOM))
    return free


def ask(client):
    response = client.get("/readyz")
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, response.content.decode()


def test_it_is_ready_when_nothing_is_missing(client, clock):
    readiness.migrations_here()  # read from the files once, by the first probe
    with assert_queries(at_most=6):
        assert ask(client) == (200, "ready")


def test_a_migration_that_is_pending(client, clock):
    MigrationRecorder.Migration.objects.filter(app="comparisons", name="0008_underived").delete()
    MigrationRecorder.Migration.objects.create(app="comparisons", name="0999_of_a_later_release")
    assert ask(client) == (503, "migrations are pending: comparisons.0008_underived")


def test_a_later_release_may_have_migrated_and_derived_already(client, clock):
    MigrationRecorder.Migration.objects.create(app="comparisons", name="0999_of_a_later_release")
    Underived.objects.create(recipe=RECIPE + 1)
    assert ask(client) == (200, "ready")


def test_derived_rows_that_are_behind(client, clock):
    Underived.objects.create(recipe=RECIPE)
    assert ask(client) == (503, "derived rows are behind: run migrate")


@pytest.fixture
def static(settings, tmp_path):
    """A site that names its static files by a manifest, which is not there yet."""
    settings.STATIC_MANIFEST = True
    settings.STATIC_ROOT = tmp_path
    backend = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = site_settings.STORAGES | {"staticfiles": backend}
    return tmp_path / "staticfiles.json"


def test_static_files_that_are_not_built(client, clock, static):
    assert ask(client) == (503, "the static files are not built: run collectstatic")
    static.write_text('{"version": "1.1", "hash": "x", "paths": {"css/site.css": "css/site.1.css"}}')
    # this process has read that there are none, and goes by it
    assert ask(client) == (503, "the static files were built after this process started: start it again")


def test_static_files_that_are_built(client, clock, static):
    static.write_text('{"version": "1.1", "hash": "x", "paths": {"css/site.css": "css/site.1.css"}}')
    assert ask(client) == (200, "ready")


def test_a_disk_without_room_for_media(client, clock, room, settings):
    room[Path(settings.MEDIA_ROOT)] = 99_000_000
    assert ask(client) == (503, "the disk of the media is full: 99 MB are left")


def test_a_disk_without_room_for_the_database(client, clock, room, tmp_path, monkeypatch):
    monkeypatch.setattr(readiness, "database_folder", lambda: tmp_path)
    room[tmp_path] = 0
    assert ask(client) == (503, "the disk of the database is full: 0 MB are left")


def test_the_room_of_a_folder_that_is_not_there_yet(tmp_path, monkeypatch):
    monkeypatch.undo()
    expected = shutil.disk_usage(tmp_path).free
    assert readiness.free_bytes(tmp_path / "logos" / "new") == pytest.approx(expected, rel=0.1)


@pytest.fixture
def sends(settings):
    settings.MAIL_SERVER = "smtp://mail.example.org"


def test_a_sender_that_is_silent(client, clock, sends):
    arming.check(NOW)
    clock.now = NOW + timedelta(minutes=10)
    assert ask(client) == (200, "ready")
    clock.now += timedelta(seconds=1)
    assert ask(client) == (503, "the mail sender was last heard of at 2026-11-23 12:00 UTC")
    arming.check(clock.now)  # also that of a command, and of a sender that asks and sends nothing
    assert ask(client)[0] == 503
    arming.heard(clock.now)
    assert ask(client) == (200, "ready")


def test_a_sender_that_was_armed_and_never_heard_of(client, clock, sends):
    arming.arm(NOW)
    assert ask(client) == (200, "ready")
    clock.now = NOW + timedelta(minutes=11)
    assert ask(client)[0] == 503


def test_a_sender_in_the_middle_of_a_long_issue_is_heard_of(clock, sends, monkeypatch):
    arming.check(NOW)
    sender, done = Sender(print), Event()
    clock.now = NOW + timedelta(hours=1)
    beat = sender.beat
    monkeypatch.setattr(sender, "beat", lambda: (beat(), done.set()))
    sender.run([Thread(target=done.wait)])  # ends once the sender has said that it lives
    assert Arming.current().heard_at == clock.now
    clock.now += timedelta(hours=1)
    beat()  # not at every turn
    assert Arming.current().heard_at == clock.now - timedelta(hours=1)


def test_no_sender_is_expected_where_none_ever_sent_or_no_mail_leaves(client, clock, settings):
    assert ask(client) == (200, "ready")
    Arming.objects.create(pk=1, host="before", armed_at=NOW - timedelta(days=9), heard_at=NOW - timedelta(days=8))
    assert settings.MAIL_SERVER is None
    assert ask(client) == (200, "ready")


def test_everything_that_is_missing_is_named(client, clock, room, settings):
    Underived.objects.create(recipe=RECIPE)
    room[Path(settings.MEDIA_ROOT)] = 0
    assert ask(client) == (503, "derived rows are behind: run migrate\nthe disk of the media is full: 0 MB are left")


def test_the_database_has_a_fraction_of_a_second(client, clock, caplog):
    seen = []

    def slow(execute, sql, params, many, context):
        if "django_migrations" in sql and sql.startswith("SELECT"):
            seen.append(connection.patience)
            raise DatabaseError("canceling statement due to statement timeout")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(slow), caplog.at_level(logging.WARNING, "config"):
        assert ask(client) == (503, "the database does not answer")
    assert seen == [readiness.CONNECT_SECONDS]
    assert connection.patience is None
    assert "canceling statement due to statement timeout" in caplog.text


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no time limit for a statement")
def test_no_statement_of_a_probe_is_waited_for_long(clock):
    with pytest.raises(DatabaseError, match="statement timeout"), readiness.hurried(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(10)")
