"""The way back for many at once: after a fault of ours or of a mail server suppressed people who did nothing."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from newsletter.models import Suppression
from newsletter.subscribers import consent

BOUNCED = [Suppression.Reason.BOUNCE, Suppression.Reason.SOFT]
SHOWN = 10


class Command(BaseCommand):
    help = (
        "Mail those again whom bounces suppressed in a span of time, for instance while a server refused everything. "
        "Complaints and what editors decided stay. Says first what would be lifted, and lifts with --yes alone."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--since", required=True, help="a day or a moment: 2026-11-26 or 2026-11-26T18:00")
        parser.add_argument("--until", help="likewise; without it, now")
        parser.add_argument("--saying", default="", help="only those whose detail holds these words, such as 5.7.1")
        parser.add_argument("--yes", action="store_true", help="lift them")

    def handle(self, *args: Any, since: str, until: str | None, saying: str, yes: bool, **options: Any) -> None:
        now = timezone.now()
        begins, ends = moment("--since", since), moment("--until", until) if until else now
        found = suppressed_between(begins, ends, saying)
        details = Counter(found.values_list("detail", flat=True))
        for detail, count in details.most_common(SHOWN):
            self.stdout.write(f"{count:>7,}  {detail or '(no detail)'}")
        if len(details) > SHOWN:
            self.stdout.write(f"    and {len(details) - SHOWN:,} other details")
        if not yes:
            self.stdout.write(f"{found.count():,} would be lifted. Say --yes to lift them.")
            return
        lifted = 0
        for suppression in found.iterator():
            consent.lift(suppression, now)
            lifted += 1
        self.stdout.write(f"{lifted:,} lifted.")


def suppressed_between(begins: datetime, ends: datetime, saying: str) -> QuerySet[Suppression]:
    """Those in force that bounces made, in their order."""
    found = Suppression.objects.filter(lifted_at=None, reason__in=BOUNCED, made_at__gte=begins, made_at__lte=ends)
    return (found.filter(detail__icontains=saying) if saying else found).order_by("pk")


def moment(option: str, text: str) -> datetime:
    """A day (its beginning) or a moment, in the site's time zone."""
    try:
        day, given = parse_date(text), parse_datetime(text)
    except ValueError:
        day = given = None
    if given is None and day is not None:
        given = datetime(day.year, day.month, day.day)
    if given is None:
        raise CommandError(f"{option}: expected 2026-11-26 or 2026-11-26T18:00, got {text!r}", returncode=2)
    return given if timezone.is_aware(given) else timezone.make_aware(given)
