"""Nothing that was public is deleted at the desk, alone or in bulk; who tries is told what to do instead."""

from itertools import islice
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db.models import PROTECT, RESTRICT, Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

MOST_SAID = 10  # of the records that a bulk deletion would have taken


def uses_of(record: Model) -> list[str]:
    """What other records lean on this one, by the name of their kind."""
    ends: list[Any] = [end for end in record._meta.get_fields(include_hidden=True) if end.auto_created]
    return sorted({str(end.related_model._meta.verbose_name_plural) for end in ends if leans(end, record)})


def leans(end: Any, record: Model) -> bool:
    """Whether some record at the other end of a relation needs this one; derived rows, which go with it, do not."""
    if end.concrete or not (end.many_to_many or end.on_delete in (PROTECT, RESTRICT)):
        return False
    return bool(end.related_model._base_manager.filter(**{end.field.name: record.pk}).exists())


def delete_unless_kept(desk: Any, request: HttpRequest, chosen: Any) -> HttpResponse | None:
    """Django's own bulk deletion, unless something chosen is kept: then nothing goes, and each is named."""
    kept = (f"{record}: {why}" for record in chosen if (why := desk.why_kept(record)))
    said = list(islice(kept, MOST_SAID))
    if not said:
        return delete_selected(desk, request, chosen)
    for line in ["Nothing was deleted.", *said]:
        messages.error(request, line)
    return None


def refuse(desk: Any, request: HttpRequest, record: Model, why: str) -> HttpResponse:
    """The page in the place of the question whether to delete."""
    context = {
        **admin.site.each_context(request),
        "title": f"{record} cannot be deleted",
        "opts": desk.opts,
        "record": record,
        "why": why,
    }
    return TemplateResponse(request, "admin/desk/kept.html", context, status=403)
