"""Subscribers in and out of the admin as CSV."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.models import Subscriber
from newsletter.subscribers.importing import import_subscribers, safe_cell
from tools.clock import now_of

MOST_ERRORS = 200
COLUMNS = ("address", "status", "source", "asked_at", "confirmed_at", "unsubscribed_at")


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """A form for a CSV file; what it did, and each bad line with its reason."""
    if not request.user.has_perm("newsletter.add_subscriber"):
        raise PermissionDenied
    result, problem = None, ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise ValueError("Choose a file.")
            file = cast(BinaryIO, upload.file)
            with io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="") as stream:
                result = import_subscribers(stream, now_of(request))
        except ValueError as error:
            problem = str(error)
        if result is not None and not result.errors:
            messages.success(request, " · ".join([str(result), *result.notes]))
            return HttpResponseRedirect(reverse("admin:newsletter_subscriber_changelist"))
    context = {
        **admin.site.each_context(request), "title": "Import subscribers", "opts": Subscriber._meta,
        "result": result, "errors": result.errors[:MOST_ERRORS] if result else [], "problem": problem,
    }  # fmt: skip
    return render(request, "admin/newsletter/subscriber/import.html", context, status=422 if problem else 200)


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
