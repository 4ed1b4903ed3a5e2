"""Pictures of the same verdicts: what a shared link shows, a badge for vendors, and a card to put in a frame."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from comparisons.pages.pictures import alternatives_sheet, category_sheet, page_sheet, reviewer_sheet
from comparisons.params.matchup import canonical
from comparisons.params.options import CompareOptions
from comparisons.pictures import oembed as frames
from comparisons.pictures.badge import badge_of, draw_badge
from comparisons.pictures.subjects import ballot_of, face_named
from comparisons.reading.lookup import profile_of, slugs_in, tool_named
from comparisons.web.machine import data, drawn, machine
from comparisons.web.public import PublicRequest, moved, public, show

FRAMED = settings.PUBLIC_CSP | {"frame-ancestors": ["*"]}


@machine("v")
def compare(request: PublicRequest, text: str) -> HttpResponse:
    """`/og/compare/<matchup>.png?v=<mark>`"""
    slugs = slugs_in(text, request.moment)
    if len(slugs) == 1 or text != canonical(slugs):
        folder = "compare" if len(slugs) > 1 else "tools"
        return moved(f"/og/{folder}/{canonical(slugs)}.png")
    return drawn(face_named(slugs, request.moment), request)


@machine("v")
def tool(request: PublicRequest, slug: str) -> HttpResponse:
    """`/og/tools/<slug>.png?v=<mark>`"""
    head, current = tool_named(slug, request.moment)
    if not current:
        return moved(f"/og/tools/{head.slug}.png")
    return drawn(ballot_of(profile_of(head, CompareOptions(), request.moment), settings.SITE_NAME), request)


@machine("v")
def page(request: PublicRequest, name: str) -> HttpResponse:
    """`/og/pages/<name>.png?v=<mark>`"""
    return drawn(page_sheet(name, request.moment), request)


@machine("v")
def category(request: PublicRequest, slug: str) -> HttpResponse:
    """`/og/categories/<slug>.png?v=<mark>`"""
    return drawn(category_sheet(slug, request.moment), request)


@machine("v")
def reviewer(request: PublicRequest, key: str) -> HttpResponse:
    """`/og/reviewers/<persona>.png?v=<mark>`"""
    return drawn(reviewer_sheet(key, request.moment), request)


@machine("v")
def alternatives(request: PublicRequest, slug: str) -> HttpResponse:
    """`/og/tools/<slug>/alternatives.png?v=<mark>`"""
    head, current = tool_named(slug, request.moment)
    if not current:
        return moved(f"/og/tools/{head.slug}/alternatives.png")
    return drawn(alternatives_sheet(head, request.moment), request)


@machine(names=lambda slug: [slug])
def badge(request: PublicRequest, slug: str) -> HttpResponse:
    """`/badges/<slug>.svg`"""
    head, current = tool_named(slug, request.moment)
    if not current:
        return moved(f"/badges/{head.slug}.svg")
    profile = profile_of(head, CompareOptions(), request.moment)
    return HttpResponse(draw_badge(badge_of(profile, settings.SITE_NAME, request.moment.today)), "image/svg+xml")


@csp_override(FRAMED)
@xframe_options_exempt
@public()
def embed(request: PublicRequest, text: str) -> HttpResponse:
    """`/embed/<matchup>`: a card that other sites may put in a frame."""
    slugs = slugs_in(text, request.moment)
    if len(slugs) == 1:
        raise Http404("unknown")
    if text != canonical(slugs):
        return moved(f"/embed/{canonical(slugs)}")
    face = face_named(slugs, request.moment)
    sides = [(letter, name, points) for letter, name, points in zip("abcd", face.names, face.points, strict=False)]
    context = {"face": face, "sides": sides, "page": f"{settings.SITE_ORIGIN}/compare/{text}"}
    response = show(request, "machines/embed.html", context, indexed=False)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@machine("url", "format", "maxwidth", "maxheight")
def oembed(request: PublicRequest) -> HttpResponse:
    """`/oembed?url=`: how to show a compare page in a frame (oEmbed 1.0)."""
    query = dict(request.GET.lists())
    asked = frames.read(query, settings.SITE_ORIGIN)
    slugs = slugs_in(asked.text, request.moment)
    if len(slugs) == 1:
        raise Http404("unknown")
    face = face_named(slugs, request.moment)
    told = frames.answer(asked, face, canonical(slugs), settings.SITE_ORIGIN)
    if asked.form == "xml":
        return HttpResponse(frames.as_xml(told), "text/xml; charset=utf-8")
    return data(told)
