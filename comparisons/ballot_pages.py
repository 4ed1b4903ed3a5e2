"""The answers of ballots and bookmark buttons: a page of its own, or for a script the part that it puts in place."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from comparisons.bookmarks import comparison_of, row_in_list, rows_of
from comparisons.mine import Target, profiles_named, state_of, target_of
from comparisons.moments import Moment
from comparisons.private import moment_of, page, unlisted
from comparisons.profile import Profile
from votes.endpoints import is_htmx, visitor_in, way_back
from votes.models import Visitor


def voted(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """After a vote: the ballot with its new numbers for a script, for everybody else the page of the same address."""
    if is_htmx(request):
        return show_ballot(request, profile_or_404(slug, moment_of(request)), Visitor.objects.of(number))
    query = urlencode({"next": way_back(request, f"/tools/{slug}")})
    return unlisted(HttpResponseRedirect(f"/tools/{slug}/vote?{query}", status=303))


def not_voted(request: HttpRequest, slug: str, problem: str) -> HttpResponse:
    """Nothing was stored: the form said nothing (422), or the tool takes no votes (403), or there is none (404)."""
    profile = profile_or_404(slug, moment_of(request))
    status = 422 if problem else 403
    return show_ballot(request, profile, visitor_in(request), problem or "Voting on this tool is closed.", status)


def show_ballot(
    request: HttpRequest, profile: Profile, visitor: Visitor | None, problem: str = "", status: int = 200
) -> HttpResponse:
    state = state_of(visitor, [profile.head.id])
    context = {
        "profile": profile,
        "mine": state.vote(profile.head.id),
        "marks": len(state.saved),
        "back": way_back(request, profile.path),
        "problem": problem,
    }
    template = "community/ballot_part.html" if is_htmx(request) else "community/ballot.html"
    return page(request, template, context, status)


def profile_or_404(slug: str, moment: Moment) -> Profile:
    found = profiles_named([slug], moment)
    if not found:
        raise Http404("unknown")
    return found[0]


def saved(request: HttpRequest, target: Target, visitor: Visitor | None) -> HttpResponse:
    if is_htmx(request):
        return show_bookmark(request, target, visitor)
    query = urlencode({"next": way_back(request, target.path)})
    return unlisted(HttpResponseRedirect(f"{target.path}/bookmark?{query}", status=303))


def show_bookmark(
    request: HttpRequest, target: Target, visitor: Visitor | None, problem: str = "", status: int = 200
) -> HttpResponse:
    state = state_of(visitor)
    place, kept = request.GET.get("in", ""), target.path in state.saved
    context = {
        "target": target,
        "saved": kept,
        "marks": len(state.saved),
        "back": way_back(request, target.path),
        "place": place if place in {"page", "drawer"} else "",
        "compare": comparison_of(rows_of(visitor, moment_of(request))) if place == "drawer" else None,
        "row": row_in_list(target.path, visitor, moment_of(request)) if place and kept else None,
        "problem": problem,
    }
    template = "community/bookmark_part.html" if is_htmx(request) else "community/bookmark.html"
    return page(request, template, context, status)


def target_or_404(request: HttpRequest, slug: str, text: str) -> Target:
    path = f"/tools/{slug}" if slug else f"/compare/{text}"
    target = target_of(path, moment_of(request))
    if target is None:
        raise Http404("unknown")
    return target
