"""`/data`: everything in one file, for those who want all of it."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from comparisons.formats import dump
from comparisons.formats.answers import licence_of
from comparisons.formats.site import site_at
from comparisons.moment import Moment
from comparisons.params.options import Query
from comparisons.web.machine import opened
from comparisons.web.public import PublicRequest, public, show

TYPES = {dump.NAME: "application/gzip", dump.SUMS: "text/plain; charset=utf-8", dump.SCHEMA: "application/schema+json"}


def there(moment: Moment, query: Query) -> dump.Written | None:
    """The files as they lie there, or None before the first ones were written."""
    try:
        stats = [(name, (dump.folder() / name).stat()) for name in TYPES]
        sums = (dump.folder() / dump.SUMS).read_text()
    except FileNotFoundError:
        return None
    at = datetime.fromtimestamp(stats[0][1].st_mtime, UTC)
    return dump.Written(tuple((name, stat.st_size) for name, stat in stats), at, sums)


@public(rows=there)
def page(request: PublicRequest) -> HttpResponse:
    """`/data`: the files, their checksums and their licence."""
    context = {"written": request.rows, "licence": licence_of(site_at(request.moment)), "origin": settings.SITE_ORIGIN}
    return show(request, "formats/data.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/data/tools.jsonl.gz`, `/data/sha256sums`, `/data/schema.json`"""
    content = dump.opened(name)
    if content is None:
        raise Http404("unknown")
    response = FileResponse(content, content_type=TYPES[name])
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60"
    opened(response)
    return response
