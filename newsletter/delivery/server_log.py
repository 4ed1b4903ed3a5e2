"""Which mails a mail server accepted, by its log: of Postfix, Exim, Sendmail, or a plain list of Message-IDs. Pure."""

import re
from collections.abc import Iterable, Iterator

# Postfix names the Message-ID while a message comes in; it has accepted it once the queue manager has it.
POSTFIX = re.compile(r"\bpostfix\S*\[\d+\]: (?P<queue>[0-9A-Za-z]{5,}): (?P<said>.*)|\bpostfix\S*\[\d+\]: ")
ARRIVING = re.compile(r"(?:resent-)?message-id=<?([^<>\s]+)>?$")
QUEUED = re.compile(r"from=<[^>]*>.*\(queue active\)")
# Exim writes `<=` for what it accepted, and nothing with a Message-ID for what it refused.
EXIM = re.compile(r"\b[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (<=|=>|->|==|\*\*|Completed)")
EXIM_ID = re.compile(r" id=(\S+)")
SENDMAIL_ID = re.compile(r"\b(?:sendmail|sm-mta)\S*\[\d+\]: \w+: from=.*\bmsgid=<?([^<>\s,]+)>?")
LISTED = re.compile(
    r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>|\bmessage-id=([^<>\s,;]+@[^<>\s,;]+)", re.IGNORECASE
)
NOT_ACCEPTED = re.compile(r"\b(lost connection|reject(ed)?|refused|discard(ed)?|timeout|bounced?)\b", re.IGNORECASE)


def accepted_ids(lines: Iterable[str]) -> Iterator[str]:
    """The Message-IDs, in angle brackets, of what the log shows as accepted. The lines must be in their order."""
    arriving: dict[str, str] = {}
    for line in lines:
        line = line.rstrip()
        if match := POSTFIX.search(line):
            yield from queued_by_postfix(match["queue"], match["said"] or "", arriving)
        elif match := EXIM.search(line):
            found = EXIM_ID.search(line) if match[1] == "<=" else None
            yield from [f"<{found[1].strip('<>')}>"] if found else []
        elif match := SENDMAIL_ID.search(line):
            yield f"<{match[1]}>"
        elif not NOT_ACCEPTED.search(line):
            yield from (f"<{found[1]}>" if found[1] else found[0] for found in LISTED.finditer(line))


def queued_by_postfix(queue: str | None, said: str, arriving: dict[str, str]) -> Iterator[str]:
    """`arriving`: {number in the queue: Message-ID} of what came in and may still be broken off. Numbers come again."""
    if queue is None:
        return
    if found := ARRIVING.match(said):
        arriving[queue] = f"<{found[1]}>"
    elif queue in arriving and QUEUED.match(said):
        yield arriving.pop(queue)
