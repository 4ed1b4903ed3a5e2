"""Whose fault a refusal is: the mailbox's, or ours (the sender, the server, the issue). Pure.

Decided by the command that was refused, the enhanced code (RFC 3463), the words, and how many in a row heard the same.
What is ours suppresses nobody; ten alike in a row are never the mailboxes' fault.
"""

import re
from enum import StrEnum

from newsletter.transport.replies import Fate, Outcome

LEADING = re.compile(r"\s*#?([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
ENHANCED = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")  # and no part of an IP address
ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+")
GONE = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}
# Disabled, and a domain that is not found: may come back, and is gone when it is reported of a second mail.
GONE_AT_SECOND = {"5.2.1", "5.4.4"}
OURS = re.compile(r"5\.(1\.[78]|3\.4|[56]\.\d+)")  # our address, the size, the session, the content
PASSING = re.compile(r"5\.[0-4]\.\d+")  # of the mailbox or its server, and may end: full, disabled, no route
WAITED_FOR = re.compile(r"4\.[124]\.\d+|450")  # the same, where it waited until we gave up
MAILBOX = {Fate.NO_MAILBOX, Fate.REFUSED}
REFUSALS = MAILBOX | {Fate.POLICY, Fate.OURS}

UNKNOWN_USER = re.compile(
    r"\b(user|recipient|mailbox|account|address|person|alias|userid)( is| was)? "
    r"(unknown|not (found|known|here|listed|recogni[sz]ed|exist\w*))"
    r"|\b(user|recipient|mailbox|account|address)\b.{0,60}\b(does not|doesn't|do not|don't) (exist|have)"
    r"|\b(user|recipient|mailbox|account)\b.{0,60}\bnot (found|listed|known) (in|on|at|here)\b"
    r"|\b(unknown|invalid|no such|no valid|non-?existent) (local |final delivery )?"
    r"(user|userid|recipient|mailbox|account|address|person|alias)"
    r"|\bnot an? (known|valid|active|existing) (user|address|mailbox|recipient|account)|\brcpt +does not exist"
    r"|\bdeactivated (mailbox|account|user)|\bbad[_ ]recipient\b|\bno mail ?box (available|here)"
    r"|\brecipient address rejected\.?( \(in reply|$)"
    r"|\bno mailbox\b|\bunrouteable address|\bdestinataire (invalide|inconnu)"
    r"|\bnot our customer|\bno longer (valid|available|in use|employed|with)\b",
    re.IGNORECASE,
)
NO_DOMAIN = re.compile(
    r"\b(domain|host)( name)? (does not|doesn't) exist|\b(no such|unknown|non-?existent) (domain|host)\b"
    r"|\b(domain|host) unknown\b",
    re.IGNORECASE,
)
TOO_BIG = re.compile(r"\bmessage (size )?(is )?(too (big|large|long)|exceed)|\bmessage size exceed", re.IGNORECASE)
FULL = re.compile(
    r"\b(over ?quota|quota exceed|mailbox (is )?full|full mailbox|out of storage)"
    r"|\b(mailbox|inbox|quota|storage|account)\b.{0,60}\b(is full|full\b|exceed|over (its |the )?(quota|limit))",
    re.IGNORECASE,
)
# What relay servers say of a recipient whom they do not know.
RELAYS_TABLE = re.compile(r"\bin (local|virtual|relay) (recipient|mailbox|alias) table", re.IGNORECASE)
ABOUT_US = re.compile(
    r"\b(sender|relay\w*|spf|dkim|dmarc|spam|policy|reputation|reverse dns|rdns|ptr|authenticat\w*|blocked"
    r"|(black|block) ?list\w*|denied|not (permitted|allowed))\b",
    re.IGNORECASE,
)
BLOCKED = re.compile(
    r"\bspam(haus|cop)?\b|\b(black|block|deny) ?list|\bblocked\b|\breputation\b|\btoo many recipients\b|\bbl\?ip=",
    re.IGNORECASE,
)
OUR_SENDER = re.compile(r"\bsender (address )?(rejected|verif\w*)", re.IGNORECASE)


class Stage(StrEnum):
    """What a reply answers."""

    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"
    END = "the message"


def read_reply(stage: Stage, code: int, text: str) -> Outcome:
    """The outcome of one reply of a delivery: of the last one, or of the one that refused."""
    words = f"{code} {text}"
    if 200 <= code < 300:
        return Outcome(Fate.SENT, str(code), words[:300])
    enhanced = enhanced_in(code, text)
    return Outcome(fate_of(stage, code, enhanced, text), enhanced or str(code), f"{words[:270]} (to {stage})")


def enhanced_in(code: int, text: str) -> str:
    """The enhanced code: what the text begins with, else one of the same class anywhere in it; or empty."""
    leading = LEADING.match(text)
    if leading:
        return leading[1]
    return next((match[0] for match in ENHANCED.finditer(text) if match[1] == str(code)[0]), "")


def fate_of(stage: Stage, code: int, enhanced: str, text: str) -> Fate:
    """What a refusal (4xx or 5xx) means for the one delivery that it met. A 4xx, or a 4.x.x, always waits."""
    words = " ".join(ADDRESS.sub(" ", text).split())
    if code < 500 or enhanced.startswith("4."):
        return Fate.LATER
    if stage is Stage.MAIL or OURS.fullmatch(enhanced) or OUR_SENDER.search(words):
        return Fate.OURS
    if enhanced.startswith("5.7."):
        return Fate.POLICY
    unknown = stage is Stage.RCPT and UNKNOWN_USER.search(words) and not ABOUT_US.search(words)
    if enhanced in GONE or unknown:
        return Fate.NO_MAILBOX
    if enhanced.startswith("5.2.") or (stage is Stage.RCPT and PASSING.fullmatch(enhanced)):
        return Fate.REFUSED
    return Fate.OURS


def fate_of_report(status: str, words: str) -> Fate:
    """What a failure means that was reported later, by its status and the words of the server that refused.

    A report does not say which command was refused, and servers that never look at the mailbox report with any status
    that somebody does not exist: words that are clear about it win over a vague or a passing one.
    """
    said = RELAYS_TABLE.sub(" ", " ".join(ADDRESS.sub(" ", words).split()))
    about_us = BLOCKED.search(said) or (status not in GONE and ABOUT_US.search(said))
    if TOO_BIG.search(said) or (OURS.fullmatch(status) and status != "5.5.0"):
        return Fate.OURS
    if FULL.search(said):
        return Fate.REFUSED
    if (
        status == "5.4.1" and "rejected: access denied" in said.lower()
    ):  # what Exchange Online says of recipients unknown to it
        return Fate.NO_MAILBOX
    if (UNKNOWN_USER.search(said) or NO_DOMAIN.search(said)) and not about_us:
        return Fate.NO_MAILBOX
    if not status or (about_us and (status in GONE or status.endswith(".0"))):
        return Fate.POLICY if about_us else Fate.REFUSED
    return fate_of(Stage.RCPT, 450 if status.startswith("4.") else 550, status, words)


def tolerated(fate: Fate, recipients: int, most: int) -> int:
    """How many refusals alike in a row, with nothing accepted between them, stop an issue: `most`, or all if fewer.

    A mailbox that is said to be gone or full says nothing about us while it is one of a few.
    """
    return most if fate in MAILBOX else max(1, min(most, recipients))


def softly(fate: str, code: str) -> bool:
    """Whether a delivery that was given up counts against its mailbox: three in five issues suppress it."""
    return fate == Fate.REFUSED or (fate == Fate.LATER and WAITED_FOR.fullmatch(code) is not None)
