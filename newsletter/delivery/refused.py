"""Confirmations and other mails that are refused alike in a row: not the mailboxes' fault, as with issues."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsletter.addresses import address_key
from newsletter.models import Outgoing, Suppression
from newsletter.subscribers.consent import lift
from newsletter.transport.blame import REFUSALS
from newsletter.transport.replies import Fate, Outcome
from tools.discretion import without_secrets

WAIT = timedelta(hours=1)


@dataclass
class Row:
    """What was refused since the last acceptance: {number of the mail: (fate, code)}. `most` alike break it off."""

    most: int
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)
    broken: str = ""
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether nothing is handed over for now."""
        return self.until is not None and now < self.until

    def hear(self, outgoing: Outgoing, outcome: Outcome, now: datetime) -> None:
        """Take note of an answer, after it was settled."""
        if outcome.fate is Fate.SENT:
            self.refused.clear()
            self.broken, self.until = "", None
        elif outcome.fate in REFUSALS:
            kind = (str(outcome.fate), outcome.code)
            self.refused[outgoing.pk] = kind
            alike = sum(one == kind for one in self.refused.values())
            if self.most and alike >= self.most:
                self.break_off(f"{alike} confirmations were refused alike: {without_secrets(outcome.text)[:180]}", now)

    def break_off(self, why: str, now: datetime) -> None:
        """They wait again, and nobody is suppressed for it."""
        self.broken, self.until = why, now + WAIT
        mails = Outgoing.objects.filter(pk__in=self.refused)
        keys = [address_key(address) for address in mails.values_list("address", flat=True)]
        for suppression in Suppression.objects.filter(
            key__in=keys, lifted_at=None, reason=Suppression.Reason.BOUNCE, made_at__gte=now - WAIT
        ):
            lift(suppression, now)
        mails.update(state=Outgoing.State.PENDING, next_at=self.until)
        self.refused.clear()
