"""A mail server that is not ours: aiosmtpd, with certificates of a CA that the test makes."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from newsletter.transport.server_url import Server, parse_server
from tests.newsletter.sink import free_port

USER, PASSWORD = "news@example.com", "p:ss/w@rd"
LOGIN = "news%40example.com:p%3Ass%2Fw%40rd@"


@dataclass
class Inbox:
    """A handler of aiosmtpd that keeps what it accepts, whether it came encrypted, and by which means somebody logged in."""

    mails: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.mails.append(envelope)
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 2.0.0 kept"

    def authenticate(self, server: Any, session: Any, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        self.logins.append(mechanism)
        right = given == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right)  # what is not handled is answered with 535


@dataclass
class Peer:
    """One running server. `scheme` is how EMAIL_URL begins for it."""

    scheme: str
    port: int
    inbox: Inbox

    def server(self, ca: object = "", *, host: str = "localhost", login: str = "") -> Server:
        return parse_server(f"{self.scheme}://{login}{host}:{self.port}", str(ca))


@contextmanager
def peer(scheme: str, context: ssl.SSLContext | None, **options: Any) -> Iterator[Peer]:
    """A server for smtp:// (STARTTLS if it has a `context`) or smtps://; `options` are those of aiosmtpd's SMTP."""
    inbox = Inbox()
    own = {"ssl_context" if scheme == "smtps" else "tls_context": context, "authenticator": inbox.authenticate,
           "auth_require_tls": scheme == "smtp" and context is not None}  # fmt: skip
    controller = Controller(inbox, "127.0.0.1", free_port(), **own | options)
    controller.start()
    try:
        yield Peer(scheme, controller.port, inbox)
    finally:
        controller.stop()
