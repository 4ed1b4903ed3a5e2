"""The compare page, and the page on which one chooses what to compare."""

from django.http import Http404, HttpResponse

from comparisons.models import Matchup
from comparisons.pages.compare import decision_of, matchup_page
from comparisons.params.matchup import TooMany, candidates, canonical, counts_more_than_four, read_path
from comparisons.params.options import BadArgument, CompareOptions, read_compare, read_flag, read_weights
from comparisons.reading.changes import slugs_in
from comparisons.reading.highlights import curated_cards, newest_heads, picker_names, popular
from comparisons.reading.lookup import names_in, public_at
from comparisons.reading.profiles import heads_named, profiles_of
from comparisons.search.nearest import nearest
from comparisons.search.picker import fields_for, leads_to, pick
from comparisons.verdict.summaries import card_of
from comparisons.web.counting import counted
from comparisons.web.public import PublicRequest, moved, public, report_on, show


@counted
@public("diff", "w", "as_of", names=candidates)
def matchup(request: PublicRequest, text: str) -> HttpResponse:
    """`/compare/a-vs-b`: two to four tools, in whatever order and by whatever names they are asked for."""
    moment = request.moment
    try:
        slugs = read_path(text, names_in(text, moment))
    except TooMany:
        raise Http404("more than four") from None
    if slugs is None:
        raise Http404("more than four" if counts_more_than_four(text) else "unknown")
    if len(slugs) == 1:
        return moved(f"/tools/{slugs[0]}")
    if text != canonical(slugs):
        return moved(f"/compare/{canonical(slugs)}{request.known_query}")
    options = read_compare(dict(request.GET.lists()), moment.today)
    named = heads_named(slugs, moment)
    heads = [named[slug][0] for slug in slugs]
    if not all(public_at(head, options.as_of) for head in heads):
        raise Http404("not yet published")
    context = matchup_page(heads, options, moment)
    context["report"] = report_on(request.path + options.query())  # one spelling of what the reader chose
    return show(request, "comparisons/compare.html", context, indexed=context["why_not_indexed"] is None)


@public("w", "as_of", names=candidates)
def decision_record(request: PublicRequest, text: str) -> HttpResponse:
    """`/compare/<matchup>/decision.md?w=`: the page as a record for one's own files."""
    moment = request.moment
    slugs = slugs_in(text, moment)
    if len(slugs) < 2:
        raise Http404("unknown")
    if text != canonical(slugs):
        return moved(f"/compare/{canonical(slugs)}/decision.md{request.known_query}")
    options = read_compare(dict(request.GET.lists()), moment.today)
    named = heads_named(slugs, moment)
    heads = [named[slug][0] for slug in slugs]
    if not all(public_at(head, options.as_of) for head in heads):
        raise Http404("not yet published")
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
            return moved(address)
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
