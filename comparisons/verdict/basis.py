"""What was true when an editor wrote about a matchup, and whether the words still stand on it. Pure.

A basis is a plain object: `on` (the day), `leader`, `band`, `lead`, `tops` ({persona: tools}) and `points` ({tool:
points}), in JSON; tools go by a key of the caller's: the database keeps numbers, a catalogue file says slugs.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from comparisons.verdict.ended import ended
from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.placeholders import why_unfilled
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import and_join, points_word
from reviews.personas import BY_KEY
from tools.values import say_date

type Basis = Mapping[str, Any]

NUMBER = re.compile(r"(?<![\w.,-])\d")
ALONE = r"(?<![\d.,$€£])"
END = r"(?=\s*(?:$|[.,;:!?)](?!\d)|(?:on )?points?\b))"
# What claims a distance between two tools, and what claims how many points there are.
GAPS = (r"\b(?:lead|gap|margin) of (\d{1,3})\b(?!\.\d)", rf"\bby (\d{{1,3}}){END}")
POINTS = (
    rf"{ALONE}\b(\d{{1,3}}) (?:more |fewer )?points?\b",
    rf"{ALONE}\b(\d{{1,3}}) of [1-4]00\b",
    rf"{ALONE}\b(\d{{3}})–\d{{3}}\b",
    rf"{ALONE}\b\d{{3}}–(\d{{3}})\b",
)
AGREED = re.compile(r"\b(?:unanimous(?:ly)?|all four (?:reviewers )?agree|nobody (?:disagrees|objects))\b", re.I)


def basis_of(keys: Sequence[str], bout: HeadToHead, day: date) -> Basis:
    """What is true of a matchup on this day; `keys` name the tools, in their order."""
    return {
        "on": day.isoformat(),
        "leader": None if bout.leader is None else keys[bout.leader],
        "band": bout.band.value if bout.band else None,
        "lead": bout.lead if bout.decided else None,
        "tops": {card.persona.key.value: sorted(keys[place] for place in card.tops) for card in bout.cards},
        "points": {key: total for key, total in zip(keys, bout.totals, strict=True) if total is not None},
    }


def nothing_true(day: date) -> Basis:
    """The basis of words that were written about other tools."""
    return {"on": day.isoformat(), "leader": None, "band": None, "lead": None, "tops": {}, "points": {}}


def renamed(basis: Basis | None, names: Mapping[str, str]) -> Basis | None:
    """The same basis with other keys of the tools."""
    if basis is None:
        return None
    return {
        **basis,
        "leader": None if basis["leader"] is None else names[basis["leader"]],
        "tops": {persona: sorted(names[key] for key in keys) for persona, keys in basis["tops"].items()},
        "points": {names[key]: points for key, points in basis["points"].items()},
    }


def why_not(text: str, basis: Basis | None, profiles: Sequence[Profile], bout: HeadToHead, *, event: bool) -> str:
    """Why these words of an editor do not stand now, for the editor; empty if they do, or if there are none.

    `basis` has the ids of the tools as keys. `event`: the words are about what may come.
    """
    if not text:
        return ""
    if gone := ended(profiles):
        return gone
    if not bout.comparable:
        return "No reviewer has scored all of these tools."
    names = {str(profile.head.id): profile.name for profile in profiles}
    if basis is None:
        return "Nobody knows what was true when it was written."
    now, said = basis_of(list(names), bout, date.min), without_names(text, names.values())
    return (
        what_changed(basis, now, names, typed=bool(NUMBER.search(said)))
        or denied(said, bout, event=event)
        or why_unfilled(text, bout)
    )


def what_changed(then: Basis, now: Basis, names: Mapping[str, str], *, typed: bool) -> str:
    """What differs now from what was true when the words were written; `typed`: they hold numbers."""
    written = f"When it was written ({say_date(date.fromisoformat(then['on']))})"
    if then["leader"] != now["leader"]:
        return f"{written} {leading(then, names)}; now {leading(now, names)}."
    if then["band"] != now["band"]:
        return f"{written} it was “{then['band'] or 'not comparable'}”; now it is “{now['band']}”."
    for key in BY_KEY:
        if then["tops"].get(key) != now["tops"].get(key):
            return f"{written} {preference(key, then, names)}; now {preference(key, now, names)}."
    if typed and (then["lead"], then["points"]) != (now["lead"], now["points"]):
        return f"It holds numbers. {written} the points were {points_in(then, names)}; now {points_in(now, names)}."
    return ""


def leading(basis: Basis, names: Mapping[str, str]) -> str:
    return f"{names.get(basis['leader'], 'another tool')} led" if basis["leader"] else "nobody led"


def preference(persona: str, basis: Basis, names: Mapping[str, str]) -> str:
    tops = [names.get(key, "another tool") for key in basis["tops"].get(persona, ())]
    who = f"the {BY_KEY[persona].name}"
    return f"{who} put {and_join(tops)} first" if tops else f"{who} had not scored all of them"


def points_in(basis: Basis, names: Mapping[str, str]) -> str:
    said = [f"{names.get(key, 'another tool')} {points}" for key, points in basis["points"].items()]
    return and_join(said) if said else "not comparable"


def denied(said: str, bout: HeadToHead, *, event: bool) -> str:
    """What the words claim of the points or of the panel that is not so; empty where nothing is.

    Of an event that may come only `a gap of 81` speaks of today.
    """
    rows = [[score for score in card.scores if score is not None] for card in bout.cards]
    rows.append([total for total in bout.totals if total is not None])
    gaps = {abs(one - other) for row in rows for one, other in combinations(row, 2)}
    known = gaps.union(*rows)
    claims = [(GAPS[0], gaps)] if event else [*((claim, gaps) for claim in GAPS), *((claim, known) for claim in POINTS)]
    for claim, numbers in claims:
        for found in re.finditer(claim, said, re.I):
            if int(found[1]) not in numbers:
                return f"It says {found[1]}, and no points here are that: the lead is {points_word(bout.lead)}."
    if not event and not bout.unanimous and AGREED.search(said):
        return "It says that all agree, and not all do."
    return ""


def without_names(text: str, names: Sequence[str] | Any) -> str:
    """The words without the names of the tools, whose numbers say nothing about points."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), "…", text, flags=re.I)
    return text.replace("*", "")
