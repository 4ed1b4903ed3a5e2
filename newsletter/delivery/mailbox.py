"""The mailbox that return paths lead to, read by IMAP over TLS: for who cannot pipe bounces into `take_bounce`."""

import contextlib
import imaplib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from newsletter.delivery.bounces import take_bytes
from newsletter.transport.dialling import trusting
from newsletter.transport.server_url import Mailbox

SILENCE = 30.0
MOST_BYTES = 2_000_000
MOST_AT_ONCE = 500


class CannotRead(Exception):
    """The mailbox cannot be read. The message says why, never with the password."""


def read_mailbox(mailbox: Mailbox, now: datetime, write_line: Callable[[str], None]) -> int:
    """Take what is new, and say what was done with each. Says how many were taken. Raises CannotRead.

    What was heard is deleted, because it holds addresses of readers; what was not is left there, marked as seen.
    """
    try:
        with logged_in(mailbox) as imap:
            taken = 0
            for number in waiting(imap)[:MOST_AT_ONCE]:
                said = take_bytes(content(imap, number), now)
                write_line(said)
                heard = not said.startswith("ignored")
                expect(imap.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)" if heard else r"(\Seen)"))
                taken += 1
            if taken:
                expect(imap.expunge())
            return taken
    except (OSError, imaplib.IMAP4.error) as error:
        raise CannotRead(
            f"the bounce mailbox at {mailbox.host} cannot be read: {error or type(error).__name__}"
        ) from None


@contextlib.contextmanager
def logged_in(mailbox: Mailbox) -> Iterator[imaplib.IMAP4_SSL]:
    imap = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=trusting(mailbox), timeout=SILENCE)
    try:
        imap.login(mailbox.user, mailbox.password)
        expect(imap.select(quoted(mailbox.folder)))
        yield imap
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imap.logout()


def waiting(imap: imaplib.IMAP4_SSL) -> list[str]:
    """The numbers (UIDs) of what nobody has read yet."""
    (numbers,) = expect(imap.uid("SEARCH", "UNSEEN", "UNDELETED"))[:1]
    return numbers.decode().split() if isinstance(numbers, bytes) else []


def content(imap: imaplib.IMAP4_SSL, number: str) -> bytes:
    """The beginning of a mail: nobody sends a report of more."""
    for part in expect(imap.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")):
        if isinstance(part, tuple):
            return bytes(part[1])
    return b""


def expect(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"{status}: {data}")
    return data


def quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
