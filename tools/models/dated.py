"""What facts and reviews share: rows that are only ever added, never overwritten."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A row that was taken back and has no successor. The release before this column wrote the reason alone, and may still.
WITHDRAWN = Q(withdrawn=True) | ~Q(withdrawn_because="")


class AppendOnly(Exception):
    """Somebody tried to change a row that is part of the record. Add a new row instead."""


def end_of(day: date) -> datetime:
    """The last instant of `day` in the site's time zone."""
    following = datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())
    return following - timedelta(microseconds=1)


def standing_at(moment: datetime | None) -> Q:
    """The condition of rows that stand now (None) or stood at `moment`, by the time they were recorded."""
    if moment is None:
        return Q(superseded_at=None)
    return Q(recorded_at__lte=moment) & (Q(superseded_at=None) | Q(superseded_at__gt=moment))


def withdrawn_by(moment: datetime | None) -> Q:
    """The condition of rows that were taken back without a successor, up to `moment` (None: up to now)."""
    return WITHDRAWN if moment is None else WITHDRAWN & Q(superseded_at__lte=moment)


class Dated(models.Model):
    """A statement with the time it was recorded and the time another one took its place."""

    reason = models.CharField(
        "why it changed", max_length=300, blank=True, help_text="One sentence for readers of the history."
    )
    recorded_at = models.DateTimeField(editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)
    withdrawn = models.BooleanField(default=False, db_default=False, editable=False)
    withdrawn_because = models.CharField(max_length=300, blank=True, editable=False)
    # Each concrete model has its own: the row that this one took the place of; and, where a recheck or new words left
    # the statement as it was, the row since which it stands (empty: this one), so that a recheck hides no change.
    supersedes: Any
    since: Any
    STATEMENT: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{self._meta.verbose_name} {self.pk} is on the record; supersede it instead.")
        super().save(*args, **kwargs)

    def replace(self, current: Self | None, now: datetime) -> Self:
        """Put this unsaved row on the record at `now`, in the place of `current`."""
        self.recorded_at = now
        self.supersedes = current
        if current is not None:
            self.since = (current.since or current) if self.says_the_same(current) else None
            current.close(now)
        self.save(force_insert=True)
        return self

    def says_the_same(self, other: Self) -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in self.STATEMENT)

    @property
    def was_withdrawn(self) -> bool:
        """What WITHDRAWN says of rows."""
        return self.withdrawn or bool(self.withdrawn_because)

    def close(self, now: datetime, *, withdrawn: bool = False, because: str = "") -> None:
        """End the time of this row at `now`: for a successor, or withdrawn without one."""
        standing = type(self)._default_manager.filter(pk=self.pk, superseded_at=None)
        if not standing.update(superseded_at=now, withdrawn=withdrawn, withdrawn_because=because):
            raise AppendOnly(f"{self._meta.verbose_name} {self.pk} was superseded by somebody else meanwhile.")
