"""The way back for many at once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from newsletter.models import Subscriber, Suppression
from newsletter.subscribers import consent
from tests.build import NOW
from tests.newsletter.build import subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


def lift(*arguments):
    out = StringIO()
    call_command("lift_suppressions", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def stopped():
    """Four by bounces, two of them a day ago; one who complained, one put there by an editor."""
    for number, (reason, at, detail) in enumerate(
        [
            ("bounce", NOW, "550 5.7.1 not for you"),
            ("soft", NOW, "three failures in five issues"),
            ("bounce", NOW - DAY, "550 5.1.1 unknown"),
            ("bounce", NOW - DAY, "550 5.7.1 not for you"),
            ("complaint", NOW, "reported as spam"),
            ("editor", NOW, "by somebody"),
        ]
    ):
        subscribe(f"r{number}@example.com")
        consent.suppress(f"r{number}@example.com", reason, at, detail)


def confirmed():
    return sorted(Subscriber.objects.filter(status="confirmed").values_list("key", flat=True))


def test_it_says_first_whom_it_would_lift(stopped):
    said = lift("--since", "2026-11-22")
    assert "      2  550 5.7.1 not for you" in said
    assert "4 would be lifted. Say --yes to lift them." in said
    assert confirmed() == []


@pytest.mark.parametrize(
    ("arguments", "back"),
    [
        (["--since", "2026-11-22"], [0, 1, 2, 3]),
        (["--since", NOW.isoformat()], [0, 1]),
        (["--since", "2026-11-22", "--until", (NOW - DAY).isoformat()], [2, 3]),
        (["--since", "2026-11-22", "--saying", "5.7.1"], [0, 3]),
        (["--since", "2026-11-22", "--saying", "spam"], []),
    ],
)
def test_what_bounces_stopped_comes_back_and_nothing_else(stopped, arguments, back):
    assert f"{len(back)} lifted." in lift(*arguments, "--yes")
    assert confirmed() == [f"r{number}@example.com" for number in back]
    assert Suppression.objects.filter(lifted_at=None).count() == 6 - len(back)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-11-26T25:00"])
def test_no_moment_is_refused(text):
    with pytest.raises(CommandError, match="--since: expected"):
        lift("--since", text)
