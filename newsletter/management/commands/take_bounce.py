"""Read a bounce from standard input, for the alias of the bounce mailbox."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from newsletter.delivery.bounces import take_bytes
from tools.discretion import without_secrets

MOST_BYTES = 2_000_000


class Command(BaseCommand):
    help = "Read one mail from standard input. Always ends well: a mail server would return what fails."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(without_secrets(take_bytes(sys.stdin.buffer.read(MOST_BYTES), timezone.now())))
