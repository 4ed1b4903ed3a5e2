"""The mark outside the database: when it is written, and when the sender asks instead of mailing."""

import os
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from newsletter.delivery import ledger, marks
from newsletter.delivery.lock import Lock
from newsletter.delivery.sender import Sender
from newsletter.models import Arming, Delivery, Issue, Life
from newsletter.transport.smtp import Session
from tests.build import NOW
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db
READERS = 7


class Replacing(InMemoryStorage):
    """A storage that is no folder and replaces files, as object stores do."""

    def get_available_name(self, name, max_length=None):
        if self.exists(name):
            self.delete(name)
        return name


@pytest.fixture
def issue(clock, sink, monkeypatch):
    """An issue that is due, for more readers than two batches have claims."""
    monkeypatch.setattr(marks, "BATCH", 3)
    make_news()
    for number in range(READERS):
        subscribe(f"r{number}@example.com")
    return make_issue()


def run(name, *arguments):
    """What a command says, and its exit code."""
    out, options = StringIO(), dict(connection.settings_dict["OPTIONS"])
    try:
        call_command(name, *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", error.returncode
    finally:  # a sender gives back neither its lock nor its pool: its process ends, while the test goes on
        connection.settings_dict["OPTIONS"] |= options
        if name == "send_newsletter":
            Lock().release()
    return out.getvalue(), 0


def dump():
    """The rows that a restore brings back."""
    return [(model, list(model.objects.values())) for model in (Issue, Delivery, Life)]


def restore(rows):
    for model, _ in reversed(rows):
        model.objects.all().delete()
    for model, values in rows:
        model.objects.bulk_create(model(**value) for value in values)


@contextmanager
def stopped_after(mails, then=lambda: None):
    """A sender that is asked to stop after so many mails; `then` happens at that moment."""
    real, count = Sender.deliver, []

    def deliver(self, *arguments):
        outcome = real(self, *arguments)
        count.append(1)
        if len(count) == mails:
            then()
            self.stop()
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sender, "deliver", deliver)
        yield


def test_the_mark_moves_once_for_each_batch_and_rests_equal(issue, sink, monkeypatch):
    written, real = [], marks.write
    monkeypatch.setattr(marks, "write", lambda mark: written.append(mark) or real(mark))
    send_all()
    assert len(sink.accepted) == READERS
    assert [(mark.counter, mark.claims) for mark in written] == [(0, 0), (1, 0), (2, 3), (3, 6), (3, READERS)]
    life = Life.objects.get()
    assert (marks.read().life, marks.read().counter, marks.read().claims) == (life.name, life.counter, READERS)
    send_all()
    assert len(written) == 5


def test_each_claim_is_counted_before_its_mail_leaves(issue, sink, monkeypatch):
    seen, real = [], Session.deliver
    monkeypatch.setattr(Session, "deliver", lambda *arguments: seen.append(marks.read().claims) or real(*arguments))
    send_all()
    assert seen == list(range(1, READERS + 1))


def test_the_mark_is_written_before_the_database_knows(issue, sink):
    """A commit that fails leaves the mark one ahead: nothing was claimed under it, so the next run goes on."""
    real = marks.Life.objects.filter

    def fail(**which):
        if "counter" in which:
            raise OperationalError("the server closed the connection")
        return real(**which)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks.Life.objects, "filter", fail)
        sender = Sender(lambda line: None, 1)
        sender.start()
        assert sender.once() is False
        assert (marks.read().counter, Life.objects.get().counter, sink.accepted) == (1, 0, [])
    send_all()
    assert len(sink.per_recipient) == READERS and max(sink.per_recipient.values()) == 1


@pytest.mark.parametrize("kept", [1, 2, 3, 5])
def test_a_restored_database_asks_and_mails_nobody_until_told(issue, sink, kept):
    """Also where dump and end lie within one batch."""
    rows = []
    with stopped_after(kept, lambda: rows.extend(dump())):
        send_all()
    send_all()
    assert len(sink.accepted) == READERS
    restore(rows)
    before = list(Delivery.objects.order_by("pk").values_list("pk", "state"))
    Arming.objects.update(heard_at=None)
    ask("new@example.com")
    said, code = run("send_newsletter", "--once")
    assert code == 6
    assert "older than the last mails" in said and "arm_sending --restored" in said and marks.path() in said
    assert list(Delivery.objects.order_by("pk").values_list("pk", "state")) == before
    assert Arming.current().heard_at is None  # so that /readyz tells
    assert run("arm_sending") == (said, 6)
    assert len(sink.accepted) == READERS
    said, code = run("arm_sending", "--restored")
    assert code == 0 and "reconcile_deliveries" in said
    assert run("send_newsletter", "--once")[1] == 0
    assert [mail.recipient for mail in sink.accepted[READERS:]] == ["new@example.com"]
    assert ledger.report(Issue.objects.get()).counts["uncertain"] == READERS - kept + 1
    assert ledger.reconcile([mail.message_id for mail in sink.accepted], NOW) == (READERS - kept + 1, 0)
    send_all()
    assert max(sink.per_recipient.values()) == 1
    assert Issue.objects.get().state == Issue.State.SENT


def test_after_a_restore_what_the_log_lacks_goes_out_once(issue, sink):
    rows = dump()
    restore(rows)
    with stopped_after(4):
        send_all()
    assert len(sink.accepted) == 4
    frozen = dump()
    for row in frozen[1][1]:
        row.update(state="pending", attempts=0)
    restore([frozen[0], frozen[1]])
    assert run("send_newsletter", "--once")[1] == 6
    run("arm_sending", "--restored")
    ledger.reconcile([mail.message_id for mail in sink.accepted], NOW)
    send_all()
    assert len(sink.per_recipient) == READERS and max(sink.per_recipient.values()) == 1


def test_an_approved_issue_that_may_have_gone_out_since_waits_for_a_person(issue, sink):
    rows = dump()
    send_all()
    restore(rows)
    assert run("send_newsletter", "--once")[1] == 6
    assert "1 approved issues were due" in run("arm_sending", "--restored")[0]
    send_all()
    assert len(sink.accepted) == READERS
    assert Issue.objects.get().state == Issue.State.HELD


def test_a_database_that_knows_all_goes_on_under_a_new_life(issue, sink):
    with stopped_after(4):
        send_all()
    old = marks.read()
    Path(marks.path()).unlink()
    said, code = run("send_newsletter", "--once")
    assert code == 6 and "there is no mark of it" in said
    assert run("arm_sending", "--complete")[1] == 0
    assert marks.read().life != old.life
    assert run("send_newsletter", "--once")[1] == 0
    assert len(sink.per_recipient) == READERS and max(sink.per_recipient.values()) == 1
    marks.write(old)
    assert "of another life" in run("send_newsletter", "--once")[0]


def test_a_mark_from_an_earlier_moment_asks_too(issue, sink):
    send_all()
    mark = marks.read()
    marks.write(marks.Mark(mark.life, mark.counter - 1, 0))
    assert "mark is older than this database" in run("send_newsletter", "--once")[0]


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00" * 100])
def test_what_is_no_mark_asks_too(issue, sink, data):
    send_all()
    Path(marks.path()).write_bytes(data)
    said, code = run("send_newsletter", "--once")
    assert code == 6 and "no mark" in said
    assert run("arm_sending", "--complete")[1] == 0
    assert run("send_newsletter", "--once")[1] == 0


def test_a_site_that_upgrades_is_not_asked_on_its_own_host(issue, sink, settings):
    """The version before wrote no mark and knew of no life: neither is there. The host that is armed begins one."""
    with stopped_after(4):
        send_all()
    Life.objects.all().delete()
    Path(marks.path()).unlink()
    Arming.objects.update(host="another host")
    assert run("send_newsletter", "--once")[1] == 4
    assert not Life.objects.exists() and marks.read() is None
    Arming.objects.update(host=settings.HOST_ID)
    assert run("send_newsletter", "--once")[1] == 0
    assert len(sink.per_recipient) == READERS and max(sink.per_recipient.values()) == 1
    assert (marks.read().claims, marks.read().counter > 0) == (READERS, True)
    Life.objects.all().delete()  # a dump from before the upgrade is put back
    assert "This one knows of none" in run("send_newsletter", "--once")[0]


def test_a_folder_that_cannot_be_written_stops_with_its_name(issue, sink, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.STORAGES = settings.STORAGES | {
        "marks": {"BACKEND": "newsletter.delivery.steady.SteadyStorage", "OPTIONS": {"location": tmp_path / "file"}}
    }
    for command in (["send_newsletter", "--once"], ["arm_sending"], ["arm_sending", "--complete"]):
        said, code = run(*command)
        assert code == 5 and str(tmp_path / "file") in said
    assert sink.accepted == [] and not Life.objects.exists()


def test_a_disk_that_fills_up_ends_claims_and_leaves_nothing_uncertain(issue, sink):
    real = marks.write

    def write(mark):
        if mark.counter == 2:
            raise marks.CannotMark("No space left on device")
        real(mark)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks, "write", write)
        said, code = run("send_newsletter", "--once")
    assert code == 5 and "No space left on device" in said
    assert ledger.report(Issue.objects.get()).counts == {"sent": 3, "pending": READERS - 3}
    send_all()
    assert len(sink.per_recipient) == READERS and max(sink.per_recipient.values()) == 1


def test_a_database_that_is_replaced_under_a_running_sender_is_noticed_at_the_next_batch(issue, sink, monkeypatch):
    real = Sender.deliver

    def deliver(self, *arguments):
        Life.objects.filter(pk=1, counter__gt=1).update(counter=0)
        return real(self, *arguments)

    monkeypatch.setattr(Sender, "deliver", deliver)
    said, code = run("send_newsletter", "--once")
    assert code == 6 and "replaced while the sender ran" in said
    assert ledger.report(Issue.objects.get()).counts == {"sent": 6, "pending": READERS - 6}


def test_the_mark_may_stand_in_any_storage_that_replaces(issue, sink, settings):
    settings.STORAGES = settings.STORAGES | {"marks": {"BACKEND": "tests.newsletter.delivery.test_marks.Replacing"}}
    rows = []
    with stopped_after(2, lambda: rows.extend(dump())):
        send_all()
    send_all()
    assert len(sink.accepted) == READERS
    assert (marks.path(), marks.read().claims) == ("", READERS)
    restore(rows)
    assert run("send_newsletter", "--once")[1] == 6
    settings.STORAGES = settings.STORAGES | {"marks": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    Life.objects.all().delete()
    said, code = run("send_newsletter", "--once")
    assert code == 5 and "does not replace" in said
    assert storages["marks"].listdir("")[1] == ["sender.json"]


def test_without_a_mail_server_there_is_no_mark(issue, settings, tmp_path):
    settings.MAIL_SERVER, settings.MAIL_FOLDER = None, tmp_path
    send_all()
    assert marks.read() is None and not Life.objects.exists()
    assert run("arm_sending")[1] == 0


def test_a_file_of_the_folder_is_replaced_whole_and_waits_for_the_disk():
    place = Path(marks.path())
    first, second = marks.Mark("a" * 32, 1, 2), marks.Mark("b" * 32, 3, 4)
    marks.write(first)
    synced = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda number: synced.append(Path(f"/proc/self/fd/{number}").readlink()))
        patch.setattr(Path, "replace", lambda *arguments: (_ for _ in ()).throw(OSError("power")))
        with pytest.raises(marks.CannotMark):
            marks.write(second)
    assert marks.read() == first and synced[0].parent == place.parent and synced[0] != place
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda number: synced.append(Path(f"/proc/self/fd/{number}").readlink()))
        marks.write(second)
    assert marks.read() == second and synced[1:] == [synced[0], place.parent]
    assert list(place.parent.iterdir()) == [place]
