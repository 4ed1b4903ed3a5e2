"""Lists as services export them: their columns, their dates, the encodings of the programs between."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from newsletter.models import Subscriber
from newsletter.subscribers.files import opened
from newsletter.subscribers.import_terms import How
from newsletter.subscribers.importing import import_subscribers
from newsletter.subscribers.moments import AmbiguousDay, Order, read_moment
from tests.build import NOW
from tests.newsletter.build import subscribe

# Headers as the services write them, with one who is listed and one who left.
LISTS = {
    "Mailchimp": "Email Address,First Name,OPTIN_TIME,CONFIRM_TIME,NOTES,TAGS\n"
    'in@example.com,Ada,"2024-05-01 12:00:00","2024-05-01 12:05:00",,"a, b"\n',
    "Mailchimp, cleaned": "Email Address,OPTIN_TIME,CONFIRM_TIME,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE\n"
    "out@example.com,2024-05-01 12:00:00,2024-05-01 12:00:00,2025-05-01 12:00:00,News\n",
    "Substack": "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"
    "in@example.com,false,,other,false,2024-05-01T12:00:00.000Z,\n"
    "out@example.com,true,,yearly,true,2024-05-01T12:00:00.000Z,\n",
    "Ghost": "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels\n"
    "1,in@example.com,Ada,,true,false,,2024-05-01T12:00:00.000Z,,\n"
    "2,out@example.com,Bob,,false,false,,2024-05-01T12:00:00.000Z,,\n",
    "Buttondown": "email_address,notes,metadata,tags,referrer_url,creation_date,subscriber_type\n"
    "in@example.com,,{},,,2024-05-01T12:00:00Z,regular\nout@example.com,,{},,,2024-05-01T12:00:00Z,unsubscribed\n"
    "pending@example.com,,{},,,2024-05-01T12:00:00Z,unactivated\n",
    "listmonk": "uuid,email,name,attributes,status,created_at,updated_at\n"
    'u1,in@example.com,Ada,"{""a"": 1}",enabled,2024-05-01T12:00:00Z,2024-05-01T12:00:00Z\n'
    "u2,out@example.com,Bob,{},blocklisted,2024-05-01T12:00:00Z,2024-05-01T12:00:00Z\n",
    "Kit": "First Name,Email,Created At,Status,Tags\nAda,in@example.com,2024-05-01 12:00:00 UTC,active,\n"
    "Bob,out@example.com,2024-05-01 12:00:00 UTC,bounced,\n",
    "Beehiiv": "id,email,status,subscribed_at,utm_source\nsub_1,in@example.com,active,2024-05-01 12:00:00,\n"
    "sub_2,out@example.com,inactive,2024-05-01 12:00:00,\nsub_3,pending@example.com,validating,2024-05-01 12:00:00,\n",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("service", LISTS)
def test_who_is_listed_comes_in_and_who_left_stays_out(service):
    result = import_subscribers(io.StringIO(LISTS[service], newline=""), NOW)
    assert result.errors == []
    confirmed = set(Subscriber.objects.filter(status="confirmed").values_list("key", flat=True))
    assert confirmed == ({"in@example.com"} if "in@" in LISTS[service] else set())
    assert not Subscriber.objects.filter(key="pending@example.com").exists()
    if confirmed:
        assert Subscriber.objects.get(key="in@example.com").confirmed_at.date().isoformat() == "2024-05-01"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_encoding_is_read(encoding, end):
    text = f'email,name,confirmed_at{end}in@example.com,"Zoë{end}of two lines",2024-05-01{end}'
    with opened(io.BytesIO(text.encode(encoding))) as stream:
        result = import_subscribers(stream, NOW)
    assert (result.new, result.errors) == (1, [])


NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01", datetime(2024, 5, 1)),
        ("2024-05-01T12:00:00Z", NOON),
        ("2024-05-01 12:00:00 UTC", NOON),
        ("2024-05-01 14:00:00 +0200", NOON),
        ("2024-05-01 14:00:00.123+02:00", NOON),
        ("2024/05/01 12:00", datetime(2024, 5, 1, 12)),
        ("May 1, 2024", datetime(2024, 5, 1)),
        ("May 01, 2024 12:00 PM", datetime(2024, 5, 1, 12)),
        ("1st May 2024 at 12:00 am UTC", datetime(2024, 5, 1, tzinfo=UTC)),
        ("1 May 2024, 12:00", datetime(2024, 5, 1, 12)),
        ("01-May-2024", datetime(2024, 5, 1)),
        ("1. May 2024", datetime(2024, 5, 1)),
        ("01.05.2024 12:00", datetime(2024, 5, 1, 12)),
        ("Wed, 01 May 2024 12:00:00 +0000", NOON),
        ("1714564800", NOON),
        ("1714564800123", NOON),
    ],
)
def test_usual_dates_are_read(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13-01", "May 32, 2024", "Foo 1, 2024", "0", "12:00", "2024-05-01 13:00 PM"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises((ValueError, TypeError)):
        read_moment(text)


def test_day_and_month_are_told_apart_by_whoever_knows():
    with pytest.raises(AmbiguousDay):
        read_moment("03/04/2024")
    assert read_moment("03/04/2024", Order.DAY_FIRST) == datetime(2024, 4, 3)
    assert read_moment("3/4/2024 1:05 PM", Order.MONTH_FIRST) == datetime(2024, 3, 4, 13, 5)
    with pytest.raises(ValueError, match="month"):
        read_moment("13/25/2024", Order.MONTH_FIRST)


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)), st.sampled_from(Order))
def test_whatever_a_service_prints_is_read_as_it_was_meant(moment, order):
    at = moment.replace(microsecond=0)
    numbers = "%d/%m/%Y" if order is Order.DAY_FIRST else "%m/%d/%Y"
    for shape in (
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%B %d, %Y %I:%M:%S %p",
        "%d %b %Y %H:%M:%S",
        f"{numbers} %H:%M:%S",
    ):
        assert read_moment(at.strftime(shape), order) == at, shape


@pytest.mark.django_db
def test_a_rehearsal_says_what_would_happen_and_writes_nothing(tmp_path):
    subscribe("here@example.com")
    file = tmp_path / "list.csv"
    file.write_text("email,confirmed_at\nnew@example.com,2024-05-01\nhere@example.com,2024-05-01\n")
    out = io.StringIO()
    call_command("import_subscribers", str(file), "--dry-run", stdout=out)
    assert "        1  new" in out.getvalue()
    assert "columns read: email (address), confirmed_at (consent)" in out.getvalue()
    assert out.getvalue().endswith("Nothing was written.\n")
    assert Subscriber.objects.count() == 1


@pytest.mark.django_db
def test_a_list_of_people_who_left_needs_no_time_of_consent():
    subscribe("here@example.com", source="import")
    result = import_subscribers(io.StringIO("email\nhere@example.com\nnew@example.com\n"), NOW, How(gone=True))
    assert (result.left, result.new, result.errors) == (2, 0, [])
    assert set(Subscriber.objects.values_list("status", flat=True)) == {"unsubscribed"}
    later = import_subscribers(io.StringIO("email,confirmed_at\nnew@example.com,2024-05-01\n"), NOW)
    assert (later.new, later.known) == (0, 1)
