"""Where mails are handed over, from one address. Pure."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Server:
    """`implicit_tls`: encrypted from the first byte; otherwise as soon as the server offers it (STARTTLS)."""

    host: str
    port: int
    implicit_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        return self.host in LOOPBACK


def parse_server(url: str) -> Server:
    """`smtp://user:password@host:port` or `smtps://…` as a Server. Raises ValueError, never with the password."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("expected smtp://user:password@host:port or smtps://user:password@host:port") from None
    if scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query:
        raise ValueError("expected smtp://user:password@host:port or smtps://user:password@host:port")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(host, port or PORTS[scheme], scheme == "smtps", user, password)
