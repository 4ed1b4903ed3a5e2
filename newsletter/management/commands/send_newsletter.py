"""The sending process, for systemd or cron: confirmations, and issues that an editor approved and that are due."""

import signal
import sys
import threading
import traceback
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from newsletter.delivery.arming import NotArmed
from newsletter.delivery.lock import AnotherSender, Lock
from newsletter.delivery.marks import Asks, CannotMark
from newsletter.delivery.sender import Sender
from tools.discretion import without_secrets


def log_broken(error: BaseException | None) -> None:
    sys.stderr.write(without_secrets("".join(traceback.format_exception(error))))


class Command(BaseCommand):
    help = "Send what waits, and go on until stopped. With --once, end when nothing can be sent now."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing can be sent now")
        parser.add_argument("--beside", type=int, default=0, metavar="PID", help="end with the process that started it")
        parser.add_argument("--connections", type=int, help=f"default {settings.MAIL_CONNECTIONS}")

    def run_from_argv(self, argv: list[str]) -> None:
        """What breaks in spite of all is told with its cause; but what a database says of a row quotes the row."""
        sys.excepthook = lambda kind, error, trace: log_broken(error)
        threading.excepthook = lambda broken: log_broken(broken.exc_value)
        super().run_from_argv(argv)

    def handle(self, *args: Any, once: bool, beside: int, **options: Any) -> None:
        # Each connection to the mail server has one of its own to the database, which no pool may withhold.
        connections["default"].settings_dict["OPTIONS"].pop("pool", None)
        sender = Sender(self.say, options["connections"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sender.stop())
        lock = Lock()
        try:
            lock.take()
            sender.start()
            done = sender.once() if once else True
            if not once:
                sender.forever(lock, beside)
        except AnotherSender:
            raise CommandError("Another sender runs already.", returncode=3) from None
        except NotArmed as problem:
            raise CommandError(str(problem), returncode=4) from None
        except Asks as question:
            raise CommandError(str(question), returncode=6) from None
        except CannotMark as error:
            raise CommandError(str(error), returncode=5) from None
        if not done:
            raise CommandError("Not everything could be tried; run it again later.", returncode=5)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
