"""Votes of one network on one day, told apart by a hash whose key dies with the day."""

import hmac
import secrets
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone


class DailyKey(models.Model):
    """The key of one day. Backups leave this table out; when the row is gone, no network can be found again."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"key of {self.day}"


def key_of_day(day: date) -> bytes:
    """The key of a day. The first vote of a day makes it, and ends the keys of the days before."""
    found = DailyKey.objects.filter(day=day).values_list("key", flat=True).first()
    if found is None:
        DailyKey.objects.filter(day__lt=day).delete()
        DailyKey.objects.bulk_create([DailyKey(day=day, key=secrets.token_bytes(32))], ignore_conflicts=True)
        found = DailyKey.objects.values_list("key", flat=True).get(day=day)
    return bytes(found)


def digest_of_network(network: str, day: date) -> str:
    """What stands for a network on a day (32 hex digits)."""
    return hmac.new(key_of_day(day), network.encode(), sha256).hexdigest()[:32]


class BucketQuerySet(models.QuerySet["Bucket"]):
    def of_network(self, network: str, now: datetime) -> "Bucket":
        """The bucket of a network today."""
        day = timezone.localdate(now)
        return self.get_or_create(day=day, digest=digest_of_network(network, day))[0]


class Bucket(models.Model):
    """A network on a day. Which one, nobody can say once the day's key is gone."""

    day = models.DateField()
    digest = models.CharField(max_length=32)

    objects = BucketQuerySet.as_manager()

    class Meta:
        verbose_name = "network and day"
        verbose_name_plural = "networks and days"
        ordering = ["-day", "pk"]
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="bucket_is_one_network_on_a_day")]

    def __str__(self) -> str:
        return f"network {self.digest[:6]} on {self.day}"

    @transaction.atomic
    def void(self, *, by: Any, because: str, now: datetime) -> "Voiding":
        """Let none of its votes count, until somebody lifts it. Voiding twice changes nothing."""
        standing = self.voidings.filter(lifted_at=None).first()
        return standing or self.voidings.create(by=by, because=because, voided_at=now)

    @transaction.atomic
    def restore(self, *, by: Any, now: datetime) -> int:
        """Let its votes count by the rules again. The record of the voiding stays."""
        return self.voidings.filter(lifted_at=None).update(lifted_at=now, lifted_by=by)


class Voiding(models.Model):
    """The record of an editor's decision that the votes of a network and day do not count."""

    bucket = models.ForeignKey(Bucket, models.CASCADE, related_name="voidings")
    because = models.CharField("reason", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    voided_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-voided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["bucket"],
                condition=models.Q(lifted_at=None),
                name="bucket_voided_once",
                violation_error_message="The votes of this network and day are voided already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bucket} voided"
