"""What can become of one delivery, and how long to wait before the next try (RFC 1047). Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

AT_ONCE = 3
FIRST_WAIT = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=4)
PATIENCE = timedelta(days=3)  # RFC 5321 §4.5.4.1 asks for four to five; who is not there for three will not be


class Fate(StrEnum):
    SENT = "sent"  # accepted after the final dot
    LATER = "later"  # certainly not accepted; try again
    REFUSED = "refused"  # certainly not accepted, for a reason of the mailbox that may pass: it is full, for example
    NO_MAILBOX = "no mailbox"  # certainly not accepted: there is no such mailbox
    POLICY = "policy"  # certainly not accepted: this mailbox, or its server, does not want mail from us
    OURS = "ours"  # certainly not accepted, and not for the mailbox's sake: the sender, the session or the issue
    UNKNOWN = "unknown"  # broke after the final dot: nobody can tell


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    code: str
    text: str = ""


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: a minute, doubled each time, never more than four hours."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def goes_at_once(attempts: int, *, was_closed: bool) -> bool:
    """Whether a message that the server did not take goes to the next connection without a wait: this one was closed on
    it, which says nothing about the message. It may be the message after all, if that happens again and again."""
    return was_closed and attempts <= AT_ONCE


def attempts_within(patience: timedelta) -> int:
    """How many tries fit into so much patience."""
    waited, attempts = timedelta(), 1
    while waited + wait_after(attempts) <= patience:
        waited += wait_after(attempts)
        attempts += 1
    return attempts


MOST_ATTEMPTS = attempts_within(PATIENCE)
