"""The page of bookmarks: the list, its files, and the secret link that carries it to another device."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from comparisons.visitor import bookmark_file
from comparisons.visitor.bookmark_file import Saved, Unreadable
from comparisons.visitor.bookmarks import Row, rows_of
from comparisons.visitor.state import targets_of
from comparisons.web.private import moment_of, private_page, unlisted
from votes.endpoints import enter, entered, visitor_in
from votes.models import Bookmark, ListLink, Visitor
from votes.models.bookmark import MOST, TooMany
from votes.origin import own_pages_only

FILES = {
    "json": (bookmark_file.as_json, "application/json"),
    "csv": (bookmark_file.as_csv, "text/csv; charset=utf-8"),
    "html": (bookmark_file.as_html, "text/html; charset=utf-8"),
}


@require_safe
def bookmarks(request: HttpRequest) -> HttpResponse:
    """GET `/bookmarks`: what this visitor saved."""
    return show_list(request, visitor_in(request))


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """POST `/bookmarks`: remove the ticked ones, or all of them."""
    visitor_id, number = enter(request)
    kept = Bookmark.objects.kept().filter(visitor=visitor_id)
    paths = list(kept.values_list("path", flat=True)) if "all" in request.POST else request.POST.getlist("path")
    gone = Bookmark.objects.drop(visitor_id, [path for path in paths if "\0" not in path], moment_of(request).now)
    return entered(request, number, done(f"cleared.{gone}"))


@own_pages_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """POST `/bookmarks/undo`: bring back what was removed within the last day."""
    visitor_id, number = enter(request)
    now = moment_of(request).now
    Bookmark.objects.purge(now)
    removed = Bookmark.objects.filter(visitor=visitor_id).exclude(removed_at=None).values_list("path", flat=True)
    back = Bookmark.objects.keep(visitor_id, list(removed)[:MOST], now)
    return entered(request, number, done(f"back.{back}"))


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """GET `/bookmarks.json`, `.csv`, `.html`: the list as a file."""
    write, content_type = FILES[kind]
    rows = [saved_of(row) for row in rows_of(visitor_in(request), moment_of(request))]
    response = HttpResponse(write(rows, settings.SITE_ORIGIN), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{settings.SITE_NAME.lower()}-bookmarks.{kind}"'
    return unlisted(response)


def saved_of(row: Row) -> Saved:
    return Saved(row.now_at or row.path, row.name, row.saved_on)


@own_pages_only
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """POST `/bookmarks/import`: add what a file of this page, or of a browser, holds."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Unreadable("choose a file first")
        paths = bookmark_file.read_file(file.read(bookmark_file.MOST_BYTES + 1), settings.SITE_ORIGIN)
    except Unreadable as error:
        return show_list(request, visitor_in(request), f"The file was not read: {error}.", 422)
    return adopt(request, paths)


@own_pages_only
@require_POST
def open_link(request: HttpRequest) -> HttpResponse:
    """POST `/bookmarks/link`: make the secret link."""
    visitor_id, number = enter(request)
    ListLink.objects.open(visitor_id, moment_of(request).now)
    return entered(request, number, done("link"))


@own_pages_only
@require_POST
def revoke_link(request: HttpRequest) -> HttpResponse:
    """POST `/bookmarks/link/revoke`: end it. Whoever has it finds that it is gone."""
    visitor_id, number = enter(request)
    ListLink.objects.revoke(visitor_id, moment_of(request).now)
    return entered(request, number, done("revoked"))


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """GET `/bookmarks/shared/<token>`: somebody's list, read on another device."""
    link = link_or_404(token)
    if not link.alive:
        return secret(private_page(request, "visitor/gone.html", {}, 410))
    context = {"rows": rows_of(link.visitor, moment_of(request)), "token": token}
    return secret(private_page(request, "visitor/shared.html", context))


@require_POST
def adopt_shared(request: HttpRequest, token: str) -> HttpResponse:
    """POST of the same address: take the list over into this browser's own."""
    link = link_or_404(token)
    if not link.alive:
        return secret(private_page(request, "visitor/gone.html", {}, 410))
    rows = rows_of(link.visitor, moment_of(request))
    return adopt(request, [row.path for row in reversed(rows)])


def link_or_404(token: str) -> ListLink:
    link = ListLink.objects.behind(token)
    if link is None:
        raise Http404("unknown")
    return link


def secret(response: HttpResponse) -> HttpResponse:
    """The answer, whose address no other site learns."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


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
    return private_page(request, "visitor/bookmarks.html", context, status)


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
