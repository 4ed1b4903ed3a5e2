"""Test the mail settings against the real server."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsletter.addresses import BadAddress, parse_address
from newsletter.delivery import arming
from newsletter.delivery.return_path import return_path
from newsletter.mail import letters
from newsletter.transport.connect import Transport, connect
from newsletter.transport.replies import Fate
from newsletter.transport.server_url import Server
from newsletter.transport.smtp import CannotConnect


def greeting_of(session: Transport, server: Server | None) -> str:
    """How the server took us, and whether others can read what we send."""
    took = " and took the password" if server and server.user else ""
    if server is None or (server.is_local and not session.security):
        return f"The server answers{took}."
    return f"The server answers, {f'encrypted ({session.security})' if session.security else 'in the clear'}{took}."


class Command(BaseCommand):
    help = "Connect, log in, and with --to hand one mail over. Exit code 1 when something is wrong."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--to", help="send a mail to this address")

    def handle(self, *args: Any, to: str | None, **options: Any) -> None:
        server = settings.MAIL_SERVER
        where = (
            f"{server.host}:{server.port}" if server else f"the folder {settings.MAIL_FOLDER} (EMAIL_URL is not set)"
        )
        self.stdout.write(f"Mails go to {where}, from {settings.MAIL_FROM[1]}.")
        for name in ("POSTAL_ADDRESS",):
            if not getattr(settings, name):
                self.stdout.write(f"note: {name} is not set")
        try:
            session = connect()
        except CannotConnect as error:
            raise CommandError(f"The server does not take us: {error}") from error
        try:
            self.stdout.write(greeting_of(session, server))
            if to:
                self.send(session, to)
        finally:
            session.quit()

    def send(self, session: Transport, to: str) -> None:
        now = timezone.now()
        try:
            address = parse_address(to)
            arming.check(now)
        except (BadAddress, arming.NotArmed) as error:
            raise CommandError(str(error)) from error
        message = letters.stamp_letter("check", "Mail works", address, letters.new_message_id("check"), now)
        outcome = session.deliver(return_path("m0"), address, message)
        if outcome.fate is not Fate.SENT:
            raise CommandError(f"Not accepted: {outcome.text}")
        self.stdout.write(f"Accepted: {outcome.text}")
