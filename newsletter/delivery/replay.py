"""After a restore: who left since the backup was made leaves again, before anything is sent."""

from datetime import datetime

from django.db import transaction

from newsletter.delivery.marks import CannotMark
from newsletter.models import Forgotten, Subscriber, Suppression
from newsletter.subscribers import consent, departures
from newsletter.subscribers.departures import Departure, What

REASON_OF = {What.COMPLAINED: Suppression.Reason.COMPLAINT, What.STOPPED: Suppression.Reason.EDITOR}


def keep_out(now: datetime) -> int:
    """Hold the list against the log of departures. Says how many were taken off; of a database that was not put back
    from a backup, nobody is.

    Who is not known to this database is kept out of imports, too. Raises CannotMark where the log cannot be read.
    """
    try:
        last = {entry.digest: entry for entry in departures.noted()}
    except Exception as error:  # each storage has errors of its own
        raise CannotMark(f"Who left since cannot be read (MARKS_ROOT): {error}") from error
    gone = {digest: entry for digest, entry in last.items() if entry.what is not What.BACK}
    if not gone:
        return 0
    taken_off = 0
    for subscriber in Subscriber.objects.order_by("pk").iterator():
        entry = gone.pop(departures.digest_of(subscriber.key), None)
        if entry is not None and entry.at >= (subscriber.confirmed_at or subscriber.asked_at):
            taken_off += leave_again(subscriber, entry, now)
    Forgotten.objects.bulk_create([Forgotten(digest=digest) for digest in gone], ignore_conflicts=True)
    return taken_off


@transaction.atomic
def leave_again(subscriber: Subscriber, entry: Departure, now: datetime) -> bool:
    if entry.what is What.DELETED:
        consent.forget(subscriber, now)
        return True
    reason = REASON_OF.get(entry.what)
    if reason is None:
        return consent.unsubscribe(subscriber, now)
    if subscriber.status == Subscriber.Status.SUPPRESSED:
        return False
    return consent.suppress(subscriber.address, reason, now, "from the log of departures")
