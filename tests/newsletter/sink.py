"""A real SMTP server on loopback that accepts, refuses, breaks or trickles as a test asks. Acceptance is logged.

What counts as accepted is decided before the answer goes out: exactly the moment that a sender cannot see.
"""

import contextlib
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any


@dataclass
class Accepted:
    sender: str
    recipient: str
    data: bytes

    @property
    def mail(self):
        return message_from_bytes(self.data, policy=policy.default)

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class Plan:
    """What the server does. Each function gets the recipient and gives an answer, or None to accept."""

    mail: bytes = b""
    hang_up: bool = False
    rcpt: Callable[[str], bytes | None] = lambda recipient: None
    data: Callable[[str], bytes | None] = lambda recipient: None
    close_after_dot: Callable[[str], bool] = lambda recipient: False
    close_at_data: Callable[[str], bool] = lambda recipient: False
    greeting: bytes = b"220 sink\r\n"
    trickle: float = 0.0
    before_answer: float = 0.0
    pipelining: bool = True
    log: Path | None = None
    count_only: bool = False
    accepted: list[Accepted] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    number: int = 0


class Handler(socketserver.StreamRequestHandler):
    server: Any
    disable_nagle_algorithm = True

    def say(self, line: bytes) -> None:
        plan = self.server.plan
        if plan.trickle:
            for place in range(len(line)):
                self.wfile.write(line[place : place + 1])
                time.sleep(plan.trickle)
        else:
            self.wfile.write(line)

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.talk()

    def talk(self) -> None:
        plan, recipient, sender = self.server.plan, "", ""
        self.say(plan.greeting)
        while line := self.rfile.readline(10_000):
            if not plan.count_only:
                plan.commands.append(line)
            word = line[:4].upper()
            if word == b"EHLO":
                self.say(b"250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n" if plan.pipelining else b"250 sink\r\n")
            elif word == b"MAIL":
                sender, recipient = line.split(b"<")[1].split(b">")[0].decode(), ""
                self.say(plan.mail or b"250 ok\r\n")
                if plan.mail and plan.hang_up:
                    return
            elif word == b"RCPT":
                asked = line.split(b"<")[1].split(b">")[0].decode()
                refusal = b"503 5.5.1 MAIL first\r\n" if plan.mail else plan.rcpt(asked)
                recipient = "" if refusal else asked
                self.say(refusal or b"250 ok\r\n")
            elif word == b"DATA":
                if not recipient:
                    self.say(b"554 no valid recipients\r\n")
                    continue
                if plan.close_at_data(recipient):
                    return
                self.say(b"354 go\r\n")
                if not self.take(sender, recipient):
                    return
            elif word == b"QUIT":
                self.say(b"221 bye\r\n")
                return
            else:
                self.say(b"250 ok\r\n")

    def take(self, sender: str, recipient: str) -> bool:
        plan, lines = self.server.plan, []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b"..") else line)
        refusal = plan.data(recipient)
        if refusal:
            self.say(refusal)
            return True
        self.accept(Accepted(sender, recipient, b"".join(lines)))
        if plan.before_answer:
            time.sleep(plan.before_answer)
        if plan.close_after_dot(recipient):
            return False
        self.say(b"250 2.0.0 accepted\r\n")
        return True

    def accept(self, accepted: Accepted) -> None:
        plan = self.server.plan
        with self.server.guard:
            plan.number += 1
            if not plan.count_only:
                plan.accepted.append(accepted)
            if plan.log:
                with plan.log.open("a") as log:
                    log.write(f"accepted message-id={accepted.message_id} to=<{accepted.recipient}>\n")


class Sink(socketserver.ThreadingTCPServer):
    """`with Sink() as sink:` listens on sink.port. Tests change `sink.plan` at any time."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int = 0, **plan) -> None:
        self.plan = Plan(**plan)
        self.guard = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error) -> None:
        self.shutdown()
        self.server_close()

    @property
    def accepted(self) -> list[Accepted]:
        return self.plan.accepted

    @property
    def per_recipient(self) -> Counter[str]:
        return Counter(accepted.recipient for accepted in self.accepted)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
