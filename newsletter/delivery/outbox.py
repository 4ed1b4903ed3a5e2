"""Drain the outbox: confirmations, changes of address, tests. The same rule as for issues: commit before DATA."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from newsletter.delivery.refused import Row
from newsletter.delivery.return_path import return_path
from newsletter.mail import letters
from newsletter.models import Issue, Outgoing, Subscriber, Suppression
from newsletter.subscribers import sign_up
from newsletter.subscribers.consent import suppress
from newsletter.transport.connect import Transport
from newsletter.transport.replies import MOST_ATTEMPTS, Fate, Outcome, goes_at_once, wait_after

State = Outgoing.State
FINAL = {
    Fate.SENT: State.SENT,
    Fate.UNKNOWN: State.UNCERTAIN,
    Fate.REFUSED: State.FAILED,
    Fate.NO_MAILBOX: State.FAILED,
}


def waits(now: datetime, row: Row) -> bool:
    return not row.holds(now) and Outgoing.objects.filter(state=State.PENDING, next_at__lte=now).exists()


def drain(
    session: Transport, owner: str, row: Row, may: Callable[[], bool], clock: Callable[[], datetime], most: int = 1000
) -> int:
    """Hand over what waits, until the connection wears out. Says how many were done. `may` is asked before each.

    `clock` is asked before and after each mail: handing one over may take minutes.
    """
    done = 0
    while done < most and not session.exhausted() and may():
        now = clock()
        if row.holds(now):
            break
        outgoing = claim(owner, now)
        if outgoing is None:
            break
        message = compose(outgoing, now)
        if message is None:
            Outgoing.objects.filter(pk=outgoing.pk).update(state=State.DROPPED)
        else:
            outcome = session.deliver(return_path(f"m{outgoing.pk}"), outgoing.address, message)
            answered = clock()
            settle(outgoing, outcome, answered, was_closed=session.was_closed())
            row.hear(outgoing, outcome, answered)
        done += 1
    return done


@transaction.atomic
def claim(owner: str, now: datetime) -> Outgoing | None:
    waiting = Outgoing.objects.filter(state=State.PENDING, next_at__lte=now).order_by("next_at", "pk")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(skip_locked=True)
    outgoing = waiting.first()
    if outgoing is not None:
        outgoing.message_id = outgoing.message_id or letters.new_message_id(outgoing.kind)
        outgoing.state, outgoing.owner, outgoing.attempts = State.HANDING, owner, outgoing.attempts + 1
        outgoing.save(update_fields=["state", "owner", "attempts", "message_id"])
    return outgoing


def compose(outgoing: Outgoing, now: datetime) -> bytes | None:
    """The message, or None where nothing is to be sent."""
    if outgoing.kind == Outgoing.Kind.CHECK:
        return letters.stamp_letter("check", "Mail works", outgoing.address, outgoing.message_id, now)
    if outgoing.kind == Outgoing.Kind.TEST:
        issue = Issue.objects.filter(pk=outgoing.details.get("issue")).first()
        return letters.test_of(issue, outgoing, now) if issue else None
    if outgoing.kind == Outgoing.Kind.CHANGE:
        subscriber = Subscriber.objects.filter(pk=outgoing.details.get("subscriber")).first()
        return letters.change_letter(outgoing, subscriber, now) if subscriber else None
    subscriber = sign_up.subscriber_for(outgoing, now)
    return letters.sign_up_letter(outgoing, subscriber, now) if subscriber else None


@transaction.atomic
def settle(outgoing: Outgoing, outcome: Outcome, now: datetime, *, was_closed: bool = False) -> None:
    state = FINAL.get(outcome.fate)
    if state is None:
        state = State.FAILED if outgoing.attempts >= MOST_ATTEMPTS else State.PENDING
    at_once = goes_at_once(outgoing.attempts, was_closed=was_closed)
    next_at = now if at_once else now + wait_after(outgoing.attempts)
    Outgoing.objects.filter(pk=outgoing.pk).update(state=state, code=outcome.code[:20], next_at=next_at)
    if outcome.fate is Fate.NO_MAILBOX:
        suppress(outgoing.address, Suppression.Reason.BOUNCE, now, outcome.text)


def recover() -> int:
    """Give up what a dead sender held. Whoever misses a confirmation asks again."""
    return Outgoing.objects.filter(state=State.HANDING).update(state=State.UNCERTAIN)
