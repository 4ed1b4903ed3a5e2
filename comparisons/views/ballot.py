"""The private side of a ballot and of a bookmark button: the page behind each form. The forms themselves stand on
public pages and show no state."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from comparisons.moment import Moment
from comparisons.verdict.profile import Profile
from comparisons.visitor import ballots
from comparisons.visitor.bookmarks import comparison_of, row_in_list, rows_of
from comparisons.visitor.state import Target, profiles_named, state_of, target_of
from comparisons.web.private import moment_of, page, unlisted
from votes.endpoints import enter, entered, is_htmx, visitor_in, vote, way_back
from votes.models import Bookmark, Visitor
from votes.models.bookmark import MOST, TooMany


@require_safe
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """GET `/tools/<slug>/vote`: what you voted, the fresh tally, the buttons and the way back."""
    return show_ballot(request, profile_or_404(slug, moment_of(request)), visitor_in(request))


@require_safe
def bookmark(request: HttpRequest, slug: str = "", text: str = "") -> HttpResponse:
    """GET `/tools/<slug>/bookmark` and `/compare/<matchup>/bookmark`: whether you saved it, and the button."""
    return show_bookmark(request, target_or_404(request, slug, text), visitor_in(request))


@require_POST
def save(request: HttpRequest, slug: str = "", text: str = "") -> HttpResponse:
    """`saved` is yes or no, the state that the visitor wants."""
    target = target_or_404(request, slug, text)
    wanted = request.POST.get("saved")
    if wanted not in {"yes", "no"}:
        return show_bookmark(request, target, visitor_in(request), "The form said neither yes nor no.", 422)
    visitor_id, number = enter(request)
    now = moment_of(request).now
    try:
        if wanted == "yes":
            Bookmark.objects.keep(visitor_id, [target.path], now)
        else:  # also under the name that it was saved by, if the tool was renamed since
            Bookmark.objects.drop(visitor_id, {target.path, request.path.removesuffix("/bookmark")}, now)
    except TooMany:
        problem = f"Your list is full: it holds {MOST}. Remove one first."
        return entered(request, number, show_bookmark(request, target, Visitor.objects.of(number), problem, 422))
    return entered(request, number, saved(request, target, Visitor.objects.of(number)))


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


cast_vote = vote(ballots.cast, voted, not_voted)
