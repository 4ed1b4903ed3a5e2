"""Tries, counted for rate limits."""

from datetime import datetime

from django.db import models


class HitQuerySet(models.QuerySet["Hit"]):
    def purge(self, now: datetime) -> int:
        """Delete the counters of windows that are over."""
        return self.filter(ends_at__lt=now).delete()[0]


class Hit(models.Model):
    """How many tries somebody made in one window; `votes.limits` writes it, and the key says nobody's name."""

    key = models.CharField(max_length=64, primary_key=True)
    n = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    objects = HitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.n} tries"
