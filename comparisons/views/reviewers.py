"""The four reviewers: who they are, how they judge, and their record."""

from django.conf import settings
from django.http import Http404, HttpResponse

from comparisons.pages import heading
from comparisons.pictures import sheets
from comparisons.search.reviewers import lone_dissents, page_of_reviews, track_records
from comparisons.web.public import PublicRequest, public, show
from reviews.personas import BY_KEY, PERSONAS

LONE_SHOWN = 6


@public()
def index(request: PublicRequest) -> HttpResponse:
    """`/reviewers`: all four."""
    found = track_records(request.moment)
    picture = heading.pictured(sheets.of_reviewers(found, settings.SITE_NAME), "/pages/reviewers")
    return show(request, "comparisons/reviewers.html", {"personas": PERSONAS, "records": found, **picture})


@public("after")
def reviewer(request: PublicRequest, key: str) -> HttpResponse:
    """`/reviewers/<persona>`: one of them, with every review, newest first."""
    persona = BY_KEY.get(key)
    if persona is None:
        raise Http404("unknown")
    alone = lone_dissents(request.moment).filter(persona=key).select_related("tool").order_by("-reviewed_on", "-pk")
    record = track_records(request.moment)[key]
    context = {
        **heading.pictured(sheets.of_reviewer(record, settings.SITE_NAME), f"/reviewers/{key}"),
        "persona": persona,
        "record": record,
        "lone": list(alone[:LONE_SHOWN]),
        "page": page_of_reviews(key, dict(request.GET.lists()), request.moment),
    }
    return show(request, "comparisons/reviewer.html", context)
