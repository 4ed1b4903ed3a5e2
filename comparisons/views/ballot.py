"""The private side of a ballot and of a bookmark button: the page behind each form. The forms themselves stand on
public pages and show no state."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from comparisons.moment import Moment
from comparisons.params.options import CompareOptions
from comparisons.reading.lookup import named, profile_of, tool_at, tool_named, tools_at
from comparisons.verdict.profile import Head, Profile
from comparisons.visitor import ballots
from comparisons.visitor.bookmarks import comparison_of, row_in_list, rows_of
from comparisons.visitor.state import Target, state_of, target_of
from comparisons.web.private import at_one_address, moment_of, private_page, unlisted
from votes.endpoints import enter, entered, is_htmx, visitor_in, vote, way_back
from votes.models import Bookmark, Visitor
from votes.models.bookmark import MOST, TooMany


@at_one_address("in", "next")
@require_safe
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """GET `/tools/<slug>/vote`: what you voted, the fresh tally, the buttons and the way back."""
    tool_at(slug, moment_of(request), "/tools/{}/vote")
    return show_ballot(request, profile_named(slug, moment_of(request)), visitor_in(request))


@at_one_address("in", "next")
@require_safe
def bookmark(request: HttpRequest, slug: str = "", text: str = "") -> HttpResponse:
    """GET `/tools/<slug>/bookmark` and `/compare/<matchup>/bookmark`: whether you saved it, and the button."""
    moment = moment_of(request)
    if slug:
        heads: Sequence[Head] = [tool_at(slug, moment, "/tools/{}/bookmark")]
    else:
        heads = tools_at(text, moment, "/compare/{}/bookmark", "/tools/{}/bookmark")
    return show_bookmark(request, target_of(heads), visitor_in(request))


@require_POST
def save(request: HttpRequest, slug: str = "", text: str = "") -> HttpResponse:
    """`saved` is yes or no, the state that the visitor wants of what the address means, whatever it calls it."""
    moment = moment_of(request)
    target = target_of([tool_named(slug, moment)] if slug else named(text, moment).heads)
    wanted = request.POST.get("saved")
    if wanted not in {"yes", "no"}:
        return show_bookmark(request, target, visitor_in(request), "The form said neither yes nor no.", 422)
    visitor_id, number = enter(request)
    try:
        if wanted == "yes":
            Bookmark.objects.keep(visitor_id, [target.path], moment.now)
        else:  # also under the name that it was saved by, if the tool was renamed since
            Bookmark.objects.drop(visitor_id, {target.path, request.path.removesuffix("/bookmark")}, moment.now)
    except TooMany:
        problem = f"Your list is full: it holds {MOST}. Remove one first."
        return entered(request, number, show_bookmark(request, target, Visitor.objects.of(number), problem, 422))
    return entered(request, number, saved(request, target, Visitor.objects.of(number)))


def voted(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """After a vote: the ballot with its new numbers for a script, for everybody else the page of the same address."""
    profile = profile_named(slug, moment_of(request))
    if is_htmx(request):
        return show_ballot(request, profile, Visitor.objects.of(number))
    query = urlencode({"next": way_back(request, profile.path)})
    return unlisted(HttpResponseRedirect(f"{profile.path}/vote?{query}", status=303))


def not_voted(request: HttpRequest, slug: str, problem: str) -> HttpResponse:
    """Nothing was stored: the form said nothing (422), or the tool takes no votes (403), or there is none (404)."""
    profile = profile_named(slug, moment_of(request))
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
    template = "visitor/ballot_part.html" if is_htmx(request) else "visitor/ballot.html"
    return private_page(request, template, context, status)


def profile_named(slug: str, moment: Moment) -> Profile:
    """The tool that goes by this name, with its tally. Raises NotThere."""
    head = tool_named(slug, moment)
    return profile_of(head, CompareOptions(), moment.with_tallies([head.id]))


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
    template = "visitor/bookmark_part.html" if is_htmx(request) else "visitor/bookmark.html"
    return private_page(request, template, context, status)


cast_vote = vote(ballots.cast, voted, not_voted)
