"""Read a bounce from standard input, for the alias of the bounce mailbox."""

import sys
from email import message_from_bytes
from email.policy import default
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from newsletter.delivery.bounces import take_message
from tools.discretion import without_secrets

MOST_BYTES = 2_000_000


class Command(BaseCommand):
    help = "Read one mail from standard input. Always ends well: a mail server would return what fails."

    def handle(self, *args: Any, **options: Any) -> None:
        message = message_from_bytes(sys.stdin.buffer.read(MOST_BYTES), policy=default)
        self.stdout.write(without_secrets(take_message(message, timezone.now())))
