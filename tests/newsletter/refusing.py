"""A handler for `python -m aiosmtpd`: a mail server in a process of its own that refuses whom it is told to, and how."""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_connection
from typing import Any

from tests.newsletter.processes import ROOT
from tests.newsletter.sink import free_port


class Refusing:
    """Refuses at `stage` (MAIL, RCPT or DATA) the mails to those whose address begins with `whom`; - is everybody."""

    def __init__(self, stage: str, whom: str, reply: str) -> None:
        self.stage, self.whom, self.reply = stage, "" if whom == "-" else whom, reply

    @classmethod
    def from_cli(cls, parser: ArgumentParser, *arguments: str) -> "Refusing":
        return cls(*arguments)

    def answer(self, stage: str, recipient: str) -> str:
        return self.reply if stage == self.stage and recipient.startswith(self.whom) else "250 2.0.0 ok"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.answer("MAIL", "")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.answer("RCPT", address)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return self.answer("DATA", envelope.rcpt_tos[0])


@contextmanager
def refusing(stage: str, whom: str, reply: str) -> Iterator[str]:
    """The address of such a server."""
    port = free_port()
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", f"{__name__}.Refusing"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([*command, stage, whom, reply], cwd=ROOT, env=env) as server:
        try:
            wait_for(port)
            yield f"smtp://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    started = time.monotonic()
    while True:
        try:
            create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if time.monotonic() - started > 30:
                raise
            time.sleep(0.05)
        else:
            return
