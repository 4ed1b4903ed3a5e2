"""The private side of a ballot and of a bookmark button: the page behind each form. The forms themselves stand on
public pages and show no state."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from comparisons import ballots
from comparisons.ballot_pages import (
    not_voted,
    profile_or_404,
    saved,
    show_ballot,
    show_bookmark,
    target_or_404,
    voted,
)  # fmt: skip
from comparisons.private import moment_of
from votes.endpoints import enter, entered, visitor_in, vote
from votes.models import Bookmark, Visitor
from votes.models.bookmark import MOST, TooMany

cast_vote = vote(ballots.cast, voted, not_voted)


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
