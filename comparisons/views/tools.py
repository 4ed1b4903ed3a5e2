"""Tools: the list, one tool, its history; and the categories that they stand in."""

from django.http import Http404, HttpResponse

from comparisons import heading
from comparisons.alternatives import alternatives
from comparisons.history import history_of
from comparisons.http import PublicRequest, moved, public, show
from comparisons.listing import categories_with_counts, ranking, say_count, shelf
from comparisons.moments import Moment
from comparisons.options import read_day
from comparisons.pages import tool_page
from comparisons.past import past_tool_page
from comparisons.profile import Head
from comparisons.reading import heads_named, profiles_of, public_at
from comparisons.surroundings import rivals_of
from comparisons.wishes import FILTERS, NEAR, SORTS


@public("q", "category", *FILTERS, "sort", "after", rows=shelf)
def index(request: PublicRequest) -> HttpResponse:
    """`/tools`: all public tools, filtered and sorted, a page at a time."""
    wish = request.rows.wish
    names = {category.slug: category.name for category in request.rows.categories}
    context = {
        **request.rows._asdict(),
        **heading.of_list(request.rows.listing, "Tools"),
        "filters": FILTERS,
        "sorts": {key: sort[2] for key, sort in SORTS.items()} | ({NEAR: "Nearest match"} if wish.q else {}),
        "chips": wish.chips(names),
        "say_count": say_count,
    }
    return show(request, "comparisons/tools.html", context)


@public("as_of", names=lambda slug: [slug])
def tool(request: PublicRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>`: one tool, alone; now or, with `?as_of=`, as it stood at the end of a day."""
    head, current = head_or_404(slug, request.moment)
    if not current:
        return moved(f"/tools/{head.slug}{request.known_query}")
    day = read_day(dict(request.GET.lists()), request.moment.today)
    if not public_at(head, day):
        raise Http404("not yet published")
    page = past_tool_page(head, day, request.moment) if day else tool_page(head, request.moment)
    return show(request, "comparisons/tool.html", page)


@public()
def alternatives_of(request: PublicRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>/alternatives`: the other tools of the job, each with why and with what one loses."""
    head, current = head_or_404(slug, request.moment)
    if not current:
        return moved(f"/tools/{head.slug}/alternatives")
    profile, *rivals = profiles_of([head, *rivals_of(head, request.moment)], request.moment)
    context = {"profile": profile, "alternatives": alternatives(profile, rivals)}
    indexed = profile.panel.full and bool(context["alternatives"])
    return show(request, "comparisons/alternatives.html", context, indexed=indexed)


@public()
def history(request: PublicRequest, slug: str) -> HttpResponse:
    """`/tools/<slug>/history`: everything ever said about a tool."""
    head, current = head_or_404(slug, request.moment)
    if not current:
        return moved(f"/tools/{head.slug}/history")
    return show(request, "comparisons/history.html", {"head": head, "entries": history_of(head.id)})


def head_or_404(slug: str, moment: Moment) -> tuple[Head, bool]:
    found = heads_named([slug], moment).get(slug)
    if found is None:
        raise Http404("unknown")
    return found


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
