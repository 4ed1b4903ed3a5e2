"""What an issue says: a pure function of what changed since the last one. Nothing new means no issue.

`Week` is what happened, `digest` puts it in order and into words, as data that an editor can change and JSON can keep.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comparisons.verdict.editor import Written
from comparisons.verdict.head_to_head import HeadToHead, bout_of
from comparisons.verdict.judging import judge
from comparisons.verdict.profile import Profile
from comparisons.verdict.summaries import card_of
from reviews.panel import Opinion, Panel, percent
from reviews.personas import MAX_POINTS, MAX_SCORE
from votes.tally import ENOUGH

MOST_ITEMS = 16
ALSO = 3
MOVED_BY = 10  # percentage points that make a tool a mover
IMPORTANT = ("entry-price", "pricing", "licence")


@dataclass(frozen=True, slots=True)
class FactMove:
    """A fact that took the place of another with a different value; `after` is empty where it was withdrawn."""

    profile: Profile
    key: str
    label: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Week:
    """What happened between two issues. `before` holds the panels as they stood at the last one, by tool id.

    `pairs` are the matchups that could be the one of the week, curated ones first. `tallies` are (before, now) by tool
    id, each (ship, skip). `words` is the first sentence of a review, by (tool id, persona). `headlines` are the
    editors' own words on a matchup, by its path.
    """

    reviewed: Sequence[Profile]
    before: Mapping[int, Panel]
    reasons: Mapping[int, str]
    facts: Sequence[FactMove]
    pairs: Sequence[Sequence[Profile]]
    voted: Sequence[Profile]
    tallies: Mapping[int, tuple[tuple[int, int], tuple[int, int]]]
    words: Mapping[tuple[int, str], str]
    headlines: Mapping[str, Written]


def digest(week: Week) -> dict[str, Any] | None:
    """The content of an issue, or None when nothing is new. The same week gives the same content."""
    verdicts = [item for profile in by_slug(week.reviewed) if (item := verdict_item(profile, week))]
    facts = [fact_item(move) for move in sorted(week.facts, key=fact_order)]
    movers = [item for profile in by_slug(week.voted) if (item := mover_item(profile, week.tallies))]
    if not (verdicts or facts or movers):
        return None
    moved = [item for item in verdicts if item["kind"] == "moved"]
    best = {profile.path: -(profile.panel.points or 0) for profile in week.reviewed}
    new = sorted((item for item in verdicts if item["kind"] == "new"), key=lambda item: best[item["path"]])
    bouts = sorted_pairs(week.pairs)
    items = (moved + new + facts + movers)[:MOST_ITEMS]
    touched = [*week.reviewed, *(move.profile for move in week.facts), *week.voted]
    return {
        "main": main_event(bouts[0], week.headlines) if bouts else None,
        "also": [also_line(pair) for pair in bouts[1 : ALSO + 1]],
        "items": items,
        "objection": objection_of(week),
        "categories": sorted({profile.head.category_slug for profile in touched}),
    }


def by_slug(profiles: Iterable[Profile]) -> list[Profile]:
    return sorted(profiles, key=lambda profile: profile.slug)


def verdict_item(profile: Profile, week: Week) -> dict[str, Any] | None:
    """A verdict that is new, or one that moved; None where only words changed, or where the tool is no more."""
    before, now = week.before.get(profile.head.id, Panel(())), profile.panel
    if profile.discontinued or same_verdict(before, now):
        return None
    points = f", {now.points} of {MAX_POINTS}" if now.points is not None else ""
    if not before.filed:
        counts = now.label.removeprefix(f"{now.call} · ")
        return item("new", profile, f"{profile.name}: {now.call}", f"{counts}{points}.", "")
    was = f"{before.label}{f', {before.points}' if before.points is not None else ''}"
    return item("moved", profile, f"{profile.name}: {now.call}", f"From {was} to {now.label}{points}.",
                week.reasons.get(profile.head.id, ""))  # fmt: skip


def same_verdict(before: Panel, now: Panel) -> bool:
    def said(panel: Panel) -> list[tuple[str, int, str]]:
        return [(opinion.persona, opinion.score, opinion.verdict) for opinion in panel.opinions]

    return said(before) == said(now)


def fact_order(move: FactMove) -> tuple[int, str, str]:
    place = IMPORTANT.index(move.key) if move.key in IMPORTANT else len(IMPORTANT)
    return place, move.profile.slug, move.key


def fact_item(move: FactMove) -> dict[str, Any]:
    if not move.after:
        title = f"{move.profile.name}: {move.label.lower()} withdrawn"
        return item("fact", move.profile, title, f"Nothing stands in the place of {move.before}.", move.reason)
    title = f"{move.profile.name}: {move.label.lower()} changed"
    return item("fact", move.profile, title, f"From {move.before} to {move.after}.", move.reason, about=move.key)


def mover_item(
    profile: Profile, tallies: Mapping[int, tuple[tuple[int, int], tuple[int, int]]]
) -> dict[str, Any] | None:
    """A tool that one can choose, whose share of ship votes moved far enough, on enough votes."""
    before, now = tallies[profile.head.id]
    if profile.discontinued or sum(before) < ENOUGH or sum(now) < sum(before) + ENOUGH:
        return None
    was, is_now = percent(before[0], sum(before)), percent(now[0], sum(now))
    if was is None or is_now is None or abs(is_now - was) < MOVED_BY:
        return None
    way = "warms to" if is_now > was else "cools on"
    line = f"{was}% ship, now {is_now}% of {sum(now)} votes."
    return item("community", profile, f"The community {way} {profile.name}", line, "")


def item(kind: str, profile: Profile, title: str, line: str, why: str, about: str = "") -> dict[str, Any]:
    """One item; `about` tells apart what is said of one tool. Its id stays whatever an editor makes of it."""
    return {"id": "-".join(filter(None, (kind, profile.slug, about))), "kind": kind, "shown": True, "title": title,
            "line": line, "why": why, "path": profile.path, "category": profile.head.category_slug}  # fmt: skip


def sorted_pairs(pairs: Sequence[Sequence[Profile]]) -> list[Sequence[Profile]]:
    """The pairs between which there is a verdict, each once, in the order given."""
    seen: set[tuple[str, ...]] = set()
    found: list[Sequence[Profile]] = []
    for pair in pairs:
        key = tuple(sorted(profile.slug for profile in pair))
        if key not in seen and len(pair) == 2 and bout_of(pair).decided:
            seen.add(key)
            found.append(by_slug(pair))
    return found


def main_event(pair: Sequence[Profile], headlines: Mapping[str, Written]) -> dict[str, Any]:
    card = card_of(pair)
    judged = judge(pair, headlines.get(card.path))  # a letter prints no row of the table, and no votes, which it needs
    bout, verdict = judged.bout, judged.verdict
    standing = ", ".join(f"{side['name']} {side['points']}" for side in sides(pair, bout))
    standing += f" of {bout.out_of}" if bout.partial else ""
    return {
        "path": card.path,
        "title": card.title,
        "headline": judged.headline,
        "text": f"{verdict.margin.detail} {verdict.which.detail}".strip(),
        "dissent": card.dissent,
        "sides": sides(pair, bout),
        "subject": f"{card.band}: {standing}",
        "preheader": f"{card.band}: {standing}. {card.dissent}".strip(),
    }


def sides(pair: Sequence[Profile], bout: HeadToHead) -> list[dict[str, Any]]:
    """Both corners, over the reviewers that both have."""
    return [
        {
            "name": profile.name,
            "points": total,
            "call": str(panel.call),
            "of": f"{panel.ships} of {panel.filed} ship",
            "price": profile.price_flag or "",
        }
        for profile, panel, total in zip(pair, bout.panels, bout.totals, strict=True)
    ]


def also_line(pair: Sequence[Profile]) -> dict[str, Any]:
    card = card_of(pair)
    return {"path": card.path, "title": card.title, "scores": list(card.scores or ()), "band": card.band,
            "margin": card.margin, "dissent": card.dissent}  # fmt: skip


def objection_of(week: Week) -> dict[str, Any] | None:
    """The strongest lone dissent among the tools of the week: the one farthest from the mean of the other three."""
    touched = {p.slug: p for p in [*week.reviewed, *(side for pair in week.pairs for side in pair)]}
    found: list[tuple[float, str, Profile, Opinion]] = []
    for profile in touched.values():
        against = profile.panel.dissenters
        if not profile.discontinued and profile.panel.full and len(against) == 1:
            others = [opinion.score for opinion in profile.panel.opinions if opinion is not against[0]]
            found.append((-abs(against[0].score * len(others) - sum(others)), profile.slug, profile, against[0]))
    for _, _, profile, opinion in sorted(found, key=lambda case: case[:2]):
        quote = week.words.get((profile.head.id, opinion.persona), "")
        if quote:
            who = f"the {opinion.name} on {profile.name}, {opinion.score}/{MAX_SCORE}, {opinion.verdict}"
            return {"who": who, "quote": quote, "path": profile.path}
    return None


def subject_of(content: Mapping[str, Any]) -> tuple[str, str]:
    """(subject, preheader) as the rules have it; an editor may change both."""
    main = content["main"]
    if main is not None:
        return main["subject"][:150], main["preheader"][:200]
    first = content["items"][0]
    return first["title"][:150], first["line"][:200]
