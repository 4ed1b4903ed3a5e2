"""A restore forgets who left since the backup. What stands beside the database does not."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as site
from django.core.files.storage import storages
from django.core.management import call_command

from newsletter.delivery import marks, replay, schedule
from newsletter.models import Forgotten, Subscriber, Suppression
from newsletter.subscribers import address_change, consent, departures
from newsletter.subscribers.departures import What
from tests.build import NOW
from tests.newsletter.build import make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def time(clock):
    return clock


def restore(rows):
    """The list as it was, and nothing of what happened since."""
    for model in (Subscriber, Suppression, Forgotten):
        model.objects.all().delete()
    Subscriber.objects.bulk_create(rows)


def statuses():
    return dict(Subscriber.objects.values_list("address", "status"))


def test_who_left_since_the_backup_leaves_again_and_the_others_stay():
    names = ("left", "deleted", "complained", "stopped", "moved", "stays")
    people = {name: subscribe(f"{name}@example.com") for name in names}
    backup = list(Subscriber.objects.all())
    consent.unsubscribe(people["left"], LATER)
    consent.forget(people["deleted"], LATER)
    consent.suppress("complained@example.com", Suppression.Reason.COMPLAINT, LATER)
    consent.suppress("stopped@example.com", Suppression.Reason.EDITOR, LATER)
    assert address_change.move(people["moved"], "new@example.com", LATER)
    restore(backup)
    assert replay.keep_out(LATER) == 5
    assert statuses() == {
        "left@example.com": "unsubscribed", "complained@example.com": "suppressed",
        "stopped@example.com": "suppressed", "moved@example.com": "unsubscribed", "stays@example.com": "confirmed",
    }  # fmt: skip
    assert consent.barred("stopped@example.com") and not consent.barred("complained@example.com")
    assert replay.keep_out(LATER) == 0


def test_of_a_database_that_was_not_put_back_nobody_is_taken_off(django_capture_on_commit_callbacks):
    """Leaving, undoing it, asking anew, being lifted and moving to and fro are all in the log."""
    undone, asked, lifted, moved = (subscribe(f"{name}@example.com") for name in ("undone", "asked", "lifted", "moved"))
    with django_capture_on_commit_callbacks(execute=True):
        consent.unsubscribe(undone, NOW)
        consent.come_back(undone, NOW + timedelta(minutes=1))
        consent.unsubscribe(asked, NOW)
        consent.confirm(asked, NOW + timedelta(minutes=1))
        consent.suppress(lifted.address, Suppression.Reason.COMPLAINT, NOW)
        consent.confirm(lifted, NOW + timedelta(minutes=1))
        address_change.move(moved, "elsewhere@example.com", NOW)
        moved.refresh_from_db()
        address_change.move(moved, "moved@example.com", NOW + timedelta(minutes=1))
    before = statuses()
    assert replay.keep_out(LATER) == 0
    assert statuses() == before and set(before.values()) == {"confirmed"}


def test_what_an_editor_lifted_is_not_stopped_again(time):
    for reason in (Suppression.Reason.EDITOR, Suppression.Reason.COMPLAINT):
        reader = subscribe(f"{reason}@example.com")
        consent.suppress(reader.address, reason, NOW)
        consent.lift(Suppression.objects.get(key=reader.key), NOW + timedelta(minutes=1))
    assert replay.keep_out(LATER) == 0
    assert set(statuses().values()) == {"unsubscribed"}
    assert not Suppression.objects.filter(lifted_at=None).exists()


def test_who_joined_after_the_backup_and_left_is_kept_out_of_old_lists(time):
    subscribe("first@example.com")
    backup = list(Subscriber.objects.all())
    consent.unsubscribe(subscribe("second@example.com"), LATER)
    restore(backup)
    replay.keep_out(LATER)
    assert Forgotten.objects.filter(digest=departures.digest_of("second@example.com")).exists()


def test_the_sender_and_its_arming_hold_the_list_against_the_log(sink, tmp_path):
    """Also where no mail was sent between backup and restore, so that the mark asks nothing."""
    reader = subscribe("reader@example.com")
    subscribe("other@example.com")
    make_news()
    backup = list(Subscriber.objects.all())
    consent.unsubscribe(reader, NOW)
    restore(backup)
    make_issue()
    told = send_all()
    assert any("1 who left are off the list again" in line for line in told)
    assert [mail.recipient for mail in sink.accepted] == ["other@example.com"]
    consent.unsubscribe(Subscriber.objects.get(address="other@example.com"), NOW)
    restore(backup)
    out = StringIO()
    call_command("arm_sending", "--restored", stdout=out)
    assert "2 who left since are off the list again." in out.getvalue()


def test_an_issue_is_frozen_for_nobody_who_left(sink, time):
    reader = subscribe("reader@example.com")
    make_news()
    issue = make_issue(due=LATER)
    send_all()
    backup = list(Subscriber.objects.all())
    consent.unsubscribe(reader, NOW)
    restore(backup)  # under the sender, which is not started anew
    time.now = LATER
    schedule.keep(LATER)
    issue.refresh_from_db()
    assert (issue.expected, issue.excluded) == (0, {"unsubscribed": 1})


def test_no_address_is_in_the_log_and_old_days_are_deleted():
    consent.unsubscribe(subscribe("reader@example.com"), NOW)
    (day,) = departures.days()
    (name,) = storages["marks"].listdir(f"left/{day}")[1]
    assert "reader" not in name and (site.MARKS_ROOT / "left" / day / name).read_bytes() == b""
    (entry,) = departures.noted()
    assert (entry.at, entry.what, entry.digest) == (NOW, What.LEFT, departures.digest_of("reader@example.com"))
    departures.forget(NOW + departures.KEPT)
    assert departures.days() == [day]
    departures.forget(NOW + departures.KEPT + timedelta(days=1))
    assert departures.days() == []


def test_a_full_disk_beside_the_database_keeps_nobody_on_the_list(monkeypatch, caplog):
    def full(self, name, content, max_length=None):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(storages["marks"]), "save", full)
    assert consent.unsubscribe(subscribe("reader@example.com"), NOW)
    assert "could not be noted" in caplog.text and "No space left" in caplog.text
    assert "reader" not in caplog.text


def test_a_log_that_cannot_be_read_stops_the_sender(sink, monkeypatch):
    def gone(self, path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(storages["marks"]), "listdir", gone)
    with pytest.raises(marks.CannotMark, match="Who left since cannot be read"):
        send_all()
