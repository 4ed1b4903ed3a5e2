"""One account of a tool, as plain data: JSON, Markdown, the API, MCP and the dump all say this.

Everything is taken from the profile and the table that the pages print. What nobody knows is null, never a guess.
Pure.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from comparisons.verdict.profile import Change, FactView, Profile
from reviews.panel import Opinion
from reviews.personas import BY_KEY, FULL_PANEL, MAX_POINTS, MAX_SCORE
from tools.plaintext import text_of
from votes.tally import Count

type Data = dict[str, Any]

TOOL, COMPARISON, LIST = "versed-tool/1", "versed-comparison/1", "versed-list/1"


@dataclass(frozen=True, slots=True)
class Site:
    """What every answer says about where it comes from. `licence` is an SPDX identifier."""

    origin: str
    name: str
    licence: str
    demo: bool = False


def frame(site: Site, kind: str, path: str, day: date, as_of: date | None = None) -> Data:
    """What every answer begins with: what it is, its canonical page, its dates and the licence of the data.

    `day` is the date that the states of facts hold on; `as_of` the day asked for, null for now.
    """
    return {
        "format": kind,
        "url": site.origin + path,
        "json_url": f"{site.origin}{path}.json",
        "markdown_url": f"{site.origin}{path}.md",
        "date": iso(as_of or day),
        "as_of": iso(as_of),
        "site": site.name,
        "demo": site.demo,
        "licence": licence_of(site),
    }


def list_frame(site: Site, path: str, day: date) -> Data:
    """The same for a list, whose other forms are addresses of the API."""
    return {
        "format": LIST,
        "url": site.origin + path,
        "date": iso(day),
        "site": site.name,
        "demo": site.demo,
        "licence": licence_of(site),
    }


def licence_of(site: Site) -> Data:
    return {"spdx": site.licence, "url": f"https://spdx.org/licenses/{site.licence}.html"}


def tool_answer(profile: Profile, site: Site, day: date, as_of: date | None = None) -> Data:
    """Everything that the page of one tool says."""
    return {**frame(site, TOOL, profile.path, day, as_of), "tool": tool_data(profile, site)}


def tool_data(profile: Profile, site: Site) -> Data:
    head = profile.head
    return {
        "slug": head.slug,
        "url": site.origin + profile.path,
        "name": head.name,
        "vendor": head.vendor or None,
        "category": {"slug": head.category_slug, "name": head.category_name},
        "tagline": head.tagline,
        "best_for": list(profile.best_for),
        "skip_if": list(profile.skip_if),
        "description": text_of(head.description_html) or None,
        "website": head.website or None,
        "published_at": iso(head.published_at),
        "discontinued": profile.discontinued,
        "discontinued_on": iso(head.discontinued_on),
        "discontinued_because": head.gone_because or None if profile.discontinued else None,
        "price_flag": profile.price_flag,
        "panel": panel_data(profile),
        "community": community_data(profile.tally),
        "facts": [fact_data(fact) for fact in profile.facts.values()],
        "reviews": [review_data(opinion) for opinion in profile.panel.opinions],
        "changes": [change_data(change) for change in profile.changes],
    }


LEFT_OUT = {"description", "reviews", "changes"}


def summary_data(profile: Profile, site: Site) -> Data:
    """What a list says of a tool: all but its long texts."""
    return {name: value for name, value in tool_data(profile, site).items() if name not in LEFT_OUT}


def panel_data(profile: Profile) -> Data:
    panel = profile.panel
    return {
        "call": panel.call.slug,
        "label": panel.label,
        "percent": panel.percent,
        "ships": panel.ships,
        "skips": panel.skips,
        "filed": panel.filed,
        "personas": FULL_PANEL,
        "points": panel.points,
        "out_of": MAX_POINTS,
        "spread": panel.spread,
        "missing": list(panel.missing),
        "dissenters": [opinion.persona for opinion in panel.dissenters],
        "reviewed_on": iso(panel.reviewed_on),
    }


def community_data(count: Count) -> Data:
    """The exact tally, in numbers: words about it are for readers. Percent is null while there are too few votes."""
    return {
        "votes": count.votes,
        "ship": count.ship,
        "skip": count.skip,
        "percent": count.percent,
        "frozen_on": iso(count.frozen_on),
    }


def fact_data(fact: FactView) -> Data:
    return {
        "key": fact.key,
        "label": fact.label,
        "kind": fact.kind,
        "unit": fact.unit or None,
        "value": fact.value,
        "text": fact.text,
        "state": fact.state.value,
        "source": fact.source or None,
        "quote": fact.quote or None,
        "checked_on": iso(fact.checked_on),
        "method": fact.method or None,
        "recorded_on": iso(fact.recorded_on),
    }


def review_data(opinion: Opinion) -> Data:
    return {
        "persona": opinion.persona,
        "name": opinion.name,
        "score": opinion.score,
        "out_of": MAX_SCORE,
        "verdict": opinion.verdict,
        "text": text_of(opinion.html),
        "reviewed_on": iso(opinion.reviewed_on),
        "author": opinion.author,
        "author_kind": opinion.author_kind,
        "basis": opinion.basis,
        "rubric": opinion.rubric,
    }


def change_data(change: Change) -> Data:
    return {
        "what": change.what,
        "from": change.before or None,
        "to": change.after or None,
        "on": iso(change.on),
        "why": change.reason or None,
    }


def persona_name(key: str) -> str:
    return BY_KEY[key].name


def iso(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
