"""Facts are append-only: a change supersedes, nothing is overwritten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.build import NOW, PUBLISHED, make_attribute, make_category, make_tool, record_fact
from tools.models import Attribute, Edition, Fact
from tools.models.dated import AppendOnly, end_of, standing_at

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
CHECK = {"checked_on": date(2026, 11, 1), "method": "read", "outcome": "confirmed", "source": "https://example.com/l"}


@pytest.fixture
def tool():
    return make_tool("llama")


def test_a_row_cannot_be_saved_a_second_time(tool):
    fact = record_fact(tool, "licence", "MIT")
    fact.value = "GPL"
    with pytest.raises(AppendOnly):
        fact.save()
    with pytest.raises(AppendOnly):
        Fact.objects.get(pk=fact.pk).save()
    assert Fact.objects.get().value == "MIT"


def test_a_change_supersedes_the_old_row_and_keeps_it(tool):
    old = record_fact(tool, "licence", "MIT", now=PUBLISHED)
    new = record_fact(tool, "licence", "GPL", now=NOW, reason="The vendor changed it.")
    old.refresh_from_db()
    assert (old.value, old.recorded_at, old.superseded_at) == ("MIT", PUBLISHED, NOW)
    assert (new.value, new.recorded_at, new.superseded_at) == ("GPL", NOW, None)
    assert new.supersedes == old
    assert new.reason == "The vendor changed it."


def test_a_chain_of_changes_links_every_row_to_the_one_before(tool):
    facts = [record_fact(tool, "licence", value, now=NOW + timedelta(hours=n)) for n, value in enumerate("abca")]
    stored = list(Fact.objects.order_by("pk"))
    assert [fact.value for fact in stored] == ["a", "b", "c", "a"]
    assert [fact.supersedes for fact in stored] == [None, *facts[:-1]]
    assert [fact.superseded_at for fact in stored] == [fact.recorded_at for fact in stored[1:]] + [None]


def test_the_same_content_again_records_nothing(tool):
    first = record_fact(tool, "licence", "MIT", **CHECK)
    version = Edition.current(NOW).version
    assert record_fact(tool, "licence", " MIT ", now=NOW, **CHECK) == first
    assert Fact.objects.count() == 1
    assert Edition.current(NOW).version == version


def test_a_recheck_of_the_same_value_is_a_new_row(tool):
    first = record_fact(tool, "licence", "MIT", **CHECK)
    again = record_fact(tool, "licence", "MIT", now=NOW, **CHECK | {"checked_on": date(2026, 11, 20)})
    assert Fact.objects.count() == 2
    assert again.supersedes == first


def test_the_database_allows_one_current_fact_of_an_attribute(tool):
    fact = record_fact(tool, "licence", "MIT")
    twin = Fact(tool=tool, attribute=fact.attribute, value="GPL", recorded_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_the_database_refuses_a_check_that_is_not_whole(tool):
    Attribute.objects.ensure_globals()
    half = Fact(
        tool=tool, attribute=Attribute.objects.get(key="licence"), value="MIT", recorded_at=NOW, outcome="stale"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        half.save()


def test_two_editors_cannot_supersede_the_same_row(tool):
    old = record_fact(tool, "licence", "MIT")
    record_fact(tool, "licence", "GPL", now=NOW)
    with pytest.raises(AppendOnly):
        Fact(tool=tool, attribute=old.attribute, value="BSD").replace(old, LATER)
    assert Fact.objects.filter(superseded_at=None).get().value == "GPL"


def test_a_fact_is_withdrawn_with_a_reason_and_without_a_successor(tool):
    fact = record_fact(tool, "licence", "MIT")
    fact.withdraw(because="We read the wrong page.", now=NOW)
    fact.refresh_from_db()
    assert (fact.superseded_at, fact.withdrawn_because) == (NOW, "We read the wrong page.")
    assert not Fact.objects.filter(superseded_at=None).exists()


def test_a_withdrawn_fact_cannot_be_withdrawn_again(tool):
    fact = record_fact(tool, "licence", "MIT")
    fact.withdraw(because="Wrong.", now=NOW)
    with pytest.raises(AppendOnly):
        fact.withdraw(because="Wronger.", now=LATER)


def test_a_fact_can_be_recorded_again_after_it_was_withdrawn(tool):
    record_fact(tool, "licence", "MIT").withdraw(because="Wrong.", now=NOW)
    again = record_fact(tool, "licence", "MIT", now=LATER)
    assert Fact.objects.filter(superseded_at=None).get() == again


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"value": 5}, "value"),
        ({"value": ""}, "value"),
        ({"value": "MIT", "source": "javascript:alert(1)"}, "source"),
        ({"value": "MIT", "source": "ftp://example.com/x"}, "source"),
        ({"value": "MIT", "source": "//evil.com"}, "source"),
        ({"value": "MIT", "quote": "a\x00b"}, "quote"),
        ({"value": "MIT", "quote": "a\u202eb"}, "quote"),
        ({"value": "MIT", **CHECK, "source": ""}, "source"),
        ({"value": "MIT", **CHECK, "outcome": "stale"}, "outcome"),
        ({"value": "MIT", "method": "read"}, "method"),
        ({"value": "MIT", "method": "guessed"}, "method"),
    ],
)
def test_a_fact_that_is_not_whole_or_not_clean_is_refused(tool, content, field):
    with pytest.raises(ValidationError) as refusal:
        record_fact(tool, "licence", **content)
    assert field in refusal.value.message_dict
    assert not Fact.objects.exists()


@pytest.mark.parametrize("missing", [{"outcome": ""}, {"checked_on": None}])
def test_a_check_has_a_date_and_an_outcome(tool, missing):
    with pytest.raises(ValidationError, match="A check has a date and an outcome"):
        record_fact(tool, "licence", "MIT", **CHECK | missing)
    assert not Fact.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "a\u202eb", "\u2066x"])
def test_a_text_value_holds_no_control_and_no_bidi_characters(tool, text):
    with pytest.raises(ValidationError):
        record_fact(tool, "licence", text)


def test_a_value_of_the_wrong_kind_names_what_was_expected(tool):
    make_attribute("context", "number")
    with pytest.raises(ValidationError, match="a number"):
        record_fact(tool, "context", "many")


def test_an_attribute_of_another_category_is_refused(tool):
    make_attribute("lens", category=make_category("cameras", "Cameras"))
    with pytest.raises(ValidationError, match="not an attribute of this category"):
        record_fact(tool, "lens", "wide")


def test_a_refused_change_leaves_the_old_fact_current(tool):
    record_fact(tool, "licence", "MIT")
    with pytest.raises(ValidationError):
        record_fact(tool, "licence", "", now=NOW)
    assert Fact.objects.get().superseded_at is None


@pytest.mark.parametrize("kind", ["text", "yes-no"])
def test_only_numbers_and_prices_can_be_better_one_way(kind):
    with pytest.raises(ValidationError, match="Only a number or a price"):
        make_attribute("x", kind, better="higher")


def test_the_global_attributes_always_exist():
    found = dict(Attribute.objects.filter(category=None).values_list("key", "kind"))
    assert found == {"pricing": "text", "entry-price": "price", "licence": "text"}


# The end of a day.


def test_a_day_ends_in_the_sites_time_zone(settings):
    assert end_of(date(2026, 5, 1)) == datetime(2026, 5, 1, 23, 59, 59, 999999, tzinfo=UTC)
    settings.TIME_ZONE = "Europe/Berlin"
    assert end_of(date(2026, 5, 1)) == datetime(2026, 5, 1, 21, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Pacific/Kiritimati", date(2026, 5, 1), 24),
    ],
)
def test_a_day_is_as_long_as_the_clock_says(settings, zone, day, hours):
    settings.TIME_ZONE = zone
    length = end_of(day).astimezone(UTC) - end_of(day - timedelta(days=1)).astimezone(UTC)
    assert length == timedelta(hours=hours)


def test_what_stood_at_a_moment_is_decided_by_the_time_of_recording(tool):
    record_fact(tool, "licence", "MIT", now=PUBLISHED, checked_on=None)
    record_fact(tool, "licence", "GPL", now=NOW)

    def stood(at):
        return list(Fact.objects.filter(standing_at(at)).values_list("value", flat=True))

    tick = timedelta(microseconds=1)
    assert stood(PUBLISHED - tick) == []
    assert stood(PUBLISHED) == ["MIT"]
    assert stood(NOW - tick) == ["MIT"]
    assert stood(NOW) == ["GPL"]
    assert stood(None) == ["GPL"]
