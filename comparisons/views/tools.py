"""Tools: the list, one tool, its history; and the categories that they stand in."""

from django.conf import settings
from django.http import HttpResponse

from comparisons.pages import heading
from comparisons.pages.tool import past_tool_page, tool_page
from comparisons.params.filters import FILTERS, NEAR, SORTS
from comparisons.params.options import read_day
from comparisons.pictures import sheets
from comparisons.pictures.subjects import ballot_of
from comparisons.reading.history import history_of
from comparisons.reading.lookup import check_published, tool_at
from comparisons.reading.profiles import profiles_of
from comparisons.reading.related import rivals_of
from comparisons.search.listing import categories_with_counts, ranking, say_count, shelf
from comparisons.search.suggest import suggestions
from comparisons.verdict.alternatives import alternatives
from comparisons.web.public import PublicRequest, public, show
from tools.slugs import slug_from

SITE = settings.SITE_NAME


@public("q", "category", *FILTERS, "sort", "after", rows=shelf)
def index(request: PublicRequest) -> HttpResponse:
    """`/tools`: all public tools, filtered and sorted, a page at a time."""
    wish = request.rows.wish
    names = {category.slug: category.name for category in request.rows.categories}
    context = {
        **request.rows._asdict(),
        **heading.of_list(request.rows.listing, "Tools", whole=not request.known_query),
        "filters": FILTERS,
        "sorts": {key: sort[2] for key, sort in SORTS.items()} | ({NEAR: "Nearest match"} if wish.q else {}),
        "chips": wish.chips(names),
        "say_count": say_count,
    }
    return show(request, "comparisons/tools.html", context)


@public("as_of", names=lambda slug: [slug])
def tool(request: PublicRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>`: one tool, alone; now or, with `?as_of=`, as it stood at the end of a day."""
    head = tool_at(slug, request.moment, "/tools/{}")
    day = read_day(dict(request.GET.lists()), request.moment.today)
    check_published([head], day)
    page = past_tool_page(head, day, request.moment) if day else tool_page(head, request.moment)
    return show(request, "comparisons/tool.html", page)


@public()
def alternatives_of(request: PublicRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>/alternatives`: the other tools of the job, each with why and with what one loses."""
    head = tool_at(slug, request.moment, "/tools/{}/alternatives")
    profile, *rivals = profiles_of([head, *rivals_of(head, request.moment)], request.moment)
    others = alternatives(profile, rivals)
    picture = heading.pictured(sheets.of_alternatives(profile, others, SITE), f"/tools/{slug}/alternatives")
    context = {"profile": profile, "alternatives": others, **picture}
    indexed = profile.panel.full and bool(others)
    return show(request, "comparisons/alternatives.html", context, indexed=indexed)


@public()
def history(request: PublicRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>/history`: everything ever said about a tool."""
    head = tool_at(slug, request.moment, "/tools/{}/history")
    [profile] = profiles_of([head], request.moment)
    picture = heading.pictured(ballot_of(profile, SITE), profile.path)
    return show(request, "comparisons/history.html", {"head": head, "entries": history_of(head.id), **picture})


@public()
def categories(request: PublicRequest) -> HttpResponse:
    """`/categories`: the jobs that tools are hired for."""
    return show(request, "comparisons/categories.html", {"categories": categories_with_counts(request.moment)})


@public("after", rows=ranking)
def category(request: PublicRequest, slug: str) -> HttpResponse:
    """`/categories/<slug>`: the ranking of one category."""
    rows = request.rows
    named = heading.of_category(rows.category, rows.listing)
    return show(request, "comparisons/category.html", {**rows._asdict(), **named})


@public("q", "with", rows=suggestions)
def suggest(request: PublicRequest) -> HttpResponse:
    """`/search/suggest?q=`: up to eight options for the list under a field, as HTML; none that `?with=` names."""
    beside = {slug_from(text[:100]) for text in request.GET.getlist("with")}
    heads = [head for head in request.rows.heads if head.slug not in beside]
    return show(request, "comparisons/suggest.html", {"heads": heads}, indexed=False)
