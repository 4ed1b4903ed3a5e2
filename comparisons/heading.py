"""What the head of a page says to machines: its picture, its other forms, its structured data."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from markupsafe import Markup

from comparisons.listing import COUNTED, Listing
from comparisons.machines import linked
from comparisons.machines.serialise import Data, Site
from comparisons.pictures.cards import Ballot, Face
from comparisons.profile import Profile
from tools.models import Category

SITE = Site(settings.SITE_ORIGIN, settings.SITE_NAME, settings.DATA_LICENCE)
HOME, COMPARE, TOOLS = ("Home", "/"), ("Compare", "/compare"), ("Tools", "/tools")
CATEGORIES = ("Categories", "/categories")


def heading(shown: Face | Ballot | None, path: str, linked_html: str, *, forms: bool = False) -> dict[str, Any]:
    """For the template: `picture` is (address, words) or None, `forms` the path that `.json` and `.md` stand behind."""
    picture = (f"{settings.SITE_ORIGIN}/og{path}.png?v={shown.mark}", shown.words) if shown else None
    return {"picture": picture, "forms": path if forms else "", "linked_html": Markup(linked_html)}


def of_comparison(profiles: Sequence[Profile], face: Face, title: str, path: str) -> dict[str, Any]:
    crumbs = linked.crumbs_data(SITE, HOME, COMPARE, (title, path))
    block = linked.block_html(crumbs, linked.comparison_linked(profiles, SITE, title))
    return heading(face, path, block, forms=True)


def of_tool(profile: Profile, ballot: Ballot) -> dict[str, Any]:
    head = profile.head
    category = (head.category_name, f"/categories/{head.category_slug}")
    crumbs = linked.crumbs_data(SITE, HOME, TOOLS, category, (head.name, profile.path))
    return heading(ballot, profile.path, linked.block_html(crumbs, linked.tool_linked(profile, SITE)), forms=True)


def of_list(listing: Listing, name: str) -> dict[str, Any]:
    return heading(None, TOOLS[1], linked.block_html(linked.crumbs_data(SITE, HOME, TOOLS), ranked(listing, name)))


def of_category(category: Category, listing: Listing) -> dict[str, Any]:
    path = f"/categories/{category.slug}"
    crumbs = linked.crumbs_data(SITE, HOME, CATEGORIES, (category.name, path))
    return heading(None, path, linked.block_html(crumbs, ranked(listing, category.name)))


def ranked(listing: Listing, name: str) -> Data:
    total = listing.total if listing.total <= COUNTED else None
    return linked.list_linked(listing.profiles, SITE, name, first=listing.first, total=total)


def of_home() -> dict[str, Any]:
    return heading(None, "/", linked.block_html(linked.site_data(SITE)))
