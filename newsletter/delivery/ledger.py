"""The ledger of deliveries: at most once by itself, exactly once after reconciliation.

    pending → handing → sent | uncertain        handing → pending (certainly not accepted) | failed
    pending → skipped                           failed → pending (not the mailbox's fault, as others' answers showed)

A row is claimed and committed as `handing` before the first byte goes to the mail server. Whatever then happens to this
process, the row is never sent again by itself: it is settled by the server's answer, or becomes `uncertain`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Max, OuterRef, Subquery

from newsletter.models import Attempt, Delivery, Issue, Suppression
from newsletter.subscribers.consent import suppress
from newsletter.transport.blame import GONE_AT_SECOND, MAILBOX, REFUSALS, softly
from newsletter.transport.replies import MOST_ATTEMPTS, Fate, Outcome, goes_at_once, wait_after

State = Delivery.State
CLAIM = """
    UPDATE newsletter_delivery SET state = 'handing', owner = %s, attempts = attempts + 1 WHERE id = (
        SELECT d.id FROM newsletter_delivery d
        JOIN newsletter_subscriber s ON s.id = d.subscriber_id AND s.status = 'confirmed'
        WHERE d.issue_id = %s AND d.state = 'pending' AND d.next_at <= %s
        AND EXISTS (SELECT 1 FROM newsletter_issue i WHERE i.id = %s AND i.state = 'sending')
        ORDER BY d.next_at, d.id LIMIT 1 {lock})
    RETURNING id, address, message_id, attempts, subscriber_id,
        (SELECT secret FROM newsletter_subscriber WHERE newsletter_subscriber.id = newsletter_delivery.subscriber_id)
"""
SETTLE = """
    UPDATE newsletter_delivery SET state = %s, code = %s, next_at = %s
    WHERE id = %s AND owner = %s AND state IN ('handing', 'uncertain')
"""
SOFT_LIMIT, SOFT_ISSUES = 3, 5
PUT_OFF_AFTER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Claim:
    """One delivery in hand."""

    id: int
    address: str
    message_id: str
    attempts: int
    subscriber: int
    secret: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claim."""

    claim: Claim
    outcome: Outcome
    at: datetime
    was_closed: bool = False  # the server ended the connection on it

    @property
    def at_once(self) -> bool:
        return goes_at_once(self.claim.attempts, was_closed=self.was_closed)


def settle_and_claim(
    issue: int, owner: str, settled: Settled | None, now: datetime, *, more: bool = True
) -> Claim | None:
    """Settle the last claim and make the next, in one transaction: one commit for each message.

    None: nothing waits that may be sent now.
    """
    with transaction.atomic():
        if settled is not None:
            settle(settled, owner)
        return claim(issue, owner, now) if more else None


def claim(issue: int, owner: str, now: datetime) -> Claim | None:
    lock = "FOR UPDATE OF d SKIP LOCKED" if connection.vendor == "postgresql" else ""
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(lock=lock), [owner, issue, at, issue])
        row = cursor.fetchone()
    return Claim(*row) if row else None


def settle(settled: Settled, owner: str) -> None:
    """Write what the server's answer means. An answer that comes after the row was given up as uncertain counts too."""
    state, next_at = verdict(settled)
    code = settled.outcome.code[:20]
    at = connection.ops.adapt_datetimefield_value(next_at)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [state, code, at, settled.claim.id, owner])
        changed = cursor.rowcount
    if changed and settled.outcome.fate is not Fate.SENT:
        Attempt.objects.create(
            delivery_id=settled.claim.id, at=settled.at, fate=settled.outcome.fate, reply=settled.outcome.text
        )


def skip_stopped() -> None:
    """What comes back to an issue that was stopped meanwhile does not wait: it would for ever."""
    waiting = Delivery.objects.filter(state=State.PENDING, issue__state=Issue.State.STOPPED)
    waiting.update(state=State.SKIPPED)


def verdict(settled: Settled) -> tuple[str, datetime]:
    fate, attempts = settled.outcome.fate, settled.claim.attempts
    if fate is Fate.SENT:
        return State.SENT, settled.at
    if fate is Fate.UNKNOWN:
        return State.UNCERTAIN, settled.at
    if fate in REFUSALS or (fate is Fate.LATER and attempts >= MOST_ATTEMPTS):
        return State.FAILED, settled.at
    return State.PENDING, settled.at + (timedelta() if settled.at_once else wait_after(attempts))


def put_off(issue: Issue, now: datetime) -> str:
    """What the server says while it has taken nothing of this issue for hours and puts all of it off; else nothing."""
    accepted = Delivery.objects.filter(issue=issue, state=State.SENT).aggregate(last=Max("next_at"))["last"]
    since = accepted or issue.frozen_at
    if since is None or now - since < PUT_OFF_AFTER:
        return ""
    last = Attempt.objects.filter(delivery__issue=issue, at__gt=since).order_by("-pk").first()
    if last is None or last.fate != Fate.LATER:
        return ""
    return f"no mail was accepted since {since:%Y-%m-%d %H:%M %Z}; the server puts off what it is given: {last.reply}"


def refused_in_a_row(issue: Issue) -> dict[int, tuple[str, str]]:
    """The rows that were refused since the last acceptance, with what they heard: (fate, code).

    Not those whose mailbox was refused before: that is certain by now, and tells nothing about the others.
    """
    accepted = Delivery.objects.filter(issue=issue, state=State.SENT).aggregate(last=Max("next_at"))["last"]
    tries = Attempt.objects.filter(delivery__issue=issue, delivery__state=State.FAILED, fate__in=REFUSALS)
    if accepted is not None:
        tries = tries.filter(at__gt=accepted)
    rows = list(tries.order_by("pk").values_list("delivery", "fate", "delivery__code"))
    times = Counter(row for row, fate, _ in rows if fate in MAILBOX)
    return {row: (fate, code) for row, fate, code in rows if times[row] < 2}


def refused_before(settled: Settled) -> bool:
    """Whether an earlier try, before somebody let the issue go on, said the same of this mailbox."""
    if settled.outcome.fate not in MAILBOX or settled.claim.attempts < 2:
        return False
    return Attempt.objects.filter(delivery=settled.claim.id, fate__in=MAILBOX).count() > 1


@transaction.atomic
def break_off(issue: int, rows: Iterable[int], because: str, now: datetime) -> None:
    """Pause an issue that is refused for our sake. The rows that bore it wait again, behind those not tried yet."""
    refused = Delivery.objects.filter(pk__in=list(rows), state=State.FAILED)
    refused.update(state=State.PENDING, next_at=now)
    pause(issue, because)


def blame_mailboxes(issue: Issue, now: datetime, hold: Iterable[int] = ()) -> None:
    """Suppress the mailboxes that are not there, and those that failed too often.

    `hold`: rows in the middle of a row of refusals, which may yet prove to be our own fault.
    """
    last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    failed = (
        Delivery.objects.filter(issue=issue, state=State.FAILED, bounced_at=None, subscriber__isnull=False)
        .exclude(pk__in=list(hold))
        .annotate(fate=Subquery(last.values("fate")[:1]), reply=Subquery(last.values("reply")[:1]))
        .filter(fate__in=[Fate.NO_MAILBOX, Fate.REFUSED, Fate.LATER])
    )
    for row in failed.order_by("pk"):
        if row.fate == Fate.NO_MAILBOX:
            Delivery.objects.filter(pk=row.pk).update(bounced_at=now)
            suppress(row.address, Suppression.Reason.BOUNCE, now, row.reply, issue)
        elif softly(row.fate, row.code):
            failed_softly(row.pk, now)


def failed_softly(delivery_id: int, now: datetime) -> None:
    """Three that could not be delivered for a passing reason, in the last five issues, suppress; so do two of a mailbox
    that is disabled, or whose domain is not found."""
    Delivery.objects.filter(pk=delivery_id).update(bounced_soft=True, bounced_at=now)
    delivery = Delivery.objects.select_related("issue").get(pk=delivery_id)
    alike = Delivery.objects.filter(address=delivery.address, bounced_soft=True, code__in=GONE_AT_SECOND)
    if delivery.code in GONE_AT_SECOND and alike.count() > 1:
        suppress(delivery.address, Suppression.Reason.BOUNCE, now, f"{delivery.code} for a second time", delivery.issue)
        return
    recent = Delivery.objects.filter(address=delivery.address).order_by("-issue__week")[:SOFT_ISSUES]
    if sum(row.bounced_soft for row in recent) >= SOFT_LIMIT:
        suppress(delivery.address, Suppression.Reason.SOFT, now, "three failures in five issues", delivery.issue)


def pause(issue: int, because: str) -> None:
    sending = Issue.objects.filter(pk=issue, state=Issue.State.SENDING)
    sending.update(state=Issue.State.PAUSED, paused_because=because[:300])


def recover(now: datetime) -> int:
    """Give up what dead senders held: nobody knows whether it arrived. Call it only while holding the sender's lock."""
    with transaction.atomic():
        held = list(Delivery.objects.filter(state=State.HANDING).values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=held, state=State.HANDING).update(state=State.UNCERTAIN)
        Attempt.objects.bulk_create(
            [Attempt(delivery_id=pk, at=now, fate=Fate.UNKNOWN, reply="the sender died") for pk in held]
        )
    return len(held)


@transaction.atomic
def distrust(now: datetime) -> int:
    """Of what waits to be sent, nobody knows any more whether it was: the database was restored from an earlier moment.
    Says how many rows that concerns. Call it only while holding the sender's lock."""
    waiting = Delivery.objects.filter(state=State.PENDING, issue__state__in=[Issue.State.SENDING, Issue.State.PAUSED])
    numbers = list(waiting.values_list("pk", flat=True))
    waiting.update(state=State.UNCERTAIN)
    Attempt.objects.bulk_create(
        [Attempt(delivery_id=pk, at=now, fate=Fate.UNKNOWN, reply="the database was restored") for pk in numbers],
        batch_size=1000,
    )
    return len(numbers)


def next_waiting(issue: Issue) -> datetime | None:
    """When the next row of this issue may be tried; None when none waits."""
    waiting = Delivery.objects.filter(issue=issue, state=State.PENDING).order_by("next_at")
    return waiting.values_list("next_at", flat=True).first()


@dataclass(frozen=True, slots=True)
class Report:
    """The accounting of an issue."""

    expected: int
    counts: dict[str, int]

    @property
    def open(self) -> int:
        return self.counts.get(State.PENDING, 0) + self.counts.get(State.HANDING, 0)

    def __str__(self) -> str:
        parts = " + ".join(
            f"{self.counts.get(state, 0)} {state}" for state in ("sent", "failed", "skipped", "uncertain")
        )
        waiting = f" + {self.open} open" if self.open else ""
        return f"{self.expected} expected = {parts}{waiting}"


def report(issue: Issue) -> Report:
    rows = Delivery.objects.filter(issue=issue).order_by().values_list("state").annotate(n=Count("pk"))
    return Report(issue.expected, dict(rows))


def finish(issue: Issue, now: datetime) -> bool:
    """Call the issue sent once nothing is open. Rows whose subscriber left in other ways are skipped first."""
    gone = Delivery.objects.filter(issue=issue, state=State.PENDING)
    gone.exclude(subscriber__status="confirmed").update(state=State.SKIPPED)
    if report(issue).open:
        return False
    return bool(
        Issue.objects.filter(pk=issue.pk, state=Issue.State.SENDING).update(state=Issue.State.SENT, finished_at=now)
    )


@transaction.atomic
def reconcile(accepted: Iterable[str], now: datetime) -> tuple[int, int]:
    """Settle uncertain rows with the Message-IDs that the mail server accepted: (sent, back to pending).

    What the log lacks was not accepted, so it may be sent again, with the same Message-ID.
    """
    known = set(accepted)
    rows = Delivery.objects.filter(state=State.UNCERTAIN).select_related("issue").order_by("pk")
    sent = back = 0
    for row in rows.select_for_update(of=("self",)) if connection.vendor == "postgresql" else rows:
        was_accepted = row.message_id in known
        state = State.SENT if was_accepted else State.PENDING
        Delivery.objects.filter(pk=row.pk, state=State.UNCERTAIN).update(state=state, next_at=now)
        fate = Fate.SENT if was_accepted else Fate.LATER
        Attempt.objects.create(delivery=row, at=now, fate=fate, reply="reconciled with the server's log")
        sent, back = sent + was_accepted, back + (not was_accepted and row.issue.state != Issue.State.STOPPED)
        if not was_accepted:
            reopen = Issue.objects.filter(pk=row.issue_id, state=Issue.State.SENT)
            reopen.update(state=Issue.State.SENDING, finished_at=None)
    skip_stopped()
    return sent, back
