"""The buttons of an issue, and its previews. Each button calls the verb that its command calls."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_POST, require_safe

from newsletter import checks, issues, rendering
from newsletter.addresses import BadAddress, parse_address
from newsletter.models import Issue

# A mail is styled inside itself and is shown in a frame that can do nothing.
PREVIEW_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def approve(request: HttpRequest, issue: Issue) -> str:
    blocking = [problem.text for problem in checks.problems_of(issue) if problem.blocks]
    if blocking:
        raise issues.CannotDo(" ".join(blocking))
    issues.approve(issue, timezone.now(), request.user.pk)
    return f"{issue} is approved: due {timezone.localtime(issue.due_at):%A %d %B, %H:%M}."


def send_test(request: HttpRequest, issue: Issue) -> str:
    try:
        address = parse_address(str(getattr(request.user, "email", "")))
    except BadAddress:
        raise issues.CannotDo("Your user has no e-mail address; give it one under Users.") from None
    issues.send_test(issue, address, timezone.now())
    return f"A test goes to {address}."


def quietly(verb: Callable[[Issue], None], words: str) -> Callable[[HttpRequest, Issue], str]:
    def act(request: HttpRequest, issue: Issue) -> str:
        verb(issue)
        return f"{issue}: {words}."

    return act


VERBS: dict[str, tuple[str, Callable[[HttpRequest, Issue], str]]] = {
    "test": ("Send me a test", send_test),
    "approve": ("Approve", approve),
    "back": ("Back to draft", quietly(issues.back_to_draft, "a draft again")),
    "pause": ("Pause", quietly(issues.pause, "paused")),
    "resume": ("Resume", quietly(issues.resume, "goes on")),
    "stop": ("Stop for good", quietly(issues.stop, "stopped")),
}
OFFERED = {
    Issue.State.DRAFT: ["test", "approve"],
    Issue.State.HELD: ["test", "approve", "back"],
    Issue.State.APPROVED: ["test", "back"],
    Issue.State.SENDING: ["pause", "stop"],
    Issue.State.PAUSED: ["resume", "stop"],
}


def buttons_of(issue: Issue) -> list[tuple[str, str]]:
    return [(name, VERBS[name][0]) for name in OFFERED.get(Issue.State(issue.state), [])]


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("newsletter.change_issue"):
        raise PermissionDenied
    issue = get_object_or_404(Issue, pk=pk)
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None:
        raise PermissionDenied("no such button")
    try:
        messages.success(request, verb[1](request, issue))
    except issues.CannotDo as problem:
        messages.error(request, str(problem))
    return HttpResponseRedirect(reverse("admin:newsletter_issue_change", args=[pk]))


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("newsletter.add_issue"):
        raise PermissionDenied
    now = timezone.now()
    try:
        issue, new = issues.draft(request.POST.get("week") or issues.week_to_draft(now), now)
    except (issues.NothingNew, ValueError) as problem:
        messages.warning(request, str(problem))
        return HttpResponseRedirect(reverse("admin:newsletter_issue_changelist"))
    messages.success(request, f"{issue} is {'drafted' if new else 'there already'}.")
    return HttpResponseRedirect(reverse("admin:newsletter_issue_change", args=[issue.pk]))


@require_safe
def preview(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The mail as it would go out now, or as it went out, without anybody's address."""
    issue = get_object_or_404(Issue, pk=pk)
    if not request.user.has_perm("newsletter.view_issue"):
        raise PermissionDenied
    markup, text = (issue.html, issue.text) if issue.frozen_at else rendering.both(issue)
    if kind == "text":
        plain = rendering.for_nobody(text, escaped=False)
        body = f"<!doctype html><title>{escape(issue.subject)}</title><pre>{escape(plain)}</pre>"
    else:
        body = rendering.for_nobody(markup, escaped=True)
    headers = {
        "Content-Security-Policy": PREVIEW_POLICY,
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(body, headers=headers)


def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    return admin.site.admin_view(view)
