"""Read the mailbox of bounces once. The sender does so by itself every few minutes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.delivery.mailbox import CannotRead, read_mailbox
from tools.discretion import without_secrets


class Command(BaseCommand):
    help = "Read the bounces and complaints that wait in the mailbox of MAIL_BOUNCES (IMAP with TLS)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MAIL_BOUNCES is None:
            raise CommandError("Set MAIL_BOUNCES to imaps://user:password@host/INBOX.")
        try:
            taken = read_mailbox(
                settings.MAIL_BOUNCES, timezone.now(), lambda line: self.stdout.write(without_secrets(line))
            )
        except CannotRead as error:
            raise CommandError(without_secrets(str(error))) from None
        self.stdout.write(f"{taken} mails read")
