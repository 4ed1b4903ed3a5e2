"""What editors look at beside the workspace: the preview of a page, the record of a tool, a Markdown text in HTML."""

from datetime import datetime
from typing import Any, cast

from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from comparisons.moment import moment_at
from comparisons.pages.tool import tool_page
from comparisons.reading.profiles import draft_profile
from comparisons.web.public import PublicRequest, show
from reviews.models import Review
from reviews.panel import say_score
from reviews.personas import PERSONAS
from tools import markup
from tools.models import Fact, Tool
from tools.values import say, say_date

RECORD_LIMIT = 500


def preview(request: HttpRequest, tool: Tool, now: datetime) -> HttpResponse:
    """The page of a tool as readers would see it now, published or not."""
    moment = moment_at(now)
    public = cast(PublicRequest, request)
    public.moment, public.known_query = moment, ""
    draft = draft_profile(tool, moment)
    context = tool_page(draft.head, moment, draft) | {"preview": True, "report": ""}
    response = show(public, "comparisons/tool.html", context, indexed=False)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def history(request: HttpRequest, tool: Tool, site: AdminSite) -> HttpResponse:
    """Every statement ever recorded about a tool, read-only, newest first under its attribute or persona."""
    facts = Fact.objects.filter(tool=tool).select_related("attribute").order_by("-recorded_at", "-pk")
    reviews = Review.objects.filter(tool=tool).order_by("-recorded_at", "-pk")
    context = {
        **site.each_context(request),
        "title": f"Record of {tool.name}",
        "tool": tool,
        "opts": Tool._meta,
        "groups": [*group_facts(facts[:RECORD_LIMIT]), *group_reviews(reviews[:RECORD_LIMIT])],
        "limit": RECORD_LIMIT,
    }
    return TemplateResponse(request, "admin/tools/tool/record.html", context)


def group_facts(facts: Any) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for fact in facts:
        attribute = fact.attribute
        group = groups.setdefault(
            attribute.pk,
            {"label": attribute.label, "anchor": f"fact-{attribute.pk}", "place": attribute.position, "rows": []},
        )
        check = f"{fact.outcome} on {say_date(fact.checked_on)}" if fact.checked_on else "never checked"
        group["rows"].append((fact, say(fact.value, attribute.unit), [check, fact.get_method_display()], fact.quote))
    return sorted(groups.values(), key=lambda group: (group["place"], group["label"]))


def group_reviews(reviews: Any) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {
        persona.key: {"label": persona.name, "anchor": f"review-{persona.key}", "rows": []} for persona in PERSONAS
    }
    for review in reviews:
        about = [f"reviewed {say_date(review.reviewed_on)}", review.author, review.author_kind, review.basis]
        line = say_score(review.score, review.verdict)
        groups[review.persona]["rows"].append((review, line, [*about, f"rubric {review.rubric}"], review.body))
    return [group for group in groups.values() if group["rows"]]


def markdown(request: HttpRequest) -> HttpResponse:
    """The one text of a form field as readers would see it, or why they would not."""
    name = request.GET.get("of", "")
    try:
        html, refusal = markup.render(request.POST.get(name, "")), ""
    except markup.Refused as error:
        html, refusal = "", str(error)
    context = {"html": html, "refusal": refusal}
    return TemplateResponse(request, "admin/tools/tool/markdown.html", context)
