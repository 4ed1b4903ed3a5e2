"""What happened to a saved page since it was saved: the note beside a bookmark. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.sentences import and_join, points_word
from reviews.panel import Opinion, Panel, panel_of
from reviews.personas import FULL_PANEL

UNCHANGED = "Verdict unchanged."


@dataclass(frozen=True, slots=True)
class Spell:
    """A review and the time in which it stood; `until` None: it stands."""

    opinion: Opinion
    since: datetime
    until: datetime | None


def panel_at(spells: Sequence[Spell], at: datetime) -> Panel:
    """The panel as it stood at an instant."""
    return panel_of(
        spell.opinion for spell in spells if spell.since <= at and (spell.until is None or spell.until > at)
    )


def tool_note(then: Panel, now: Panel, facts: Sequence[str], ended: str = "") -> str:
    """`Up 4 points since. Pricing changed.`; `facts` are the labels of those that changed meanwhile.

    `ended` says that the tool was discontinued since.
    """
    said = [ended] if ended else []
    if then.call is not now.call:
        said.append(f"Was {then.call.value}, now {now.call.value}.")
    if then.points is not None and now.points is not None and then.points != now.points:
        gap = now.points - then.points
        said.append(f"{'Up' if gap > 0 else 'Down'} {points_word(abs(gap))} since.")
    elif then.filed != now.filed:
        said.append(f"{now.filed} of {FULL_PANEL} reviews filed, {then.filed} when you saved it.")
    return " ".join([*(said or [UNCHANGED]), *fact_notes(facts)])


def matchup_note(names: Sequence[str], then: HeadToHead, now: HeadToHead, facts: Sequence[str]) -> str:
    """The same of a matchup: who led, and by how much; or that a tool of it was discontinued."""
    gone = [names[place] for place in then.living if place not in now.living]
    said = [f"{and_join(gone)} {'was' if len(gone) == 1 else 'were'} discontinued since."] if gone else []
    if len(now.living) < 2:
        return " ".join([*(said or [UNCHANGED]), *fact_notes(facts)])
    if then.flagged != now.flagged:
        said.append(f"{leader(names, then, 'Nobody')} led then, {leader(names, now, 'nobody')} leads now.")
    elif then.band != now.band:
        said.append(f"Was {then.band or 'not comparable'}, now {now.band or 'not comparable'}.")
    elif then.lead != now.lead:
        said.append(f"The margin was {points_word(then.lead)}, now it is {points_word(now.lead)}.")
    return " ".join([*(said or [UNCHANGED]), *fact_notes(facts)])


def leader(names: Sequence[str], bout: HeadToHead, nobody: str) -> str:
    return nobody if bout.flagged is None else names[bout.flagged]


def fact_notes(labels: Sequence[str]) -> list[str]:
    """`Pricing changed.`, `3 facts changed.`"""
    if not labels:
        return []
    return [f"{labels[0]} changed." if len(labels) == 1 else f"{len(labels)} facts changed."]


def changed(note: str) -> bool:
    return note != UNCHANGED
