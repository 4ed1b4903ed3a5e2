"""Make this host the one that sends, and decide whether this database is the one that sent last."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.delivery import arming, marks, replay
from newsletter.delivery.lock import AnotherSender, Lock
from newsletter.models import Arming


class Command(BaseCommand):
    help = (
        "Arm this host: from now on it sends, and no other does. Where the database may be a copy from another moment, "
        "say which it is. Exit codes: 3 a sender runs, 5 the mark cannot be written, 6 say --restored or --complete."
    )

    def add_arguments(self, parser: Any) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--restored", action="store_true", help="a copy from an earlier moment: what waits becomes uncertain"
        )
        which.add_argument("--complete", action="store_true", help="the database knows every mail that was sent")

    def handle(self, *args: Any, restored: bool, complete: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            if restored or complete:
                self.decide_history(now, restored=restored)
            elif settings.MAIL_SERVER is not None:
                marks.check()
        except marks.Asks as question:
            raise CommandError(str(question), returncode=6) from None
        except marks.CannotMark as error:
            raise CommandError(str(error), returncode=5) from None
        before = Arming.current()
        arming.arm(now)
        if before is not None and before.host != settings.HOST_ID:
            self.stdout.write(f"{before.host} no longer sends.")
        self.stdout.write(f"This host sends now: {settings.HOST_ID}")

    def decide_history(self, now: datetime, *, restored: bool) -> None:
        """Begin a new life of the database, with no sender at work."""
        lock = Lock()
        try:
            lock.take()
        except AnotherSender:
            raise CommandError("A sender runs; stop it first, its mails in hand are not lost.", returncode=3) from None
        try:
            if restored:
                uncertain, held = marks.restored(now)
                self.stdout.write(
                    f"{uncertain} deliveries may have been sent since: uncertain. reconcile_deliveries settles them; "
                    f"what its log lacks goes out again. {held} approved issues were due: held for a person. "
                    "What was drafted or approved since is not known here: look before you approve it again."
                )
            else:
                marks.begin(now)
            self.stdout.write(f"{replay.keep_out(now)} who left since are off the list again.")
        finally:
            lock.release()
