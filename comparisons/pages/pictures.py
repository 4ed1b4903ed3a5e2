"""What the pictures of pages show, read as those pages read it."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404

from comparisons.moment import Moment
from comparisons.params.filters import Wish
from comparisons.pictures import sheets
from comparisons.pictures.subjects import Sheet
from comparisons.reading.changes import changed
from comparisons.reading.profiles import profiles_of
from comparisons.reading.related import rivals_of
from comparisons.search.listing import list_tools, ranking
from comparisons.search.reviewers import track_records
from comparisons.verdict.alternatives import alternatives
from comparisons.verdict.profile import Head
from reviews.personas import BY_KEY

SITE = settings.SITE_NAME
# The pictures below /og/pages/, by name.
PAGES: dict[str, Callable[[Moment], Sheet]] = {
    "home": lambda moment: sheets.of_home(track_records(moment), SITE),
    "tools": lambda moment: sheets.of_list(list_tools(Wish(), moment), SITE),
    "changes": lambda moment: sheets.of_changes(changed(moment, {}).page.entries, SITE),
    "reviewers": lambda moment: sheets.of_reviewers(track_records(moment), SITE),
    "methodology": lambda moment: sheets.of_methodology(SITE),
    "site": lambda moment: sheets.of_site(SITE),
}


def page_sheet(name: str, moment: Moment) -> Sheet:
    """Raises Http404."""
    if name not in PAGES:
        raise Http404("unknown")
    return PAGES[name](moment)


def category_sheet(slug: str, moment: Moment) -> Sheet:
    """Raises Http404."""
    found = ranking(moment, {}, slug)
    return sheets.of_category(found.category.name, found.listing, SITE)


def reviewer_sheet(key: str, moment: Moment) -> Sheet:
    """Raises Http404."""
    if key not in BY_KEY:
        raise Http404("unknown")
    return sheets.of_reviewer(track_records(moment)[key], SITE)


def alternatives_sheet(head: Head, moment: Moment) -> Sheet:
    profile, *rivals = profiles_of([head, *rivals_of(head, moment)], moment)
    return sheets.of_alternatives(profile, alternatives(profile, rivals), SITE)
