"""What changed: pages and feeds, of everything or of one tool, category or matchup."""

from django.conf import settings
from django.http import HttpResponse

from comparisons.formats.feeds import TYPES, feed
from comparisons.pages import heading
from comparisons.pictures import sheets
from comparisons.reading.changes import Changed, changed
from comparisons.reading.lookup import Elsewhere
from comparisons.web.public import PublicRequest, public, show


@public("after", rows=changed)
def page(request: PublicRequest, kind: str = "", name: str = "") -> HttpResponse:
    """`/changes`, `/changes/tools/<slug>`, `/changes/categories/<slug>`, `/changes/compare/<matchup>`."""
    rows: Changed = request.rows
    if request.path != rows.scope.page:
        raise Elsewhere(rows.scope.page)
    picture = heading.pictured(sheets.of_changes(rows.page.entries, settings.SITE_NAME), "/pages/changes")
    own = {} if kind or request.known_query else picture
    return show(request, "comparisons/changes.html", rows._asdict() | own, indexed=not kind)


@public(rows=changed)
def as_feed(request: PublicRequest, form: str, kind: str = "", name: str = "") -> HttpResponse:
    """The newest changes as `/feeds/changes.atom` and `.json`, and the same below it for each page of changes."""
    rows: Changed = request.rows
    if request.path != rows.scope.feed(form):
        raise Elsewhere(rows.scope.feed(form))
    start = request.moment.now.replace(hour=0, minute=0, second=0, microsecond=0)
    body = feed(form, rows.scope, rows.page.entries, start)
    return HttpResponse(body, content_type=TYPES[form], headers={"X-Robots-Tag": "noindex"})
