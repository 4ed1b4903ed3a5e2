"""What an answer of a mail server means for one delivery (RFC 3463, RFC 1047). Pure."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
FIRST_WAIT = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 12


class Fate(StrEnum):
    SENT = "sent"  # accepted after the final dot
    LATER = "later"  # certainly not accepted; try again
    REFUSED = "refused"  # certainly not accepted, and it never will be
    NO_MAILBOX = "no mailbox"  # the same, since there is no such mailbox
    POLICY = "policy"  # the server objects to us, not to the mailbox
    UNKNOWN = "unknown"  # broke after the final dot: nobody can tell


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    code: str
    text: str = ""


def read_reply(code: int, text: str) -> Outcome:
    """The outcome of a reply to any command of a delivery, or to its final dot."""
    words = f"{code} {text}"[:300]
    match = ENHANCED.search(text)
    enhanced = match[0] if match else ""
    if 200 <= code < 300:
        return Outcome(Fate.SENT, str(code), words)
    if enhanced[:3] in {"5.7", "4.7"}:
        return Outcome(Fate.POLICY, enhanced, words)
    if 500 <= code < 600:
        gone = enhanced.startswith("5.1.") or (not enhanced and code == 550)
        return Outcome(Fate.NO_MAILBOX if gone else Fate.REFUSED, enhanced or str(code), words)
    return Outcome(Fate.LATER, enhanced or str(code), words)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: a minute, doubled each time, never more than four hours."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
