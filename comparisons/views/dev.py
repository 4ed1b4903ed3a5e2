"""Pages for those who work on the site: served with DEBUG alone."""

from django.http import HttpResponse
from django.template import engines

from comparisons.pages.components import components
from comparisons.web.public import PublicRequest, public, show


@public()
def components_page(request: PublicRequest) -> HttpResponse:
    """`/dev/components`: every macro of the templates, with live examples."""
    found = components(engines["jinja2"].env)  # type: ignore[attr-defined]  # Django types no engine's own attributes
    files: dict[str, list[object]] = {}
    for component in found:
        files.setdefault(component.file, []).append(component)
    return show(request, "dev/components.html", {"files": files, "count": len(found)}, indexed=False)
