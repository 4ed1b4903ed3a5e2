"""The buttons of an issue, and its previews. Each button calls the verb that its command calls.

Those of a draft save the form first: they stand in it, and `IssueAdmin.act` hands them over once it is saved.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_POST, require_safe

from newsletter.addresses import BadAddress, parse_address
from newsletter.delivery.approval import Plan, plan_of
from newsletter.issues import workflow
from newsletter.mail import proofreading, rendering
from newsletter.models import Issue
from tools.clock import now_of
from tools.desk.absent import SHOWN

# A mail is styled inside itself and is shown in a frame that can do nothing.
PREVIEW_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
# What the question before an issue goes out at once has told the editor.
TOLD_PEOPLE, TOLD_VERSION = "told_people", "told_version"
Done = str | HttpResponse


@transaction.atomic
def approve(request: HttpRequest, issue: Issue) -> Done:
    """Approve what the editor has seen; what goes out at once is asked about once more."""
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    now = now_of(request)
    blocking = [problem.text for problem in proofreading.problems_of(issue, now) if problem.blocks]
    if blocking:
        raise workflow.CannotDo(" ".join(blocking))
    plan = plan_of(issue, now)
    if plan.at_once and issue.state in workflow.APPROVABLE and not agreed(request, plan):
        return ask(request, issue, plan)
    workflow.approve(issue, now, request.user.pk)
    return f"{issue} is approved: it goes to {plan.to} {plan.when}."


def agreed(request: HttpRequest, plan: Plan) -> bool:
    """Whether the editor was told of these words and of no fewer people."""
    told = request.POST.get(TOLD_PEOPLE, "")
    enough = told.isdecimal() and len(told) < 10 and int(told) >= plan.people
    return enough and request.POST.get(TOLD_VERSION) == plan.version


def ask(request: HttpRequest, issue: Issue, plan: Plan) -> HttpResponse:
    """The page that says what follows from approving, with the numbers of now."""
    before = request.POST.get(TOLD_PEOPLE)
    context = {
        **admin.site.each_context(request),
        "title": "Send it now?",
        "opts": Issue._meta,
        "issue": issue,
        "plan": plan,
        "saved": SHOWN in request.POST,
        "before": before,
        "reworded": before is not None and request.POST.get(TOLD_VERSION) != plan.version,
        "told": {"do": "approve", TOLD_PEOPLE: plan.people, TOLD_VERSION: plan.version},
    }
    return TemplateResponse(request, "admin/newsletter/issue/approve.html", context)


def send_test(request: HttpRequest, issue: Issue) -> Done:
    try:
        address = parse_address(str(getattr(request.user, "email", "")))
    except BadAddress:
        raise workflow.CannotDo("Your user has no e-mail address; give it one under Users.") from None
    workflow.send_test(issue, address, now_of(request))
    return f"A test goes to {address}."


def quietly(verb: Callable[[Issue], None], words: str) -> Callable[[HttpRequest, Issue], Done]:
    def act(request: HttpRequest, issue: Issue) -> str:
        verb(issue)
        return f"{issue}: {words}."

    return act


VERBS: dict[str, tuple[str, Callable[[HttpRequest, Issue], Done]]] = {
    "test": ("Send me a test", send_test),
    "approve": ("Approve", approve),
    "back": ("Back to draft", quietly(workflow.back_to_draft, "a draft again")),
    "pause": ("Pause", quietly(workflow.pause, "paused")),
    "resume": ("Resume", quietly(workflow.resume, "goes on")),
    "stop": ("Stop for good", quietly(workflow.stop, "stopped")),
}
# These are about the words that the editor has before them, saved or not.
SAVE_FIRST = {"test", "approve"}
OFFERED = {
    Issue.State.DRAFT: ["test", "approve"],
    Issue.State.HELD: ["test", "approve", "back"],
    Issue.State.APPROVED: ["test", "back"],
    Issue.State.SENDING: ["pause", "stop"],
    Issue.State.PAUSED: ["resume", "stop"],
}


def buttons_of(issue: Issue) -> list[tuple[str, str]]:
    return [(name, VERBS[name][0]) for name in OFFERED.get(Issue.State(issue.state), [])]


def has_fields(request: HttpRequest) -> bool:
    """Whether a request holds anything of the form of an issue beside the button."""
    return bool(request.POST.keys() - {"do", "csrfmiddlewaretoken", TOLD_PEOPLE, TOLD_VERSION})


def perform(request: HttpRequest, issue: Issue, name: str) -> HttpResponse:
    """Do what the button says, and say what was done or why it cannot be."""
    try:
        done = VERBS[name][1](request, issue)
    except workflow.CannotDo as problem:
        messages.error(request, str(problem))
    else:
        if isinstance(done, HttpResponse):
            return done
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:newsletter_issue_change", args=[issue.pk]))


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("newsletter.add_issue"):
        raise PermissionDenied
    now = now_of(request)
    try:
        issue, new = workflow.draft(request.POST.get("week") or workflow.week_to_draft(now), now)
    except (workflow.NothingNew, ValueError) as problem:
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
