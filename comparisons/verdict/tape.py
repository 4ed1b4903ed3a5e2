"""The tale of the tape as numbers: where each marker, label and gap stands on strips that run from 0 to 100. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparisons.verdict.ended import NO_VERDICT
from comparisons.verdict.head_to_head import Card, HeadToHead
from comparisons.verdict.profile import Profile
from reviews.personas import PERSONAS, Persona

LETTERS = "abcd"
# A label moves to the left of its marker when the stem of an upper lane would run through it.
CROWDED_WITHIN = 7


@dataclass(frozen=True, slots=True)
class Mark:
    """One tool's marker on a strip: the corner's letter, the score, and the side of its label."""

    letter: str
    score: int
    label_left: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """One persona's strip. `said` is the whole of it in words; `result` and `beside` stand to its right.

    `leader` is the place of the sole top tool; `gap` is (start, width), None when level or with more than two tools.
    """

    persona: Persona
    marks: tuple[Mark, ...]
    said: str
    result: str
    beside: str
    leader: int | None
    gap: tuple[int, int] | None


def strips_of(profiles: Sequence[Profile], bout: HeadToHead) -> tuple[Strip, ...]:
    """A strip per persona, in their order; one that not every tool has filed is not counted."""
    cards = {card.persona.key: card for card in bout.cards}
    return tuple(strip_of(persona, profiles, cards.get(persona.key)) for persona in PERSONAS)


def strip_of(persona: Persona, profiles: Sequence[Profile], card: Card | None) -> Strip:
    names = [profile.name for profile in profiles]
    opinions = [profile.panel.of(persona.key) for profile in profiles]
    scores = [opinion.score if opinion else None for opinion in opinions]
    marks = tuple(
        Mark(LETTERS[place], score, crowded(score, scores[:place]))
        for place, score in enumerate(scores)
        if score is not None
    )
    said = ", ".join(
        f"{name} {'pending' if score is None else score}" for name, score in zip(names, scores, strict=True)
    )
    if card is None:
        return Strip(persona, marks, f"{said}.", "Not counted", "Not every tool has this review.", None, None)
    if not card.judged:
        return Strip(persona, marks, f"{said}.", NO_VERDICT, "", None, None)
    judged = [card.score(place) for place in card.judged]
    gap = (min(judged), card.gap) if len(profiles) == 2 and card.gap else None
    if card.winner is None:
        beside = f"{judged[0]} each" if len(set(judged)) == 1 else "Shared lead"
        return Strip(persona, marks, f"{said}.", "Level", beside, None, gap)
    return Strip(persona, marks, f"{said}.", f"+{card.gap}", names[card.winner], card.winner, gap)


def crowded(score: int | None, upper: Sequence[int | None]) -> bool:
    return score is not None and any(other is not None and 0 < other - score <= CROWDED_WITHIN for other in upper)


def seam(totals: Sequence[int]) -> str:
    """The class that sets the seam of two corners at their share of the points, in even percents from 40 to 60.

    >>> seam([325, 272]), seam([298, 295])
    ('s54', '')
    """
    if len(totals) != 2 or not sum(totals):
        return ""
    share = round(50 * totals[0] / sum(totals)) * 2
    share = min(60, max(40, share))
    return "" if share == 50 else f"s{share}"


def median_of(histogram: dict[int, int]) -> int | None:
    """The median of {score: how many}, the lower one of two middles; None of nothing."""
    total = sum(histogram.values())
    passed = 0
    for score in sorted(histogram):
        passed += histogram[score]
        if 2 * passed >= total:
            return score
    return None
