"""The home page, the rules, and the pages whose words belong to whoever runs the site."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse

from comparisons.models import HouseText
from comparisons.pages import heading
from comparisons.pages.home import front, waiting
from comparisons.pages.letter import letter_to
from comparisons.params import matchup, options
from comparisons.params.options import read_about
from comparisons.pictures import sheets
from comparisons.reading.highlights import latest_verdicts, picker_names
from comparisons.search import listing
from comparisons.search.reviewers import track_records
from comparisons.verdict import head_to_head
from comparisons.web.public import SHARED_SECONDS, PublicRequest, public, show
from reviews.personas import MAX_POINTS, PERSONAS
from tools.models import Attribute
from tools.states import MEANING
from votes.identity import LIFE
from votes.models.bookmark import UNDO
from votes.tally import ENOUGH, Z


@public(rows=front)
def home(request: PublicRequest) -> HttpResponse:
    """`/`: one matchup decided, the latest verdicts, and the picker."""
    found = track_records(request.moment)
    context = {
        **request.rows._asdict(),
        **heading.of_home(found),
        "latest": latest_verdicts(request.moment),
        "names": picker_names(request.moment),
        "records": found,
        "personas": PERSONAS,
    }
    return show(request, "comparisons/home.html", context)


@public(rows=waiting)
def methodology(request: PublicRequest) -> HttpResponse:
    """`/methodology`: the rules with their numbers, from the same constants as the code."""
    context = {
        **heading.pictured(sheets.of_methodology(settings.SITE_NAME), "/pages/methodology"),
        "personas": PERSONAS,
        "headtohead": head_to_head,
        "weights": options,
        "matchup": matchup,
        "listing": listing,
        "max_points": MAX_POINTS,
        "meanings": MEANING,
        "attributes": Attribute.objects.select_related("category").order_by("category__name", "position", "label"),
        "shared_seconds": SHARED_SECONDS,
        "rules": settings.VOTE_RULES,
        "enough": ENOUGH,
        "z": Z,
        "waiting": request.rows.number,
    }
    return show(request, "comparisons/methodology.html", context)


@public()
def privacy(request: PublicRequest) -> HttpResponse:
    """`/privacy`: what is kept about a visitor, why and how long, from the constants that decide it."""
    context = {"life": LIFE.days, "undo": UNDO, "rules": settings.VOTE_RULES, "cookie": settings.VISITOR_COOKIE}
    return show(request, "comparisons/privacy.html", context)


@public()
def text(request: PublicRequest, page: str) -> HttpResponse:
    """`/about`, `/terms`, `/accessibility`: the operator's words, or the default ones."""
    return show(request, "comparisons/text.html", words_of(page))


@public("about")
def contact(request: PublicRequest) -> HttpResponse:
    """`/contact`: the operator's words and address; `?about=/tools/x` begins a letter about that page."""
    about = read_about(dict(request.GET.lists()))
    context = {
        **words_of("contact"),
        "address": settings.CONTACT_EMAIL,
        "about": about,
        "letter": letter_to(settings.CONTACT_EMAIL, settings.SITE_ORIGIN + about if about else ""),
        "report": "",  # it is this page
    }
    return show(request, "comparisons/contact.html", context)


def words_of(page: str) -> dict[str, Any]:
    own = HouseText.objects.filter(page=page).first()
    return {"title": HouseText.Page(page).label, "own": own, "page": page}
