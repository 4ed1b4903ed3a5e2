"""The exact count of the votes that count."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection, models
from django.utils import timezone

from tools.models import Tool
from votes.tally import Count

# Finds the tool by any of its names and takes the lock on its tally in one statement; makes the tally where there is
# none. Nothing comes back for a tool that is not public or was discontinued. (SQLite 3.40 gets `frozen_at IS NOT NULL`
# wrong behind RETURNING, so the column itself comes back.)
LOCK = """
    INSERT INTO votes_tally (tool_id, ship, skip, frozen_because)
    SELECT tool.id, 0, 0, '' FROM tools_tool tool JOIN tools_alias name ON name.tool_id = tool.id
    WHERE name.slug = %s AND tool.published_at <= %s
      AND (tool.discontinued_on IS NULL OR tool.discontinued_on > %s)
    ON CONFLICT (tool_id) DO UPDATE SET ship = votes_tally.ship
    RETURNING tool_id, ship, skip, frozen_at
"""
MOVE = "UPDATE votes_tally SET ship = %s, skip = %s WHERE tool_id = %s"


class Locked(NamedTuple):
    """A tally whose row this transaction holds: nobody else votes on the tool until it ends."""

    tool_id: int
    ship: int
    skip: int
    frozen: bool

    def shifted(self, before: str, after: str) -> "Locked":
        """The tally when what counts of one vote changes from `before` to `after` (ship, skip or nothing)."""
        change = {choice: (after == choice) - (before == choice) for choice in ("ship", "skip")}
        return self._replace(ship=self.ship + change["ship"], skip=self.skip + change["skip"])


class TallyQuerySet(models.QuerySet["Tally"]):
    def lock_named(self, slug: str, now: datetime) -> Locked | None:
        """Take the lock on the tally of the tool that answers to `slug`; None where nobody may vote. One statement."""
        moment = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            today = connection.ops.adapt_datefield_value(timezone.localdate(now))
            cursor.execute(LOCK, [slug, moment, today])
            row = cursor.fetchone()
        if row is None:
            return None
        tool_id, ship, skip, frozen_at = row
        return Locked(tool_id, ship, skip, frozen_at is not None)

    def lock(self, tool_id: int) -> "Tally":
        """The tally of a tool, made if need be and locked until the transaction ends."""
        self.bulk_create([Tally(tool_id=tool_id)], ignore_conflicts=True)
        return self.select_for_update().get(pk=tool_id)

    def store(self, tally: Locked) -> None:
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [tally.ship, tally.skip, tally.tool_id])

    def counts(self, tool_ids: Iterable[int]) -> dict[int, Count]:
        """{tool: its count}, in one statement; tools without a vote are left out."""
        rows = self.filter(pk__in=list(tool_ids)).values_list("pk", "ship", "skip", "frozen_at")
        return {tool_id: count_of(ship, skip, frozen_at) for tool_id, ship, skip, frozen_at in rows}


class Tally(models.Model):
    """The counted votes of one tool, kept up in the transaction of every vote. Tools nobody voted on have none."""

    tool = models.OneToOneField(Tool, models.CASCADE, primary_key=True, related_name="tally")
    ship = models.PositiveIntegerField(default=0)
    skip = models.PositiveIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_because = models.CharField(max_length=200, blank=True)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.tool}: {self.ship} ship, {self.skip} skip"

    def freeze(self, now: datetime, because: str) -> None:
        """Let no further vote count until somebody has looked: under the lock of this row."""
        self.frozen_at, self.frozen_because = now, because
        self.save(update_fields=["frozen_at", "frozen_because"])

    def thaw(self) -> None:
        self.frozen_at, self.frozen_because = None, ""
        self.save(update_fields=["frozen_at", "frozen_because"])

    @property
    def count(self) -> Count:
        return count_of(self.ship, self.skip, self.frozen_at)


def count_of(ship: int, skip: int, frozen_at: datetime | None) -> Count:
    return Count(ship, skip, timezone.localdate(frozen_at) if frozen_at else None)
