"""Subscribers in and out of the admin as CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.admin import held_lists
from newsletter.models import Subscriber
from newsletter.subscribers.files import opened
from newsletter.subscribers.import_terms import How, Imported
from newsletter.subscribers.importing import import_subscribers
from newsletter.subscribers.moments import Order
from tools.cells import safe_cell
from tools.clock import now_of

MOST_ERRORS = 200
COLUMNS = ("address", "status", "source", "asked_at", "confirmed_at", "unsubscribed_at")


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """A form for a list; what it would do; and, once somebody agreed, what it did with each bad line and its reason."""
    if not request.user.has_perm("newsletter.add_subscriber"):
        raise PermissionDenied
    result, problem = None, ""
    how = how_asked(request)
    ticket = request.POST.get("ticket", "")
    if ticket and how.asks_consent:
        problem = "Say how the people in this list agreed to get your letters."
    elif request.method == "POST":
        try:
            ticket, result = ("", put_in(request, how)) if ticket else rehearse(request, how)
        except ValueError as error:
            ticket, problem = "", str(error)
    if result is not None and not ticket and not result.errors:
        messages.success(request, " · ".join([str(result), *result.notes]))
        return HttpResponseRedirect(reverse("admin:newsletter_subscriber_changelist"))
    context = {
        **admin.site.each_context(request), "title": "Import subscribers", "opts": Subscriber._meta, "how": how,
        "result": result, "errors": result.errors[:MOST_ERRORS] if result else [], "problem": problem, "ticket": ticket,
    }  # fmt: skip
    return render(request, "admin/newsletter/subscriber/import.html", context, status=422 if problem else 200)


def how_asked(request: HttpRequest) -> How:
    dates = request.POST.get("dates", "")
    return How(
        Order(dates) if dates in {*Order} else None,
        gone=bool(request.POST.get("left")),
        consent=" ".join(request.POST.get("consent", "").split())[:180],
    )


def rehearse(request: HttpRequest, how: How) -> tuple[str, Imported]:
    """(with what the list is got again, what it would do). Raises ValueError."""
    upload = request.FILES.get("file")
    if upload is None:
        raise ValueError("Choose a file.")
    file = cast(BinaryIO, upload.file)
    with opened(file) as stream:
        result = import_subscribers(stream, now_of(request), replace(how, rehearsal=True))
        return held_lists.hold(file, cast(int, request.user.pk), now_of(request)), result


def put_in(request: HttpRequest, how: How) -> Imported:
    """Import the list that was looked at. Raises ValueError."""
    path = held_lists.take(request.POST["ticket"], cast(int, request.user.pk), now_of(request))
    with path.open("rb") as raw, opened(raw) as stream:
        result = import_subscribers(stream, now_of(request), how)
    path.unlink(missing_ok=True)
    return result


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every subscriber as CSV, line by line, with no cell that a spreadsheet would run."""
    if not request.user.has_perm("newsletter.view_subscriber"):
        raise PermissionDenied
    return StreamingHttpResponse(
        lines(), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="subscribers.csv"', "Cache-Control": "private, no-store"},
    )  # fmt: skip


def lines() -> Iterator[str]:
    buffer = io.StringIO()
    buffer.write("\ufeff")  # by which spreadsheets know UTF-8
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in Subscriber.objects.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=2000):
        writer.writerow(
            [safe_cell(str(value.isoformat() if hasattr(value, "isoformat") else value or "")) for value in row]
        )
        if buffer.tell() > 50_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
