"""One run of an issue over all connections: what the answers say together that no single one can.

A server that objects to us says so to everybody. Then nobody fails for it: the issue pauses, and what was refused in a
row goes back to what waits.
"""

import threading
from dataclasses import dataclass, field

from newsletter.delivery import ledger
from newsletter.models import Delivery, Issue
from newsletter.transport.blame import REFUSALS, tolerated
from newsletter.transport.replies import Fate
from tools.discretion import without_secrets


@dataclass
class Run:
    """`refused`: the rows that were refused since the last acceptance, with what they heard. `broken`: why it ended."""

    issue: int
    recipients: int
    most: int
    refused: dict[int, tuple[str, str]]
    broken: str = ""
    put_off: int = 0  # in a row: a server that puts off everything is left alone for a while
    guard: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, settled: ledger.Settled) -> None:
        """Take note of an answer. A refusal must be settled in the ledger before, or it could not be taken back."""
        if settled.outcome.fate is Fate.SENT:
            with self.guard:
                self.refused.clear()
                self.put_off = 0
        elif settled.outcome.fate is Fate.LATER:
            with self.guard:
                self.put_off += not settled.at_once
        elif settled.outcome.fate in REFUSALS and not ledger.refused_before(settled):
            self.refuse(settled)

    @property
    def slowed(self) -> bool:
        """Whether so many were put off in a row that this run ends: the others wait as well."""
        return self.put_off >= self.most

    def refuse(self, settled: ledger.Settled) -> None:
        outcome = settled.outcome
        with self.guard:
            kind = (str(outcome.fate), outcome.code)
            self.refused[settled.claim.id] = kind
            alike = sum(one == kind for one in self.refused.values())
            if alike >= tolerated(outcome.fate, self.recipients, self.most):
                self.broken = self.broken or (
                    f"The mail server refused {alike} alike in a row: {without_secrets(outcome.text)[:180]}. "
                    "They wait again, and nobody is suppressed for it."
                )
            back = list(self.refused) if self.broken else []  # also what was in other hands when it broke
            if back:
                self.refused.clear()
        if back:
            ledger.break_off(self.issue, back, self.broken, settled.at)


def begin(issue: Issue, report: ledger.Report, most: int) -> Run:
    """A run goes on where the one before ended, also that of a process that died."""
    recipients = report.expected - report.counts.get(Delivery.State.SKIPPED, 0)
    return Run(issue.pk, recipients, most, ledger.refused_in_a_row(issue))
