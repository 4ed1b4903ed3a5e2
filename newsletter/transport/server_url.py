"""Where mails are handed over, from one address. Pure."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import idna

PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Server:
    """`implicit_tls`: encrypted from the first byte; otherwise as soon as the server offers it (STARTTLS).

    `ca_file`: the CAs to trust instead of the system's; encryption is then required, as it is with a password.
    `greeting`: how we introduce ourselves (EHLO); empty: by the name of this machine.
    """

    host: str
    port: int
    implicit_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    greeting: str = ""

    @property
    def is_local(self) -> bool:
        return self.host in LOOPBACK

    @property
    def is_checked(self) -> bool:
        """Whether its certificate must be good. A relay on this very machine rarely has one that is, and whatever
        listens there has the mails anyhow; but a password is for the right server alone, here as elsewhere.
        """
        return not self.is_local or self.implicit_tls or bool(self.user or self.ca_file)


def parse_server(url: str, ca_file: str = "", greeting: str = "") -> Server:
    """`smtp://user:password@host:port` or `smtps://…` as a Server. Raises ValueError, never with the password."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("expected smtp://user:password@host:port or smtps://user:password@host:port") from None
    if scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query:
        raise ValueError("expected smtp://user:password@host:port or smtps://user:password@host:port")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, std3_rules=True).decode()
        except UnicodeError:
            raise ValueError("the host is not a name that the DNS can hold") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password and not user:
        raise ValueError("a password needs a user: smtp://user:password@host:port")
    return Server(host, port or PORTS[scheme], scheme == "smtps", user, password, ca_file, greeting)
