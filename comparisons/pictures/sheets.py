"""The pictures of pages that are about more than one tool or matchup: what each says. Pure but for the fonts."""

from collections.abc import Mapping, Sequence

from comparisons.pictures.subjects import NONE, Sheet, drawn_as
from comparisons.reading.changes import Entry
from comparisons.search.listing import Listing
from comparisons.search.reviewers import Record
from comparisons.verdict.alternatives import Alternative
from comparisons.verdict.head_to_head import BAND_LIMITS, Band
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import NUMBERS
from reviews.personas import FULL_PANEL, MAX_POINTS, PERSONAS

SHOWN = 3
REVIEWERS = f"{NUMBERS[FULL_PANEL]} reviewers"
CLAIM = "Which AI tool should you ship with?"


def of_site(site: str) -> Sheet:
    """For pages that have no picture of their own."""
    return Sheet(site, CLAIM, (), "The winner, *the margin* and the objection.", site)


def of_home(records: Mapping[str, Record], site: str) -> Sheet:
    filed = sum(record.filed for record in records.values())
    if not filed:
        return of_site(site)
    counted = f"*{filed:,} {'review' if filed == 1 else 'reviews'}*"
    return Sheet(site, CLAIM, (), f"{counted} by {REVIEWERS}.", site)


def of_list(listing: Listing, site: str) -> Sheet:
    return ranked("The list", f"AI tools, ranked by {REVIEWERS}", listing.profiles, listing.size, site)


def of_category(name: str, listing: Listing, site: str) -> Sheet:
    return ranked(f"Ranked by {REVIEWERS}", name, listing.profiles, listing.size, site)


def ranked(over: str, title: str, profiles: Sequence[Profile], size: str, site: str) -> Sheet:
    best = [profile for profile in profiles if not profile.discontinued][:SHOWN]
    rows = tuple((profile.name, points_of(profile)) for profile in best)
    line = f"Points of {MAX_POINTS}. The best of {size} {'tool' if size == '1' else 'tools'}."
    return Sheet(over, title, rows, line, site, drawn_as(best))


def points_of(profile: Profile) -> str:
    return NONE if profile.panel.points is None else str(profile.panel.points)


def of_alternatives(profile: Profile, others: Sequence[Alternative], site: str) -> Sheet:
    best = [other.profile for other in others[:SHOWN]]
    rows = tuple((other.name, points_of(other)) for other in best)
    line = f"Points of {MAX_POINTS}. " if rows else "No other tool for the same job yet. "
    line += "" if profile.panel.points is None else f"{profile.name} has {profile.panel.points}."
    title = f"Alternatives to {profile.name}"
    return Sheet(profile.head.category_name, title, rows, line.strip(), site, drawn_as([profile, *best]))


def of_changes(entries: Sequence[Entry], site: str) -> Sheet:
    rows = tuple((f"{entry.name}: {entry.what}", entry.after or "withdrawn") for entry in entries[:SHOWN])
    return Sheet(site, "What changed", rows, "Verdicts and facts: from what, to what, when and why.", site)


def of_methodology(site: str) -> Sheet:
    limits = [(str(band), f"up to {most * FULL_PANEL} points") for band, most in BAND_LIMITS]
    rows = (*limits, (str(Band.ROUT), "more"))
    return Sheet(site, "How we score", rows, f"What a lead is called, of {MAX_POINTS} points.", site)


def of_reviewers(records: Mapping[str, Record], site: str) -> Sheet:
    rows = tuple((persona.name, ships(records[persona.key])) for persona in PERSONAS)
    return Sheet(site, f"The {REVIEWERS}", rows, "Fixed points of view, and how often each says ship.", site)


def of_reviewer(record: Record, site: str) -> Sheet:
    agrees = NONE if record.agreement is None else f"{record.agreement}%"
    rows = (("Says ship", ships(record)), ("Agrees with the panel", agrees), ("Stands alone", f"{record.lone:,}"))
    line = f"{record.filed:,} {'review' if record.filed == 1 else 'reviews'} filed."
    return Sheet(f"The {record.persona.name}", record.persona.question, rows, line, site)


def ships(record: Record) -> str:
    return NONE if record.ship_rate is None else f"{record.ship_rate}%"
