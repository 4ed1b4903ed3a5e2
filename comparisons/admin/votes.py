"""What editors can do about votes: freeze a count, let it go on, void the votes of a network and day. All on record."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from comparisons.visitor import ballots
from tools.desk.base import DeskAdmin
from votes.models import Bucket, Tally, Voiding


class ReadOnlyAdmin(DeskAdmin):
    """Votes are cast by visitors alone: nothing here is added, edited or deleted by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors may act on what they may change; the page of one row only shows it."""
        return super().has_change_permission(request, obj) if obj is None else False


@admin.register(Tally)
class TallyAdmin(ReadOnlyAdmin):
    list_display = ["tool", "ship", "skip", "waiting", "frozen_at", "frozen_because"]
    list_filter = [("frozen_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tool"]
    search_fields = ["tool__name", "tool__slug"]
    ordering = ["-ship"]
    actions = ["freeze", "thaw", "recount"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Tally]":
        waits = ~Q(tool__votes__choice="") & Q(tool__votes__counted="")
        found: QuerySet[Tally] = super().get_queryset(request).annotate(waits=Count("tool__votes", filter=waits))
        return found

    @admin.display(description="not counted now", ordering="waits")
    def waiting(self, tally: Any) -> int:
        return int(tally.waits)

    @admin.action(description="Freeze: count no further vote", permissions=["change"])
    def freeze(self, request: HttpRequest, tallies: "QuerySet[Tally]") -> None:
        for tally in tallies:
            ballots.freeze(tally.pk, timezone.now(), f"frozen by {request.user}")
            self.log_change(request, tally, "Frozen.")
        self.message_user(request, f"{len(tallies)} frozen. Readers see a note; new votes are kept.")

    @admin.action(description="Let it move again, and count what waited", permissions=["change"])
    def thaw(self, request: HttpRequest, tallies: "QuerySet[Tally]") -> None:
        for tally in tallies:
            ballots.thaw(tally.pk, timezone.now())
            self.log_change(request, tally, "Let go on.")
        self.message_user(request, f"{len(tallies)} move again.")

    @admin.action(description="Recount by the rules", permissions=["change"])
    def recount(self, request: HttpRequest, tallies: "QuerySet[Tally]") -> None:
        for tally in tallies:
            ballots.recount(tally.pk, timezone.now())
        self.message_user(request, f"{len(tallies)} recounted.")


class ReasonForm(ActionForm):
    because = forms.CharField(label="Reason", required=False, max_length=300)


@admin.register(Bucket)
class BucketAdmin(ReadOnlyAdmin):
    """Networks and days, those with many votes first. There are none while the network limit is off."""

    list_display = ["__str__", "day", "votes", "ships", "skips", "uncounted", "is_voided"]
    date_hierarchy = "day"
    action_form = ReasonForm
    actions = ["void", "restore"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Bucket]":
        found: QuerySet[Bucket] = super().get_queryset(request)
        return found.annotate(
            n=Count("votes"),
            n_ship=Count("votes", filter=Q(votes__choice="ship")),
            n_skip=Count("votes", filter=Q(votes__choice="skip")),
            n_waiting=Count("votes", filter=~Q(votes__choice="") & Q(votes__counted="")),
            standing=Exists(Voiding.objects.filter(bucket=OuterRef("pk"), lifted_at=None)),
        ).order_by("-n", "-day")

    @admin.display(ordering="n")
    def votes(self, bucket: Any) -> int:
        return int(bucket.n)

    @admin.display(description="ship", ordering="n_ship")
    def ships(self, bucket: Any) -> int:
        return int(bucket.n_ship)

    @admin.display(description="skip", ordering="n_skip")
    def skips(self, bucket: Any) -> int:
        return int(bucket.n_skip)

    @admin.display(description="not counted now", ordering="n_waiting")
    def uncounted(self, bucket: Any) -> int:
        return int(bucket.n_waiting)

    @admin.display(description="voided", boolean=True)
    def is_voided(self, bucket: Any) -> bool:
        return bool(bucket.standing)

    @admin.action(description="Void: let none of these votes count (give a reason)", permissions=["change"])
    def void(self, request: HttpRequest, buckets: "QuerySet[Bucket]") -> None:
        because = request.POST.get("because", "").strip()[:300]
        if not because:
            self.message_user(request, "Nothing was voided: give a reason beside the action.", messages.ERROR)
            return
        for bucket in Bucket.objects.filter(pk__in=[bucket.pk for bucket in buckets]):
            ballots.void(bucket, by=request.user, because=because, now=timezone.now())
            self.log_change(request, bucket, f"Voided: {because}")
        self.message_user(request, f"{len(buckets)} voided. The record keeps the reason; you can restore them.")

    @admin.action(description="Restore: let these votes count by the rules", permissions=["change"])
    def restore(self, request: HttpRequest, buckets: "QuerySet[Bucket]") -> None:
        for bucket in Bucket.objects.filter(pk__in=[bucket.pk for bucket in buckets]):
            ballots.restore(bucket, by=request.user, now=timezone.now())
            self.log_change(request, bucket, "Restored.")
        self.message_user(request, f"{len(buckets)} restored.")


@admin.register(Voiding)
class VoidingAdmin(ReadOnlyAdmin):
    list_display = ["bucket", "because", "by", "voided_at", "lifted_by", "lifted_at"]
    list_select_related = ["bucket", "by", "lifted_by"]
    actions = None
