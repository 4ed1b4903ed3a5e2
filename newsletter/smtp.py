"""One connection to a mail server, on which one message after the other is handed over.

What matters is what is certain: before the final dot was sent, a break means not accepted. After it, nobody can tell
(RFC 1047), and the outcome says so.
"""

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

from newsletter.outcomes import Fate, Outcome, read_reply
from newsletter.servers import Server

SILENCE = 30.0  # the longest wait for a single byte
LONGEST = 55.0  # the longest that one message may take, however slowly the server trickles
MESSAGES_PER_CONNECTION = 500


class CannotConnect(Exception):
    """The server did not greet, or refused the sender. No message was touched."""


class Link:
    """A connection. `deadline` is when the message in hand must be done; a watcher cuts what takes longer."""

    def __init__(self, server: Server, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.deadline = clock() + LONGEST
        self.handed = 0
        self.alive = True
        self.smtp = smtplib.SMTP_SSL(timeout=SILENCE) if server.implicit_tls else smtplib.SMTP(timeout=SILENCE)
        try:
            self.open(server)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            raise CannotConnect(say(error)) from error

    def open(self, server: Server) -> None:
        code, words = self.smtp.connect(server.host, server.port)
        if self.smtp.sock is not None:  # the final dot must not wait for the server to acknowledge the message
            self.smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        self.smtp.ehlo_or_helo_if_needed()
        if not server.implicit_tls and self.smtp.has_extn("starttls"):
            self.smtp.starttls(context=trusting(server))
            self.smtp.ehlo_or_helo_if_needed()
        elif server.user and not server.implicit_tls and not server.is_local:
            raise smtplib.SMTPException("the server offers no encryption; the password was not sent")
        if server.user:
            self.smtp.login(server.user, server.password)
        self.pipelining = self.smtp.has_extn("pipelining")
        self.deadline = self.clock() + 10 * LONGEST

    def hand(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Hand one message over and say what became of it. Never raises."""
        self.deadline = self.clock() + LONGEST
        self.handed += 1
        try:
            refusal = self.introduce(sender, recipient)
            if refusal is not None:
                return refusal
            self.smtp.send(message)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(Fate.LATER, "", f"broke before the final dot: {say(error)}"[:300])
        return self.finish()

    def introduce(self, sender: str, recipient: str) -> Outcome | None:
        """MAIL, RCPT and DATA, in one packet where the server takes it. None: it waits for the message."""
        commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"]
        if self.pipelining:
            self.smtp.send("\r\n".join([*commands, ""]))
        refusal = None
        for place, command in enumerate(commands):
            if not self.pipelining:
                self.smtp.send(f"{command}\r\n")
            code, words = self.smtp.getreply()
            if place == 2 and code == 354 and refusal is not None:
                self.smtp.send(".\r\n")  # nobody to send it to: an empty message, which the server refuses
                self.smtp.getreply()
            elif (code != 354 if place == 2 else code >= 300) and refusal is None:
                refusal = read_reply(code if code >= 400 else 451, words.decode("ascii", "replace"))
                if not self.pipelining:
                    break
            if code == 421:
                self.close()
                break
        if refusal is not None and self.alive:
            self.smtp.rset()
        return refusal

    def finish(self) -> Outcome:
        """The final dot, and the answer to it."""
        try:
            self.smtp.send(".\r\n")
            code, words = self.smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(Fate.UNKNOWN, "", f"broke after the final dot: {say(error)}"[:300])
        if code == 421 or not 200 <= code < 600:
            self.close()
        outcome = read_reply(code, words.decode("ascii", "replace"))
        return outcome if 200 <= code < 600 else Outcome(Fate.UNKNOWN, str(code), outcome.text)

    def worn(self) -> bool:
        return not self.alive or self.handed >= MESSAGES_PER_CONNECTION

    def cut(self) -> None:
        """End a connection that another thread waits on."""
        held = self.smtp.sock
        with contextlib.suppress(OSError):
            if held is not None:
                held.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.alive = False
        self.smtp.close()

    def quit(self) -> None:
        """Say goodbye, if the server still listens."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self.alive:
                self.smtp.quit()
        self.close()


def trusting(server: Server) -> ssl.SSLContext:
    """Certificates are checked, except on this very machine, where they rarely name it."""
    context = ssl.create_default_context()
    if server.is_local:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def say(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode('ascii', 'replace') if isinstance(words, bytes) else words}"
    return str(error) or type(error).__name__
