"""What is asked while one types."""

from django.http import HttpResponse

from comparisons.http import PublicRequest, public, show
from comparisons.suggesting import suggestions
from tools.slugs import slug_from


@public("q", "with", rows=suggestions)
def suggest(request: PublicRequest) -> HttpResponse:
    """`/search/suggest?q=`: up to eight options for the list under a field, as HTML; none that `?with=` names."""
    beside = {slug_from(text[:100]) for text in request.GET.getlist("with")}
    heads = [head for head in request.rows.heads if head.slug not in beside]
    return show(request, "comparisons/suggest.html", {"heads": heads}, indexed=False)
