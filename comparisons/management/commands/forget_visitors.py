"""Keep only what may be kept: run it once a day."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comparisons.visitor import ballots
from votes.identity import LIFE
from votes.models import Bookmark, DailyKey, Hit


class Command(BaseCommand):
    help = (
        f"Forget visitors unseen for {LIFE.days} days (their votes stay counted and belong to nobody), removed "
        "bookmarks, counters of past windows and the keys of past days."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        visitors = ballots.retire(now, LIFE)
        bookmarks = Bookmark.objects.purge(now)
        hits = Hit.objects.purge(now)
        keys, _ = DailyKey.objects.filter(day__lt=timezone.localdate(now - timedelta(days=1))).delete()
        self.stdout.write(
            f"Forgot {visitors} visitors, {bookmarks} removed bookmarks, {hits} counters, {keys} daily keys."
        )
