"""What pages say to search engines in their own words (schema.org as JSON-LD): the same numbers as the pages. Pure."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from comparisons.formats.answers import Data, Site, iso
from comparisons.verdict.profile import Profile
from reviews.panel import Opinion
from reviews.personas import MAX_SCORE
from tools.plaintext import text_of
from tools.states import State

CONTEXT = "https://schema.org"
# What would end a script element or begin another one, written so that JSON reads the same.
UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
KIND = "SoftwareApplication"


def block_html(*things: Data) -> str:
    """A data block: browsers do not run it, so that the policy of the site need not allow it."""
    content: Any = {"@context": CONTEXT, "@graph": list(things)}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return f'<script type="application/ld+json">{text}</script>'


def site_data(site: Site) -> Data:
    return {
        "@type": "WebSite",
        "name": site.name,
        "url": f"{site.origin}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{site.origin}/tools?q={{q}}",
            "query-input": "required name=q",
        },
    }


def crumbs_data(site: Site, *steps: tuple[str, str]) -> Data:
    """The way to a page as (name, path), the page itself last."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": site.origin + path}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def tool_linked(profile: Profile, site: Site) -> Data:
    """One tool with its reviews; a rating only from real votes, and only where the page says a percentage."""
    head, found = profile.head, named(profile, site)
    found["description"] = head.tagline
    found["applicationCategory"] = head.category_name
    if head.vendor:
        found["author"] = {"@type": "Organization", "name": head.vendor}
    if head.website:
        found["sameAs"] = head.website
    found |= rating(profile)
    price = None if profile.discontinued else profile.facts.get("entry-price")
    if price is not None and isinstance(price.value, dict) and price.state is not State.CONTRADICTED:
        found["offers"] = {
            "@type": "Offer",
            "price": price.value["amount"],
            "priceCurrency": price.value["currency"],
            "description": price.text,
        }
    if profile.panel.opinions:
        found["review"] = [review_linked(opinion, site) for opinion in profile.panel.opinions]
    return found


def named(profile: Profile, site: Site) -> Data:
    return {"@type": KIND, "name": profile.name, "url": site.origin + profile.path}


def rating(profile: Profile) -> Data:
    count = profile.count
    if count is None or count.percent is None:
        return {}
    return {
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": count.percent,
            "bestRating": 100,
            "worstRating": 0,
            "ratingCount": count.votes,
        }
    }


def review_linked(opinion: Opinion, site: Site) -> Data:
    """A review under its true author: a person by name; what a model wrote is the site's, and says so."""
    author: Data = {"@type": "Organization", "name": site.name}
    told: Data = {"creditText": f"Written by a model: {opinion.author}"}
    if opinion.author_kind == "person":
        author, told = {"@type": "Person", "name": opinion.author}, {}
    return {
        "@type": "Review",
        "name": f"{opinion.name}: {opinion.verdict}",
        "reviewBody": text_of(opinion.html),
        "datePublished": iso(opinion.reviewed_on),
        "author": author,
        **told,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": opinion.score,
            "bestRating": MAX_SCORE,
            "worstRating": 0,
        },
    }


def list_linked(profiles: Iterable[Profile], site: Site, name: str, *, first: int, total: int | None) -> Data:
    """Tools under the ranks that the page gives them, which a discontinued one has none of; of `total`, if known."""
    items = [
        {"@type": "ListItem", "position": place, "name": profile.name, "url": site.origin + profile.path}
        for place, profile in enumerate(profiles, first)
        if not profile.discontinued
    ]
    size = {} if total is None else {"numberOfItems": total}
    return {"@type": "ItemList", "name": name, **size, "itemListElement": items}


def comparison_linked(profiles: Sequence[Profile], site: Site, name: str) -> Data:
    """The tools of a comparison as things with their ratings; their reviews stand on their own pages."""
    items = [
        {"@type": "ListItem", "position": place, "item": {**named(profile, site), **rating(profile)}}
        for place, profile in enumerate(profiles, 1)
    ]
    return {"@type": "ItemList", "name": name, "numberOfItems": len(items), "itemListElement": items}
