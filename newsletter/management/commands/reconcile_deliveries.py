"""Settle deliveries of unknown fate with the log of the mail server."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.delivery import ledger
from newsletter.delivery.lock import AnotherSender, Lock
from newsletter.delivery.server_log import accepted_ids
from newsletter.models import Delivery


class Command(BaseCommand):
    help = "What LOG shows as accepted is sent; what it lacks goes out again."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "log", help="the log of Postfix, Exim or Sendmail, or a list of accepted Message-IDs; - for standard input"
        )

    def handle(self, *args: Any, log: str, **options: Any) -> None:
        try:
            text = sys.stdin.read() if log == "-" else Path(log).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise CommandError(f"{log}: {error.strerror}", returncode=2) from error
        lock = Lock()
        try:
            lock.take()
        except AnotherSender:
            raise CommandError("A sender runs; stop it first, its mails in hand are not lost.", returncode=3) from None
        now = timezone.now()
        ledger.recover(now)
        sent, back = ledger.reconcile(accepted_ids(text.splitlines()), now)
        lock.release()
        left = Delivery.objects.filter(state=Delivery.State.UNCERTAIN).count()
        self.stdout.write(f"{sent} were accepted, {back} go out again, {left} stay uncertain.")
