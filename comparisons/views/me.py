"""What belongs to one visitor: the state of a page's controls, the list in the drawer, and everything that is kept."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from comparisons.visitor import ballots
from comparisons.visitor.bookmarks import comparison_of, rows_of
from comparisons.visitor.state import profiles_named, state_of, targets_of
from comparisons.web.private import asked, moment_of, private_page, unlisted
from votes.endpoints import check_rate, visitor_in, way_back
from votes.identity import LIFE, forget
from votes.models import ListLink, Vote
from votes.origin import own_pages_only


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """`/me/state?tools=a,b&paths=/compare/a-vs-b`: those controls of the page in the state of this visitor."""
    moment, visitor = moment_of(request), visitor_in(request)
    profiles = profiles_named(asked(request, "tools"), moment)
    targets = targets_of(asked(request, "paths"), moment)
    own = state_of(visitor, [profile.head.id for profile in profiles])
    context = {
        "profiles": profiles,
        "targets": list(dict.fromkeys(targets.values())),
        "own": own,
        "back": way_back(request, "/"),
    }
    return private_page(request, "visitor/state.html", context)


@require_safe
def drawer(request: HttpRequest) -> HttpResponse:
    """`/me/bookmarks`: the list in the drawer."""
    rows = rows_of(visitor_in(request), moment_of(request))
    return private_page(request, "visitor/drawer.html", {"rows": rows, "compare": comparison_of(rows)})


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """`/me`: all that is kept about this visitor, and the button that deletes it."""
    visitor, moment = visitor_in(request), moment_of(request)
    votes = Vote.objects.filter(visitor=visitor).select_related("tool").order_by("-cast_at") if visitor else []
    rows = rows_of(visitor, moment)
    context = {
        "visitor": visitor,
        "votes": list(votes),
        "rows": rows,
        "marks": len(rows),
        "link": ListLink.objects.filter(visitor=visitor, revoked_at=None).first() if visitor else None,
        "ends_on": visitor.seen_on + LIFE if visitor else None,
        "erased": request.GET.get("erased") == "1",
    }
    return private_page(request, "visitor/everything.html", context)


@own_pages_only
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """POST `/me/delete`: delete all of it, at once."""
    check_rate(request)
    visitor = visitor_in(request)
    if visitor is not None:
        ballots.erase(visitor)
    response = unlisted(HttpResponseRedirect("/me?erased=1", status=303))
    forget(response)
    return response
