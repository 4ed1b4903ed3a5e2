"""What the head of a page says to machines: its picture, its other forms, its structured data."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from markupsafe import Markup

from comparisons.formats import json_ld
from comparisons.formats.answers import Data, Site
from comparisons.pictures import sheets
from comparisons.pictures.subjects import Ballot, Face, Shown
from comparisons.search.listing import COUNTED, Listing
from comparisons.search.reviewers import Record
from comparisons.verdict.profile import Profile
from tools.models import Category

SITE = Site(settings.SITE_ORIGIN, settings.SITE_NAME, settings.DATA_LICENCE)
HOME, COMPARE, TOOLS = ("Home", "/"), ("Compare", "/compare"), ("Tools", "/tools")
CATEGORIES = ("Categories", "/categories")


def pictured(shown: Shown, path: str) -> dict[str, Any]:
    """For the template: `picture` is (address, words) of what a shared link shows."""
    return {"picture": (f"{settings.SITE_ORIGIN}/og{path}.png?v={shown.mark}", shown.words)}


def heading(shown: Shown, path: str, linked_html: str, *, forms: bool = False) -> dict[str, Any]:
    """`forms` is the path that `.json` and `.md` stand behind."""
    return pictured(shown, path) | {"forms": path if forms else "", "linked_html": Markup(linked_html)}


def of_comparison(
    profiles: Sequence[Profile], face: Face, title: str, path: str, *, past: bool = False
) -> dict[str, Any]:
    """A `past` day has no picture of its own, and that of today would say something else."""
    crumbs = json_ld.crumbs_data(SITE, HOME, COMPARE, (title, path))
    block = json_ld.block_html(crumbs, json_ld.comparison_linked(profiles, SITE, title))
    head = heading(face, path, block, forms=True)
    return head | pictured(sheets.of_site(SITE.name), "/pages/site") if past else head


def of_tool(profile: Profile, ballot: Ballot) -> dict[str, Any]:
    head = profile.head
    category = (head.category_name, f"/categories/{head.category_slug}")
    crumbs = json_ld.crumbs_data(SITE, HOME, TOOLS, category, (head.name, profile.path))
    return heading(ballot, profile.path, json_ld.block_html(crumbs, json_ld.tool_linked(profile, SITE)), forms=True)


def of_list(listing: Listing, name: str, *, whole: bool) -> dict[str, Any]:
    """Only the beginning of the `whole` list has a picture of its own."""
    block = json_ld.block_html(json_ld.crumbs_data(SITE, HOME, TOOLS), ranked(listing, name))
    shown = sheets.of_list(listing, SITE.name) if whole else sheets.of_site(SITE.name)
    return heading(shown, "/pages/tools" if whole else "/pages/site", block)


def of_category(category: Category, listing: Listing) -> dict[str, Any]:
    path = f"/categories/{category.slug}"
    crumbs = json_ld.crumbs_data(SITE, HOME, CATEGORIES, (category.name, path))
    block = json_ld.block_html(crumbs, ranked(listing, category.name))
    if listing.first > 1:
        return heading(sheets.of_site(SITE.name), "/pages/site", block)
    return heading(sheets.of_category(category.name, listing, SITE.name), path, block)


def ranked(listing: Listing, name: str) -> Data:
    total = listing.total if listing.total <= COUNTED else None
    return json_ld.list_linked(listing.profiles, SITE, name, first=listing.first, total=total)


def of_home(records: Mapping[str, Record]) -> dict[str, Any]:
    return heading(sheets.of_home(records, SITE.name), "/pages/home", json_ld.block_html(json_ld.site_data(SITE)))
