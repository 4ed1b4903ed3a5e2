"""The same pages for programs: `.json` and `.md` beside every compare page and every tool page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse

from comparisons.formats.answers import Data, tool_answer
from comparisons.formats.comparison import comparison_answer
from comparisons.formats.markdown import comparison_markdown, tool_markdown
from comparisons.formats.site import site_at
from comparisons.params.matchup import candidates
from comparisons.params.options import CompareOptions, read_compare, read_day
from comparisons.reading.comparison import comparison_of
from comparisons.reading.lookup import profile_of, tool_at, tools_at
from comparisons.web.machine import data, machine, markdown
from comparisons.web.public import FORMS, PublicRequest


@machine("w", "as_of", names=lambda text, kind: candidates(text))
def matchup(request: PublicRequest, text: str, kind: str) -> HttpResponse:
    """`/compare/<matchup>.json` and `.md`"""
    heads = tools_at(text, request.moment, f"/compare/{{}}.{kind}", f"/tools/{{}}.{kind}")
    options = read_compare(dict(request.GET.lists()), request.moment.today)
    comparison = comparison_of(heads, options, request.moment)
    answer = comparison_answer(comparison, site_at(request.moment), request.moment.today)
    return in_form(kind, answer, comparison_markdown)


@machine("as_of", names=lambda slug, kind: [slug])
def tool(request: PublicRequest, slug: str, kind: str) -> HttpResponse:
    """`/tools/<slug>.json` and `.md`"""
    head = tool_at(slug, request.moment, f"/tools/{{}}.{kind}")
    options = CompareOptions(as_of=read_day(dict(request.GET.lists()), request.moment.today))
    profile = profile_of(head, options, request.moment)
    answer = tool_answer(profile, site_at(request.moment), request.moment.today, options.as_of)
    return in_form(kind, answer, tool_markdown)


def in_form(kind: str, answer: Data, write: Callable[[Data], str]) -> HttpResponse:
    """The answer as JSON or as Markdown, each with links to the page and to the other."""
    path = answer["url"].removeprefix(settings.SITE_ORIGIN)
    others = [(answer["url"], "text/html")]
    others += [(f"{settings.SITE_ORIGIN}{path}.{form}", media) for form, media in FORMS.items() if form != kind]
    if kind == "json":
        return data(answer, canonical=answer["url"], others=tuple(others))
    return markdown(write(answer), canonical=answer["url"], others=tuple(others))
