"""What can an editor of the newsletter do? Consent changes by the verbs of `subscribers.consent` alone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from newsletter.addresses import mailbox_of
from newsletter.admin import import_export, issue_actions
from newsletter.admin.dashboard import dashboard_of
from newsletter.admin.issue_form import IssueForm, frame_fields
from newsletter.delivery import ledger
from newsletter.delivery.approval import plan_of
from newsletter.issues import workflow
from newsletter.issues.items import with_ids
from newsletter.mail import proofreading
from newsletter.models import Delivery, Issue, Outgoing, Subscriber, Suppression
from newsletter.subscribers import consent
from tools.clock import now_of
from tools.desk.base import DeskAdmin


class ReadOnly(DeskAdmin):
    """Rows that processes write: they can be looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ByAddress(DeskAdmin):
    """Rows that are searched by an address, in whatever form one has it: they are kept in the form that is mailed."""

    def get_search_results(self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str) -> Any:
        return super().get_search_results(request, queryset, mailbox_of(search_term) or search_term)


@admin.register(Issue)
class IssueAdmin(DeskAdmin):
    form = IssueForm
    list_display = ["__str__", "subject", "state", "due_at", "accounts"]
    list_filter = ["state"]
    readonly_fields = ["state", "approved_at", "approved_by", "frozen_at", "accounts", "paused_because"]
    change_form_template = "admin/newsletter/issue/change_form.html"
    change_list_template = "admin/newsletter/issue/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def why_kept(self, obj: Issue) -> str:
        if obj.frozen_at is None:
            return ""
        return "It went out, or is on its way: it stays on record and in the archive. To end the sending, stop it."

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.editable)

    @admin.display(description="deliveries")
    def accounts(self, issue: Issue) -> str:
        if issue.frozen_at is None:
            return "not sent"
        left_out = ", ".join(f"{count} {why}" for why, count in sorted(issue.excluded.items()))
        return f"{ledger.report(issue)}{f' (left out: {left_out})' if left_out else ''}"

    def get_fieldsets(self, request: HttpRequest, obj: Issue | None = None) -> Any:
        head = [(None, {"fields": IssueForm.Meta.fields}), ("State", {"fields": self.readonly_fields})]
        if obj is None or not obj.editable:
            return head
        around = ("Around the items", {"fields": list(frame_fields(obj.content))})
        return [*head, around, *(item_fields(item) for item in with_ids(obj.content.get("items", [])))]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form finds the fields of the items by itself; the admin must not look for them on the model."""
        kwargs["fields"] = IssueForm.Meta.fields
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        workflow.edit(obj)

    def get_urls(self) -> list[URLPattern]:
        guarded = issue_actions.guarded
        own = [
            path("draft/", guarded(issue_actions.draft), name="newsletter_issue_draft"),
            path("<int:pk>/do/", guarded(require_POST(self.act)), name="newsletter_issue_do"),
            path("<int:pk>/preview/<str:kind>/", guarded(issue_actions.preview), name="newsletter_issue_preview"),
        ]
        return own + super().get_urls()

    def act(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """One of the buttons. What stands in the form is saved first; what cannot be saved is not acted on."""
        if not request.user.has_perm("newsletter.change_issue"):
            raise PermissionDenied
        issue = get_object_or_404(Issue, pk=pk)
        name = request.POST.get("do", "")
        if name not in issue_actions.VERBS:
            raise PermissionDenied("no such button")
        if name in issue_actions.SAVE_FIRST and issue_actions.has_fields(request):
            return self.change_view(request, str(pk), reverse("admin:newsletter_issue_change", args=[pk]))
        return issue_actions.perform(request, issue, name)

    def response_change(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        name = request.POST.get("do", "")
        if name in issue_actions.SAVE_FIRST:
            return issue_actions.perform(request, obj, name)
        return super().response_change(request, obj)

    def render_change_form(
        self, request: Any, context: Any, add: bool = False, change: bool = False, form_url: str = "", obj: Any = None
    ) -> HttpResponse:
        issue = Issue.objects.get(pk=obj.pk)  # as it is stored: what was typed may not be savable
        context |= {
            "issue": issue,
            "buttons": issue_actions.buttons_of(issue),
            "problems": proofreading.problems_of(issue, now_of(request)) if issue.editable else [],
            "plan": plan_of(issue, now_of(request)) if issue.state in workflow.APPROVABLE else None,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "dashboard": dashboard_of(now_of(request))})


def item_fields(item: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where the fields of one item stand on the page."""
    name = item["id"]
    return f"{item['kind']}: {item['title']}", {
        "fields": [(f"place_{name}", f"shown_{name}"), f"title_{name}", f"line_{name}", f"why_{name}"]
    }


@admin.register(Subscriber)
class SubscriberAdmin(ByAddress):
    list_display = ["address", "status", "source", "asked_at", "confirmed_at", "paused_until"]
    list_filter = ["status"]
    search_fields = ["key"]
    show_full_result_count = False
    fields = ["address", "status", "source", "asked_at", "confirmed_at", "unsubscribed_at", "paused_until", "interests"]
    readonly_fields = ["address", "status", "source", "asked_at", "confirmed_at", "unsubscribed_at", "interests"]
    change_list_template = "admin/newsletter/subscriber/change_list.html"
    actions = ["unsubscribe", "suppress"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Unsubscribe", permissions=["change"])
    def unsubscribe(self, request: HttpRequest, queryset: "QuerySet[Subscriber]") -> None:
        done = sum(consent.unsubscribe(subscriber, now_of(request)) for subscriber in queryset)
        messages.success(request, f"{done} unsubscribed.")

    @admin.action(description="Suppress: send nothing any more", permissions=["change"])
    def suppress(self, request: HttpRequest, queryset: "QuerySet[Subscriber]") -> None:
        reason, by = Suppression.Reason.EDITOR, f"by {request.user}"
        done = sum(consent.suppress(subscriber.address, reason, now_of(request), by) for subscriber in queryset)
        messages.success(request, f"{done} suppressed.")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("import/", issue_actions.guarded(import_export.take), name="newsletter_subscriber_import"),
            path("export/", issue_actions.guarded(import_export.export), name="newsletter_subscriber_export"),
        ]
        return own + super().get_urls()


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, ByAddress):
    list_display = ["key", "reason", "detail", "made_at", "lifted_at"]
    list_filter = ["reason", ("lifted_at", admin.EmptyFieldListFilter)]
    search_fields = ["key"]
    actions = ["lift"]

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("newsletter.change_suppression"))

    @admin.action(description="Lift: mail them again", permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: "QuerySet[Suppression]") -> None:
        for suppression in queryset:
            consent.lift(suppression, now_of(request))
        messages.success(request, "Lifted. Who complained has to sign up again.")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ByAddress):
    list_display = ["issue", "address", "state", "attempts", "code", "next_at"]
    list_filter = ["state", "issue"]
    list_select_related = ["issue"]
    search_fields = ["=address", "=message_id"]
    show_full_result_count = False


@admin.register(Outgoing)
class OutgoingAdmin(ReadOnly, ByAddress):
    list_display = ["kind", "address", "state", "attempts", "code", "made_at"]
    list_filter = ["kind", "state"]
    search_fields = ["=address"]
    show_full_result_count = False
