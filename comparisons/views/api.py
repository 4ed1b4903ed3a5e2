"""`/api/v1`: the same answers under stable addresses, with lists by cursor. Read-only, no key, open to every origin."""

from django.conf import settings
from django.http import HttpResponse

from comparisons.formats import records
from comparisons.formats.answers import summary_data, tool_answer
from comparisons.formats.comparison import comparison_answer
from comparisons.formats.openapi import API, Choices, document
from comparisons.formats.site import site_at
from comparisons.moment import Moment
from comparisons.params.filters import FILTERS, SORTS
from comparisons.params.matchup import candidates
from comparisons.params.options import BadArgument, CompareOptions, Query, last, read_compare, read_day
from comparisons.pictures.badge import FRESH_FOR
from comparisons.reading.comparison import comparison_of
from comparisons.reading.lookup import NotThere, profile_of, tool_at, tools_at
from comparisons.search.listing import categories_with_counts, shelf
from comparisons.search.question import search
from comparisons.web.machine import data, listed, machine
from comparisons.web.public import PublicRequest, public, show

FOUND = 10
NO_SUCH_ADDRESS = "The interface has no such address; /api/v1/openapi.json names them all."


@machine("category", *FILTERS, "sort", "after", rows=shelf)
def tools(request: PublicRequest) -> HttpResponse:
    """`/api/v1/tools`: the list of tools, filtered and sorted like the page."""
    listing, site = request.rows.listing, site_at(request.moment)
    content = {"total": listing.total, "tools": [summary_data(profile, site) for profile in listing.profiles]}
    return listed(request, "/tools", content, listing.following)


@machine("as_of", names=lambda slug: [slug])
def tool(request: PublicRequest, slug: str) -> HttpResponse:
    """`/api/v1/tools/<slug>`"""
    head = tool_at(slug, request.moment, f"{API}/tools/{{}}")
    options = CompareOptions(as_of=read_day(dict(request.GET.lists()), request.moment.today))
    profile = profile_of(head, options, request.moment)
    answer = tool_answer(profile, site_at(request.moment), request.moment.today, options.as_of)
    return data(answer, canonical=answer["url"], others=((answer["url"], "text/html"),))


@machine("w", "as_of", names=candidates)
def compare(request: PublicRequest, text: str) -> HttpResponse:
    """`/api/v1/compare/<matchup>`"""
    heads = tools_at(text, request.moment, f"{API}/compare/{{}}", f"{API}/tools/{{}}")
    options = read_compare(dict(request.GET.lists()), request.moment.today)
    answer = comparison_answer(
        comparison_of(heads, options, request.moment), site_at(request.moment), request.moment.today
    )
    return data(answer, canonical=answer["url"], others=((answer["url"], "text/html"),))


class Finds:
    """What a search found, with the version of what it shows."""

    def __init__(self, moment: Moment, query: Query) -> None:
        text = last(query, "q")
        if not text:
            raise BadArgument("q", "expected a name or a part of one")
        self.found = search(text, moment, FOUND)
        counted = moment.with_tallies(profile.head.id for profile in self.found.profiles)
        self.profiles = [profile_of(profile.head, CompareOptions(), counted) for profile in self.found.profiles]
        self.version = tuple((profile.head.id, profile.count) for profile in self.profiles)


@machine("q", rows=Finds)
def find(request: PublicRequest) -> HttpResponse:
    """`/api/v1/search?q=`: tools by name, also a misspelt one. `cut` says that less than the question was read."""
    site, found = site_at(request.moment), request.rows.found
    tools = [summary_data(profile, site) for profile in request.rows.profiles]
    return listed(request, "/tools", {"q": found.q, "cut": found.cut, "tools": tools}, "")


@machine("persona", "tool", "after")
def reviews(request: PublicRequest) -> HttpResponse:
    """`/api/v1/reviews`: current reviews, the last filed first."""
    part = records.reviews(request.moment, dict(request.GET.lists()))
    return listed(request, "/reviewers", {"reviews": part.rows}, part.following)


@machine("since", "after")
def changes(request: PublicRequest) -> HttpResponse:
    """`/api/v1/changes`: what changed since a day, the oldest first."""
    part = records.changes(request.moment, dict(request.GET.lists()))
    return listed(request, "/changes", {"changes": part.rows}, part.following)


@machine()
def categories(request: PublicRequest) -> HttpResponse:
    """`/api/v1/categories`"""
    rows = [
        {
            "slug": category.slug,
            "url": f"{settings.SITE_ORIGIN}/categories/{category.slug}",
            "name": category.name,
            "description": category.description or None,
            "tools": category.n,  # type: ignore[attr-defined]  # annotated
        }
        for category in categories_with_counts(request.moment)
    ]
    return listed(request, "/categories", {"categories": rows}, "")


@machine()
def nothing(request: PublicRequest) -> HttpResponse:
    """Whatever else stands below `/api/v1`: told as data, like every problem there."""
    raise NotThere(NO_SUCH_ADDRESS)


@machine()
def openapi(request: PublicRequest) -> HttpResponse:
    """`/api/v1/openapi.json`: this interface, described for machines."""
    slugs = [category.slug for category in categories_with_counts(request.moment)]
    return data(document(site_at(request.moment), Choices(slugs, FILTERS, list(SORTS))))


@public()
def guide(request: PublicRequest) -> HttpResponse:
    """`/api`: the same for people, made from the same document."""
    described = document(site_at(request.moment), Choices([], FILTERS, list(SORTS)))
    context = {"api": described, "per_minute": settings.API_PER_MINUTE, "fresh_days": FRESH_FOR.days}
    return show(request, "formats/guide.html", context)
