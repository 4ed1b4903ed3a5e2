"""How a message leaves: to the mail server, or, where none is set, into a folder."""

import re
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Protocol

from django.conf import settings

from newsletter.transport.replies import Fate, Outcome
from newsletter.transport.smtp import Session


class Transport(Protocol):
    deadline: float
    security: str

    def deliver(self, sender: str, recipient: str, message: bytes) -> Outcome: ...
    def exhausted(self) -> bool: ...
    def was_closed(self) -> bool: ...
    def cut(self) -> None: ...
    def quit(self) -> None: ...


class Folder:
    """Keeps each message as a file, for development, and prints it for who sits before it: a log must not hold it."""

    deadline = float("inf")
    security = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def deliver(self, sender: str, recipient: str, message: bytes) -> Outcome:
        mail = message_from_bytes(message, policy=default)
        name = re.sub(r"[^a-z0-9.-]+", "_", str(mail["Message-ID"]).strip("<>").lower())[:120]
        path = self.folder / f"{name}.eml"
        path.write_bytes(message)
        line = f"a mail is kept as {path}"
        if sys.stdout.isatty():
            body = mail.get_body(("plain",))
            words = body.get_content() if body else ""
            line = f"\n--- mail to {recipient}: {mail['Subject']} (kept as {path})\n{words.strip()}\n---"
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        return Outcome(Fate.SENT, "250")

    def exhausted(self) -> bool:
        return False

    def was_closed(self) -> bool:
        return False

    def cut(self) -> None:
        pass

    def quit(self) -> None:
        pass


def connect() -> Transport:
    """A fresh connection. Raises smtp.CannotConnect."""
    return Session(settings.MAIL_SERVER) if settings.MAIL_SERVER else Folder(settings.MAIL_FOLDER)
