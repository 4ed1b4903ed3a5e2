"""After "delete my data" no table keeps the address; an old list, also one with a former address, brings nobody back."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from newsletter.models import Delivery, Outgoing, Subscriber, Suppression
from newsletter.subscribers import address_change, consent, sign_up
from newsletter.subscribers.import_terms import How
from newsletter.subscribers.importing import import_subscribers
from tests.build import NOW
from tests.editor import Editor
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time(clock):
    return clock


def tables_with(*names):
    """Every column of every table of ours in which one of these texts stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            found += [
                f"{model.__name__}.{column}"
                for column, value in row.items()
                if any(name in str(value).lower() for name in names)
            ]
    return found


def old_list(*addresses):
    rows = "".join(f"{address},2025-03-01\n" for address in addresses)
    return import_subscribers(io.StringIO(f"email,confirmed_at\n{rows}"), NOW, How(consent="A form."))


def test_no_table_keeps_the_address_of_who_had_their_data_deleted(client, sink, time):
    reader = subscribe("jane.doe@example.com", source="/tools/n8n")
    make_news()
    make_issue()
    ask("Jane.Doe@example.com")
    sink.plan.rcpt = lambda recipient: b"451 4.2.0 <jane.doe@example.com> is busy\r\n"
    send_all()
    sink.plan.rcpt = lambda recipient: None
    time.now = NOW + timedelta(hours=1)
    Delivery.objects.update(next_at=time.now)
    send_all()
    Editor().client.post(f"/admin/newsletter/subscriber/{reader.pk}/change/", {"paused_until": ""})
    itself = ContentType.objects.get_for_model(Subscriber)
    assert LogEntry.objects.filter(content_type=itself).exists()
    address_change.ask(reader, "doe.jane@example.org", "doe.jane@example.org", time.now)
    consent.suppress("jane.doe@example.com", "soft", time.now, "<jane.doe@example.com> mailbox full")
    assert address_change.move(reader, "doe.jane@example.org", time.now)
    reader.refresh_from_db()
    consent.suppress("doe.jane@example.org", "complaint", time.now)
    sign_up.put(Outgoing.Kind.SIGN_UP, "doe.jane@example.org", time.now)
    assert {"Subscriber.address", "Outgoing.address", "Delivery.address", "Suppression.key"} <= set(
        tables_with("jane.doe", "doe.jane")
    )
    consent.forget(reader, time.now)
    assert tables_with("jane.doe", "doe.jane") == []
    assert Delivery.objects.get().state == "sent"


def test_who_moved_and_left_is_not_brought_back_under_the_former_address(time):
    reader = subscribe("former@example.com")
    assert address_change.move(reader, "new@example.com", NOW)
    reader.refresh_from_db()
    assert old_list("former@example.com").forgotten == 1
    consent.unsubscribe(reader, NOW)
    result = old_list("former@example.com", "new@example.com")
    assert (result.new, result.forgotten, result.known) == (0, 1, 1)
    assert list(Subscriber.objects.values_list("status", flat=True)) == ["unsubscribed"]


def test_who_moved_may_move_back_or_sign_up_anew(time):
    reader = subscribe("former@example.com")
    address_change.move(reader, "new@example.com", NOW)
    reader.refresh_from_db()
    assert address_change.move(reader, "former@example.com", NOW)
    reader.refresh_from_db()
    assert (reader.address, reader.status) == ("former@example.com", "confirmed")
    assert old_list("former@example.com").known == 1
    again = Subscriber.objects.create(address="new@example.com", key="new@example.com", asked_at=NOW)
    consent.confirm(again, NOW)
    assert old_list("new@example.com").known == 1


def test_what_an_editor_stopped_stays_stopped_after_deletion_and_after_a_move(time):
    stopped = subscribe("stopped@example.com")
    consent.suppress("stopped@example.com", Suppression.Reason.EDITOR, NOW)
    consent.forget(stopped, NOW)
    assert consent.barred("stopped@example.com")
    assert sign_up.subscriber_for(ask("stopped@example.com"), NOW) is None
    assert tables_with("stopped@") == ["Outgoing.address"]  # the one that was typed just now
    mover = subscribe("mover@example.com")
    consent.suppress("mover@example.com", Suppression.Reason.EDITOR, NOW)
    address_change.move(mover, "other@example.com", NOW)
    assert consent.barred("other@example.com")
