"""Pictures of the same verdicts: what a shared link shows, a badge for vendors, and a card to put in a frame."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override

from comparisons.pages.pictures import alternatives_sheet, category_sheet, page_sheet, reviewer_sheet
from comparisons.params.options import CompareOptions
from comparisons.pictures import oembed as frames
from comparisons.pictures.badge import badge_of, draw_badge
from comparisons.pictures.subjects import ballot_of, face_of_tools
from comparisons.reading.lookup import WrongCount, named, profile_of, tool_at, tools_at
from comparisons.web.machine import data, drawn, machine
from comparisons.web.public import PublicRequest, View, public, show

FRAMED = settings.PUBLIC_CSP | {"frame-ancestors": ["*"]}


@machine("v")
def compare(request: PublicRequest, text: str) -> HttpResponse:
    """`/og/compare/<matchup>.png?v=<mark>`"""
    heads = tools_at(text, request.moment, "/og/compare/{}.png", "/og/tools/{}.png")
    return drawn(face_of_tools(heads, request.moment), request)


@machine("v")
def tool(request: PublicRequest, slug: str) -> HttpResponse:
    """`/og/tools/<slug>.png?v=<mark>`"""
    head = tool_at(slug, request.moment, "/og/tools/{}.png")
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
    head = tool_at(slug, request.moment, "/og/tools/{}/alternatives.png")
    return drawn(alternatives_sheet(head, request.moment), request)


@machine(names=lambda slug: [slug])
def badge(request: PublicRequest, slug: str) -> HttpResponse:
    """`/badges/<slug>.svg`"""
    head = tool_at(slug, request.moment, "/badges/{}.svg")
    profile = profile_of(head, CompareOptions(), request.moment)
    return HttpResponse(draw_badge(badge_of(profile, settings.SITE_NAME, request.moment.today)), "image/svg+xml")


def for_frames(view: View) -> View:
    """Let other sites put all that a view answers in a frame, a redirect and a refusal too."""

    @wraps(view)
    def inner(request: HttpRequest, **path: Any) -> HttpResponse:
        response = view(request, **path)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return inner


@for_frames
@csp_override(FRAMED)
@xframe_options_exempt
@public()
def embed(request: PublicRequest, text: str) -> HttpResponse:
    """`/embed/<matchup>`: a card that other sites may put in a frame."""
    heads = tools_at(text, request.moment, "/embed/{}")
    face = face_of_tools(heads, request.moment)
    sides = [(letter, name, points) for letter, name, points in zip("abcd", face.names, face.points, strict=False)]
    context = {"face": face, "sides": sides, "page": f"{settings.SITE_ORIGIN}/compare/{text}"}
    return show(request, "formats/embed.html", context, indexed=False)


@machine("url", "format", "maxwidth", "maxheight")
def oembed(request: PublicRequest) -> HttpResponse:
    """`/oembed?url=`: how to show a compare page in a frame (oEmbed 1.0)."""
    query = dict(request.GET.lists())
    asked = frames.read(query, settings.SITE_ORIGIN)
    found = named(asked.text, request.moment)
    if len(found.heads) == 1:
        raise WrongCount
    face = face_of_tools(found.heads, request.moment)
    told = frames.answer(asked, face, found.text, settings.SITE_ORIGIN)
    if asked.form == "xml":
        return HttpResponse(frames.as_xml(told), "text/xml; charset=utf-8")
    return data(told)
