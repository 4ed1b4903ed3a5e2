"""One connection to a mail server, on which one message after the other is handed over.

What matters is what is certain: before the final dot was sent, a break means not accepted. After it, nobody can tell
(RFC 1047), and the outcome says so.
"""

import contextlib
import smtplib
import socket
import time
from collections.abc import Callable

from newsletter.transport.blame import Stage, read_reply
from newsletter.transport.dialling import dial, explain, say, security_of
from newsletter.transport.replies import Fate, Outcome
from newsletter.transport.server_url import Server

LONGEST = 55.0  # the longest that one message may take, however slowly the server trickles
MESSAGES_PER_CONNECTION = 500


class CannotConnect(Exception):
    """The server did not greet, or refused the sender. No message was touched."""


class Session:
    """A connection. `deadline` is when the message in hand must be done; a watcher cuts what takes longer."""

    def __init__(self, server: Server, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.handed = 0
        self.alive = True
        try:
            self.smtp = dial(server)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise CannotConnect(explain(error, server)) from error
        self.security = security_of(self.smtp, server)
        self.pipelining = self.smtp.has_extn("pipelining")
        self.deadline = clock() + 10 * LONGEST

    def deliver(self, sender: str, recipient: str, message: bytes) -> Outcome:
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
        try:
            for stage, command in zip((Stage.MAIL, Stage.RCPT, Stage.DATA), commands, strict=True):
                if not self.pipelining:
                    self.smtp.send(f"{command}\r\n")
                code, words = self.smtp.getreply()
                if stage is Stage.DATA and code == 354 and refusal is not None:
                    self.smtp.send(".\r\n")  # nobody to send it to: an empty message, which the server refuses
                    self.smtp.getreply()
                elif not (code == 354 if stage is Stage.DATA else 200 <= code < 300) and refusal is None:
                    refusal = read_reply(stage, code if code >= 400 else 451, words.decode("ascii", "replace"))
                    if not self.pipelining:
                        break
                if code == 421:
                    self.close()
                    break
            if refusal is not None and self.alive:
                self.smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()
            if refusal is None:  # else the server said why before it hung up
                raise
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
        outcome = read_reply(Stage.END, code, words.decode("ascii", "replace"))
        return outcome if 200 <= code < 600 else Outcome(Fate.UNKNOWN, str(code), outcome.text)

    def exhausted(self) -> bool:
        return not self.alive or self.handed >= MESSAGES_PER_CONNECTION

    def was_closed(self) -> bool:
        """Whether the server ended the connection after earlier messages: it takes so many of them and no more, and
        what it did not take any more is for the next connection, at once."""
        return not self.alive and self.handed > 1

    def cut(self) -> None:
        """End a connection that another thread waits on.

        Not by the method of a TLS socket: that one forgets the encryption first, and the other thread would go on in
        the clear.
        """
        held = self.smtp.sock
        with contextlib.suppress(OSError):
            if held is not None:
                socket.socket.shutdown(held, socket.SHUT_RDWR)

    def close(self) -> None:
        self.alive = False
        self.smtp.close()

    def quit(self) -> None:
        """Say goodbye, if the server still listens."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self.alive:
                self.smtp.quit()
        self.close()
