"""The moment that a page is made for: the time, and the versions of what it will show, read before anything else."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from tools.models.edition import COLUMNS, NO_STAMP, Edition, Stamp, instant, stamp_of
from votes.models import Tally
from votes.models.tally import count_of
from votes.tally import Count

# The stamp, and beside it the tallies of the tools that answer to some names: one row a tally, one without any.
READ = """
    SELECT {columns}, tallied.tool_id, tallied.ship, tallied.skip, tallied.frozen_at FROM tools_edition LEFT JOIN (
      SELECT DISTINCT tally.tool_id, tally.ship, tally.skip, tally.frozen_at
      FROM votes_tally tally JOIN tools_alias name ON name.tool_id = tally.tool_id WHERE name.slug IN ({names})
    ) tallied ON 1 = 1
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a page is made and what the site held then; taken once per request.

    `tallies` are the counted votes by tool, of the tools that the page shows the votes of; None: of none. What a page
    prints of the votes is what its version was made from, so a page that is kept cannot disagree with its version.
    """

    now: datetime
    today: date
    stamp: Stamp
    tallies: Mapping[int, Count] | None = None

    @property
    def key(self) -> tuple[int, datetime | None]:
        """Changes whenever anything editorial that several tools share may have changed."""
        return self.stamp.version, self.stamp.next_publication

    def with_tallies(self, tool_ids: Iterable[int]) -> "Moment":
        """The same moment, with the tallies of these tools read now: one statement."""
        return replace(self, tallies=Tally.objects.counts(tool_ids))


def moment_at(now: datetime, names: Collection[str] = ()) -> Moment:
    """The moment `now`, with the tallies of the tools that answer to `names`. One statement."""
    today = timezone.localdate(now)
    if not names:
        return Moment(now, today, Edition.current(now))
    statement = READ.format(columns=COLUMNS, names=", ".join(["%s"] * len(names)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datetimefield_value(now), *names])
        rows = cursor.fetchall()
    tallies = {}
    stamp = NO_STAMP
    for version, demo, publication, tool_id, ship, skip, frozen_at in rows:
        stamp = stamp_of((version, demo, publication))
        if tool_id is not None:
            tallies[tool_id] = count_of(ship, skip, instant(frozen_at))
    return Moment(now, today, stamp, tallies)
