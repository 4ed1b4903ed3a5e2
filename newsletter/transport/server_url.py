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


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder of a mail server that is read by IMAP, encrypted from the first byte. `ca_file` as for Server."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    ca_file: str = ""
    is_checked: bool = True  # a password is for the right server alone


def parse_mailbox(url: str, ca_file: str = "") -> Mailbox:
    """`imaps://user:password@host:port/folder` as a Mailbox. Raises ValueError, never with the password."""
    wrong = "expected imaps://user:password@host:port/folder"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(wrong) from None
    if parts.scheme != "imaps" or not host or not parts.username or not parts.password or parts.query:
        raise ValueError(wrong)
    user, password, folder = unquote(parts.username), unquote(parts.password), unquote(parts.path.strip("/"))
    if not f"{user}{password}{folder}".isascii():
        raise ValueError("user, password and folder may hold letters, digits and signs of ASCII only")
    return Mailbox(name_of(host), port or 993, user, password, folder or "INBOX", ca_file)


def name_of(host: str) -> str:
    """A host as the DNS holds it. Raises ValueError."""
    try:
        return host if host.isascii() else idna.encode(host, uts46=True, std3_rules=True).decode()
    except UnicodeError:
        raise ValueError("the host is not a name that the DNS can hold") from None


def parse_server(url: str, ca_file: str = "", greeting: str = "") -> Server:
    """`smtp://user:password@host:port` or `smtps://…` as a Server. Raises ValueError, never with the password."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("expected smtp://user:password@host:port or smtps://user:password@host:port") from None
    if scheme not in PORTS or not host or parts.path not in ("", "/") or parts.query:
        raise ValueError("expected smtp://user:password@host:port or smtps://user:password@host:port")
    host = name_of(host)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password and not user:
        raise ValueError("a password needs a user: smtp://user:password@host:port")
    return Server(host, port or PORTS[scheme], scheme == "smtps", user, password, ca_file, greeting)
