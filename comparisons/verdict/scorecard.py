"""The corners of a matchup and the rows of its scorecard, as the pages print them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparisons.verdict.ended import NO_VERDICT
from comparisons.verdict.head_to_head import Card, HeadToHead
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import base
from comparisons.verdict.tape import LETTERS, seam
from reviews.panel import Opinion
from reviews.personas import PERSONAS, Persona


@dataclass(frozen=True, slots=True)
class Side:
    """One corner of a matchup. `total` are the points over the personas `counted` (their keys, apart by a space).

    `over` says in words which they are, where it is not the whole panel.
    """

    letter: str
    profile: Profile
    total: int | None
    lead: int
    counted: str
    over: str


@dataclass(frozen=True, slots=True)
class Round:
    """One persona's row of the scorecard: an opinion per side, None where it has not filed."""

    persona: Persona
    opinions: tuple[Opinion | None, ...]
    result: str
    leads: tuple[int, ...]
    counted: bool


def sides_of(profiles: Sequence[Profile], bout: HeadToHead) -> tuple[Side, ...]:
    counted, over = " ".join(card.persona.key for card in bout.cards), base(bout)
    return tuple(
        Side(
            LETTERS[place], profile, bout.totals[place], bout.lead if bout.flagged == place else 0, counted, over
        )
        for place, profile in enumerate(profiles)
    )  # fmt: skip


def seam_of(bout: HeadToHead) -> str:
    """The class that sets the seam of two corners; none without a verdict."""
    return seam([bout.total(place) for place in bout.living]) if bout.decided else ""


def rounds_of(profiles: Sequence[Profile], bout: HeadToHead) -> tuple[Round, ...]:
    cards = {card.persona.key: card for card in bout.cards}
    rounds = []
    for persona in PERSONAS:
        opinions = tuple(profile.panel.of(persona.key) for profile in profiles)
        card = cards.get(persona.key)
        leads = [0] * len(profiles)
        if card is not None and card.winner is not None:
            leads[card.winner] = card.gap
        if any(opinions):
            rounds.append(Round(persona, opinions, result_of(profiles, card), tuple(leads), card is not None))
    return tuple(rounds)


def result_of(profiles: Sequence[Profile], card: Card | None) -> str:
    """What a row of the scorecard says of whom its reviewer prefers."""
    if card is None:
        return "Not counted: not filed for all"
    if not card.judged:
        return NO_VERDICT
    result = "Level" if card.winner is None else f"{profiles[card.winner].name} by {card.gap}"
    if card.all_skip:
        result += ". Both skipped." if len(card.judged) == 2 else ". All skipped."
    return result
