"""How often somebody may do something: one atomic counter a window in the database, so every worker counts together."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from votes.identity import keyed

COUNT = """
    INSERT INTO votes_hit (key, n, ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET n = votes_hit.n + 1 RETURNING n
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in each window of `seconds`; 0 allows everything."""

    name: str
    most: int
    seconds: int


def allowed(limit: Limit, who: str, now: datetime) -> bool:
    """Count one more try of `who` (a network, a mailbox; only a keyed hash of it is kept) and say whether it may go on.

    One statement (two concurrent tries never get the same number).
    """
    if not limit.most:
        return True
    window = int(now.timestamp()) // limit.seconds
    ends_at = datetime.fromtimestamp((window + 1) * limit.seconds, UTC) + timedelta(seconds=limit.seconds)
    key = keyed("limit", f"{limit.name}:{window}:{who}")
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, connection.ops.adapt_datetimefield_value(ends_at)])
        row = cursor.fetchone()
    return bool(row[0] <= limit.most)


def retry_after(limit: Limit, now: datetime) -> int:
    """Seconds until the next window begins: what a 429 says."""
    return limit.seconds - int(now.timestamp()) % limit.seconds
