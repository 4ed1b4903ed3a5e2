"""What is asked while one types."""

from django.http import HttpResponse

from comparisons.http import PublicRequest, public, show
from comparisons.suggesting import suggestions


@public("q", "with", rows=suggestions)
def suggest(request: PublicRequest) -> HttpResponse:
    """`/search/suggest?q=`: up to eight options for the list under a field, as HTML."""
    return show(request, "comparisons/suggest.html", request.rows._asdict(), indexed=False)
