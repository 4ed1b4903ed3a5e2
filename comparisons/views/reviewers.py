"""The four reviewers: who they are, how they judge, and their record."""

from django.http import Http404, HttpResponse

from comparisons.http import PublicRequest, public, show
from comparisons.paging import page_of_reviews
from comparisons.records import lone_dissents, records
from reviews.personas import BY_KEY, PERSONAS

LONE_SHOWN = 6


@public()
def index(request: PublicRequest) -> HttpResponse:
    """`/reviewers`: all four."""
    return show(request, "comparisons/reviewers.html", {"personas": PERSONAS, "records": records(request.moment)})


@public("after")
def reviewer(request: PublicRequest, key: str) -> HttpResponse:
    """`/reviewers/<persona>`: one of them, with every review, newest first."""
    persona = BY_KEY.get(key)
    if persona is None:
        raise Http404("unknown")
    alone = lone_dissents(request.moment).filter(persona=key).select_related("tool").order_by("-reviewed_on", "-pk")
    context = {
        "persona": persona,
        "record": records(request.moment)[key],
        "lone": list(alone[:LONE_SHOWN]),
        "page": page_of_reviews(key, dict(request.GET.lists()), request.moment),
    }
    return show(request, "comparisons/reviewer.html", context)
