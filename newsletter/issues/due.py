"""When the next issue is due, on this site."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from newsletter.issues import calendar


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def next_issue_on(now: datetime) -> date:
    """The local day on which the next issue is due."""
    return timezone.localdate(calendar.next_due(now, settings.NEWSLETTER_DUE, zone())[1])


def weekday() -> str:
    """`Fridays`: the day of the week on which issues come."""
    names = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
    return names[settings.NEWSLETTER_DUE.weekday]
