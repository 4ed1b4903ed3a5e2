"""The answers of the page of bookmarks."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comparisons.bookmarks import rows_of
from comparisons.mine import targets_of
from comparisons.private import moment_of, page, unlisted
from votes.endpoints import enter, entered
from votes.models import Bookmark, ListLink, Visitor
from votes.models.bookmark import MOST, TooMany

# What the page says after a form of its own; the number, if any, stands behind a dot.
SAID = {"cleared", "added", "back", "link", "revoked"}


def show_list(request: HttpRequest, visitor: Visitor | None, problem: str = "", status: int = 200) -> HttpResponse:
    link = ListLink.objects.filter(visitor=visitor, revoked_at=None).first() if visitor else None
    said, _, number = request.GET.get("done", "").partition(".")
    rows = rows_of(visitor, moment_of(request))
    context = {
        "rows": rows,
        "tickable": any(len(row.profiles) == 1 for row in rows),
        "marks": len(rows),
        "link": f"{settings.SITE_ORIGIN}/bookmarks/shared/{link.token}" if link else "",
        "said": said if said in SAID else "",
        "number": int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0,
        "problem": problem,
        "most": MOST,
    }
    return page(request, "community/bookmarks.html", context, status)


def done(what: str) -> HttpResponse:
    """Back to the list, which says what happened."""
    return unlisted(HttpResponseRedirect(f"/bookmarks?done={what}", status=303))


def adopt(request: HttpRequest, paths: list[str]) -> HttpResponse:
    """Add these paths to the visitor's own list; those that lead nowhere are left out."""
    targets = targets_of(paths, moment_of(request))
    found = [targets[path].path for path in paths if path in targets]
    visitor_id, number = enter(request)
    try:
        added = Bookmark.objects.keep(visitor_id, found, moment_of(request).now)
    except TooMany:
        problem = f"Your list would hold more than {MOST}. Nothing was added."
        return entered(request, number, show_list(request, Visitor.objects.of(number), problem, 422))
    return entered(request, number, done(f"added.{added}"))
