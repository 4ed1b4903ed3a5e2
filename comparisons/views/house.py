"""The home page, the rules, and the pages whose words belong to whoever runs the site."""

from django.http import HttpResponse

from comparisons import headtohead, listing, matchup, weights
from comparisons.http import SHARED_SECONDS, PublicRequest, public, show
from comparisons.models import HouseText, Matchup
from comparisons.pages import featured_page
from comparisons.records import records
from comparisons.showcase import curated_cards, latest_verdicts, picker_names
from reviews.personas import MAX_POINTS, PERSONAS
from tools.models import Attribute
from tools.states import MEANING

CURATED_SHOWN = 5


@public()
def home(request: PublicRequest) -> HttpResponse:
    """`/`: one matchup decided, the latest verdicts, and the picker."""
    matchups = list(Matchup.objects.order_by("-featured", "-pk")[: CURATED_SHOWN + 1])
    context = {
        "featured": featured_page(matchups[:1], request.moment),
        "latest": latest_verdicts(request.moment),
        "cards": curated_cards(matchups, request.moment)[:CURATED_SHOWN],
        "names": picker_names(request.moment),
        "records": records(request.moment),
        "personas": PERSONAS,
    }
    return show(request, "comparisons/home.html", context)


@public()
def methodology(request: PublicRequest) -> HttpResponse:
    """`/methodology`: the rules with their numbers, from the same constants as the code."""
    context = {
        "personas": PERSONAS,
        "headtohead": headtohead,
        "weights": weights,
        "matchup": matchup,
        "listing": listing,
        "max_points": MAX_POINTS,
        "meanings": MEANING,
        "attributes": Attribute.objects.select_related("category").order_by("category__name", "position", "label"),
        "shared_seconds": SHARED_SECONDS,
    }
    return show(request, "comparisons/methodology.html", context)


@public()
def text(request: PublicRequest, page: str) -> HttpResponse:
    """`/about`, `/contact`, `/terms`, `/accessibility`: the operator's words, or the default ones."""
    own = HouseText.objects.filter(page=page).first()
    context = {"title": HouseText.Page(page).label, "own": own, "page": page}
    return show(request, "comparisons/text.html", context)
