"""Pages for those who want a verdict on their own site: what to copy, and how it looks."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from comparisons.params.options import CompareOptions
from comparisons.pictures.badge import FRESH_FOR, why_stale
from comparisons.pictures.snippets import badge_snippets, card_snippets
from comparisons.pictures.subjects import face_of_tools
from comparisons.reading.lookup import profile_of, tool_at, tools_at
from comparisons.web.public import PublicRequest, public, show

ORIGIN, SITE = settings.SITE_ORIGIN, settings.SITE_NAME


@public()
def badge(request: PublicRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>/badge`: the badge of a tool, and what a vendor copies."""
    head = tool_at(slug, request.moment, "/tools/{}/badge")
    profile = profile_of(head, CompareOptions(), request.moment)
    context = {
        "profile": profile,
        "stale": why_stale(profile, request.moment.today),
        "fresh_days": FRESH_FOR.days,
        "snippets": badge_snippets(head.name, head.slug, ORIGIN, SITE),
    }
    return show(request, "formats/badge.html", context, indexed=False)


@csp_override(settings.PUBLIC_CSP | {"frame-src": [CSP.SELF]})
@public()
def card(request: PublicRequest, text: str) -> HttpResponse:
    """`/compare/<matchup>/embed`: the card of a comparison, and what others copy."""
    heads = tools_at(text, request.moment, "/compare/{}/embed")
    names = face_of_tools(heads, request.moment).names
    context = {"names": names, "text": text, "snippets": card_snippets(names, text, ORIGIN, SITE)}
    return show(request, "formats/card.html", context, indexed=False)
