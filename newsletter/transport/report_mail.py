"""What a mail that came back says of the one that it is about: failed, unwanted, or nothing. Pure.

Delivery reports (RFC 3464) and complaints (RFC 5965) say it in parts of their own. Of what has neither, flufl.bounce
knows the layouts, and the words before the copy of our mail say why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from flufl.bounce import all_failures

from newsletter.transport.blame import ENHANCED, fate_of_report
from newsletter.transport.replies import Fate

MOST_WORDS = 4000
COMPLAINTS = {"abuse", "fraud", "virus", "other", ""}
LEFT = {"opt-out", "opt-out-list"}
FINAL = {"failed", "failure"}
# What is delayed may still arrive, and is reported again if not.
PENDING = {"delayed", "delivered", "relayed", "expanded"}
COPY_BEGINS = re.compile(
    r"^(-+ ?(this is a copy|below this line|original message|returned message|the (header|attached|full)|"
    r"message (header|text|body)|forwarded message|included is)|received: |return-path: <|message follows|"
    r"(your |the )?original message( headers?)?( follows| is below)?:?$)",
    re.IGNORECASE | re.MULTILINE,
)
ANSWERED_BY_ITSELF = re.compile(
    r"^(auto(matic)?[ -]?(re(ply|sponse)|answer)|out of (the )?office|vacation|away from|abwesen|absence|fuera de|"
    r"r[ée]ponse automatique|risposta automatica|respuesta autom[áa]tica|automatische antwort|auto:|autorespon)",
    re.IGNORECASE,
)
CHALLENGE = re.compile(
    r"boxbe|spamarrest|protected by bluebottle|waitlisted|challenge[- ]response|confirm (that )?you (are|sent)|"
    r"(verify|confirm) your (e-?mail )?(address|message) (so|before|to (be )?deliver)",
    re.IGNORECASE,
)
GIVEN_UP = re.compile(
    r"\bundeliver|\b(could|can|was|were|did) ?n[o']t (be )?(delivered|deliver|reach)|\bunable to deliver"
    r"|\b(delivery|delivering).{0,30}\b(fail|error)|\b(fail|error)\w* .{0,30}deliver|returned to sender|returned mail",
    re.IGNORECASE,
)
STILL_TRYING = re.compile(
    r"\b(warning message only|(don't|do not) need to (resend|retry)|still (being )?(trying|retr)|"
    r"will (continue to|keep) (try|attempt)|attempts will continue|"
    r"delivery is (only )?delayed|(not|n't) yet been delivered|will be retried)",
    re.IGNORECASE,
)


class Kind(StrEnum):
    FAILED = "failed"
    COMPLAINT = "complaint"
    LEFT = "left"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Report:
    """`fate`, `status` (5.1.1, or empty) and `words` of a failure; of anything else `words` says what it is."""

    kind: Kind
    fate: Fate | None = None
    status: str = ""
    words: str = ""


def read_report(message: Message) -> Report:
    """What a mail to a return path means. Never raises for what strangers send."""
    feedback = part_of(message, "message/feedback-report")
    if feedback is not None:
        return read_feedback(feedback)
    if any(part.get("X-HmXmrOriginalRecipient") for part in message.walk()):  # a format of its own
        return Report(Kind.COMPLAINT, words="a complaint of a reader of Outlook.com")
    if CHALLENGE.search(words_of(message)[:1500]):
        return Report(Kind.NOTHING, words="a challenge")
    status_part = part_of(message, "message/delivery-status", "message/global-delivery-status")
    if status_part is not None:
        return read_status(message, status_part)
    if why := why_no_report(message):
        return Report(Kind.NOTHING, words=why)
    return read_words(message)


def read_feedback(part: Message) -> Report:
    fields = next(iter(blocks_of(part)), Message())
    kind = first_word(fields.get("Feedback-Type"))
    if kind in COMPLAINTS:
        return Report(Kind.COMPLAINT, words=f"a complaint ({kind or 'of no kind'})")
    return Report(Kind.LEFT if kind in LEFT else Kind.NOTHING, words=f"feedback of the kind {kind!r}")


def read_status(message: Message, part: Message) -> Report:
    """What a delivery report says: by the worst of its recipients, for our mails have one each."""
    failures = []
    for block in blocks_of(part):
        action, status = first_word(block.get("Action")), first_word(block.get("Status"))
        if not (action or status) or action in PENDING:
            continue
        if action in FINAL or status.startswith("5."):
            failures.append(failure(status, one_line(str(block.get("Diagnostic-Code", ""))), message))
    if not failures:
        return Report(Kind.NOTHING, words="a report of no failure")
    return next((one for one in failures if one.fate is Fate.NO_MAILBOX), failures[0])


def failure(status: str, diagnostic: str, message: Message) -> Report:
    """A failure, by its status and the words beside it. Without a diagnostic the words of the mail tell."""
    given = ENHANCED.fullmatch(status)
    within = ENHANCED.search(diagnostic)
    # What the server that refused said is nearer to the truth than what the one that reports makes of it.
    code = within[0] if within else given[0] if given else ""
    words = f"{diagnostic} {'' if tells(diagnostic) else words_of(message)}".strip()
    return Report(Kind.FAILED, fate_of_report(code, words), code, words[:300])


def tells(diagnostic: str) -> bool:
    """Whether a diagnostic says more than a type and numbers."""
    return re.search(r"[^\W\d]{3,}", diagnostic.partition(";")[2]) is not None


def read_words(message: Message) -> Report:
    """A failure without a delivery report: if flufl.bounce knows its layout, or its words say what happened."""
    words = words_of(message)
    if words.startswith("{"):
        return Report(Kind.NOTHING, words="data, not a mail")
    if STILL_TRYING.search(words):
        return Report(Kind.NOTHING, words="a report of a delay")
    try:
        _, final = all_failures(message)
    except Exception:  # whatever a stranger's bytes do to the library
        final = frozenset()
    match = ENHANCED.search(words)
    status = match[0] if match else ""
    fate = fate_of_report(status, words)
    told = status or fate is Fate.NO_MAILBOX or GIVEN_UP.search(f"{message.get('Subject', '')} {words}")
    if final or (told and from_a_server(message)):
        return Report(Kind.FAILED, fate, status, words[:300])
    return Report(Kind.NOTHING, words="not a report of a failure")


def why_no_report(message: Message) -> str:
    """What else an answer without a delivery report is: written by a machine for a person, or by a person."""
    automatic = first_word(message.get("Auto-Submitted"))
    subject = str(message.get("Subject", ""))
    if automatic == "auto-replied" and not from_a_server(message):
        return "an automatic reply"
    if message.get("X-Autoreply") or message.get("X-Autorespond") or ANSWERED_BY_ITSELF.match(subject.strip()):
        return "an automatic reply"
    return ""


def from_a_server(message: Message) -> bool:
    """Whether a mail server wrote it, as its sender says: by name, or by the empty return path."""
    written_by = f"{message.get('From', '')} {message.get('X-Failed-Recipients', '')}"
    return bool(
        re.search(r"mailer-daemon|postmaster|mail delivery|mailerdaemon|mail.?administrator", written_by, re.IGNORECASE)
        or message.get("X-Failed-Recipients")
        or str(message.get("Return-Path", "")).strip() == "<>"
    )


def part_of(message: Message, *kinds: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() in kinds), None)


def blocks_of(part: Message) -> Iterator[Message]:
    """The groups of fields of a report's part. The parser reads those of a delivery status; others are text."""
    content = part.get_payload()
    if isinstance(content, list):
        yield from (block for block in content if isinstance(block, Message))
        return
    for text in re.split(r"\n\s*\n", text_of(part)):
        block = Message()
        for line in re.sub(r"\r?\n[ \t]+", " ", text).splitlines():
            name, colon, value = line.partition(":")
            if colon and re.fullmatch(r"[A-Za-z-]+", name):
                block[name] = value.strip()
        yield block


def words_of(message: Message) -> str:
    """What the mail itself says in words, without the copy of ours: of HTML the text."""
    for part in message.walk():
        if part.get_content_type() in {"text/plain", "text/html"}:
            text = text_of(part)
            if part.get_content_type() == "text/html":
                text = re.sub(r"(?s)<(style|script).*?</\1>|<[^<>]*>", " ", text)
            if text.strip():
                return before_the_copy(text)
    whole = message.get_payload()
    return before_the_copy(whole) if isinstance(whole, str) else ""  # parts whose boundary is not the one announced


def before_the_copy(text: str) -> str:
    begins = COPY_BEGINS.search(text)
    return one_line(text[: begins.start()] if begins else text)


def text_of(part: Message) -> str:
    """The text of a part, whatever it says of its encoding."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return raw.decode("latin-1")


def one_line(text: str) -> str:
    return " ".join(text.split())[:MOST_WORDS]


def first_word(value: object) -> str:
    return re.split(r"[\s;(]", str(value or "").strip().lower(), maxsplit=1)[0]
