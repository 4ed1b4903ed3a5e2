"""The compare page, and the page on which one chooses what to compare."""

from django.http import HttpResponse

from comparisons.models import Matchup
from comparisons.pages.compare import decision_of, matchup_page
from comparisons.params.matchup import candidates
from comparisons.params.options import BadArgument, CompareOptions, read_compare, read_flag, read_weights
from comparisons.reading.highlights import curated_cards, newest_heads, picker_names, popular
from comparisons.reading.lookup import check_published, tools_at
from comparisons.reading.profiles import profiles_of
from comparisons.search.nearest import nearest
from comparisons.search.picker import fields_for, leads_to, pick
from comparisons.verdict.summaries import card_of
from comparisons.web.counting import counting_requests
from comparisons.web.public import PublicRequest, permanent_redirect, public, report_on, show


@counting_requests
@public("diff", "w", "as_of", "facts", names=candidates)
def matchup(request: PublicRequest, text: str) -> HttpResponse:
    """`/compare/a-vs-b`: two to four tools, in whatever order and by whatever names they are asked for."""
    moment = request.moment
    heads = tools_at(text, moment, "/compare/{}", "/tools/{}")
    options = read_compare(dict(request.GET.lists()), moment.today)
    check_published(heads, options.as_of)
    context = matchup_page(heads, options, moment)
    context["report"] = report_on(request.path + options.query())  # one spelling of what the reader chose
    return show(request, "comparisons/compare.html", context, indexed=context["why_not_indexed"] is None)


@public("w", "as_of", names=candidates)
def decision_record(request: PublicRequest, text: str) -> HttpResponse:
    """`/compare/<matchup>/decision.md?w=`: the page as a record for one's own files."""
    moment = request.moment
    heads = tools_at(text, moment, "/compare/{}/decision.md")
    options = read_compare(dict(request.GET.lists()), moment.today)
    check_published(heads, options.as_of)
    body = decision_of(profiles_of(heads, moment, options.as_of), options, moment)
    headers = {"X-Robots-Tag": "noindex", "Content-Disposition": "inline"}
    return HttpResponse(body, content_type="text/markdown; charset=utf-8", headers=headers)


@public("tool", "more", "w", "diff", rows=popular)
def picker(request: PublicRequest) -> HttpResponse:
    """`/compare`: the form, which leads on to the matchup that it names, and the matchups to begin with."""
    moment, query, typed = request.moment, dict(request.GET.lists()), request.GET.getlist("tool")
    more, options = read_flag(query, "more"), CompareOptions(read_flag(query, "diff"), read_weights(query))
    problem, near = "", []
    try:
        address = leads_to(typed, pick(typed, moment), more, options)
        if address:
            return permanent_redirect(address)
    except BadArgument as error:
        problem, near = error.message, [profile for group in nearest("-vs-".join(typed), moment) for profile in group]
    context = {
        "typed": fields_for(typed, more),
        "options": options,
        "popular": request.rows.cards,
        "problem": problem,
        "near": near,
        "names": picker_names(moment),
        "curated": curated_cards(Matchup.objects.chosen(moment.today)[:24], moment),
        "newest": [card_of(pair) for pair in newest_heads(moment)],
    }
    response = show(request, "comparisons/picker.html", context, indexed=not request.known_query)
    if problem:
        response.status_code, response.headers["Cache-Control"] = 400, "no-store"
    return response
