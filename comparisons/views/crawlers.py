"""What robots read first: where they may go, what there is to find, and what language models should know."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from comparisons.formats import sitemap
from comparisons.formats.llms import guide
from comparisons.formats.site import site_at
from comparisons.models import Matchup
from comparisons.reading.highlights import curated_sides
from comparisons.search.listing import categories_with_counts
from comparisons.web.public import PublicRequest, public
from comparisons.web.streaming import prepare, streamed

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /me$
Disallow: /me/
Disallow: /bookmarks
Disallow: /contact?
Disallow: /*/vote$
Disallow: /*/bookmark$

Sitemap: {origin}/sitemap.xml
"""
XML = "application/xml"
FEATURED = 12


@public()
def robots(request: PublicRequest) -> HttpResponse:
    """`/robots.txt`"""
    return HttpResponse(ROBOTS.format(origin=settings.SITE_ORIGIN), "text/plain; charset=utf-8")


@public()
def sitemap_index(request: PublicRequest) -> HttpResponse:
    """`/sitemap.xml`: the files that hold the addresses."""
    parts = sitemap.written(sitemap.files(request.moment), settings.SITE_ORIGIN, "sitemapindex", "sitemap")
    return HttpResponse("".join(parts), XML)


@require_safe
def sitemap_part(request: HttpRequest, kind: str, number: str) -> HttpResponseBase:
    """`/sitemaps/tools-0.xml`: up to 50,000 addresses, written while they are read."""
    tag, asked = prepare(request), cast(PublicRequest, request)
    addresses = sitemap.KINDS[kind](asked.moment, int(number))
    return streamed(asked, tag, lambda: sitemap.written(addresses, settings.SITE_ORIGIN), XML)


@public()
def llms(request: PublicRequest) -> HttpResponse:
    """`/llms.txt`: the site for language models."""
    curated = curated_sides(Matchup.objects.chosen(request.moment.today)[:FEATURED], request.moment)
    text = guide(
        site_at(request.moment),
        [(category.slug, category.name) for category in categories_with_counts(request.moment)],
        [[(profile.slug, profile.name) for profile in profiles] for _, profiles in curated],
    )
    return HttpResponse(text, "text/plain; charset=utf-8")
