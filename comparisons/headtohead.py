"""Who leads, by how much, who disagrees: the answer of a compare page in exact integers. Pure.

Only personas that every tool has filed are counted. Bands are per common persona, so that three common personas are
judged like four (SPEC: up to 2 points each a dead heat, 6 an edge, 15 clear, above a rout).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from reviews.panel import Panel
from reviews.personas import MAX_SCORE, PERSONAS, Persona

DEAD_HEAT_UP_TO = 2
EDGE_UP_TO = 6
CLEAR_UP_TO = 15


class Band(StrEnum):
    DEAD_HEAT = "Dead heat"
    EDGE = "Edge"
    CLEAR = "Clear"
    ROUT = "Rout"


BAND_LIMITS = ((Band.DEAD_HEAT, DEAD_HEAT_UP_TO), (Band.EDGE, EDGE_UP_TO), (Band.CLEAR, CLEAR_UP_TO))


def band_of(lead: int, personas: int) -> Band:
    """The margin word for a lead in points over so many common personas; the limits are inclusive."""
    for band, limit in BAND_LIMITS:
        if lead <= limit * personas:
            return band
    return Band.ROUT


@dataclass(frozen=True)
class Card:
    """One persona's scores for the tools of a matchup, in their order."""

    persona: Persona
    scores: tuple[int, ...]
    verdicts: tuple[str, ...]

    @cached_property
    def tops(self) -> tuple[int, ...]:
        """The places of the tools with the highest score."""
        best = max(self.scores)
        return tuple(place for place, score in enumerate(self.scores) if score == best)

    @cached_property
    def winner(self) -> int | None:
        """The place of the sole top tool; None when the card is level."""
        return self.tops[0] if len(self.tops) == 1 else None

    @cached_property
    def gap(self) -> int:
        """Points between the best and the next score; 0 when level."""
        first, second = sorted(self.scores, reverse=True)[:2]
        return first - second

    @property
    def all_skip(self) -> bool:
        return all(verdict == "skip" for verdict in self.verdicts)


@dataclass(frozen=True)
class HeadToHead:
    """A matchup decided: the cards of the common personas, and totals over them in the order of the tools."""

    cards: tuple[Card, ...]
    totals: tuple[int, ...]

    @property
    def comparable(self) -> bool:
        return bool(self.cards)

    @property
    def out_of(self) -> int:
        """The most points that a tool could have: 400 for full panels."""
        return MAX_SCORE * len(self.cards)

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """Places of the tools by points, most first; equals stay in the order of the tools."""
        return tuple(sorted(range(len(self.totals)), key=lambda place: -self.totals[place]))

    @cached_property
    def lead(self) -> int:
        """Points of the first minus points of the second."""
        first, second = self.ranking[:2]
        return self.totals[first] - self.totals[second]

    @cached_property
    def leader(self) -> int | None:
        """The place of the tool with the most points, also in a dead heat; None when two have as many."""
        return self.ranking[0] if self.lead else None

    @cached_property
    def band(self) -> Band | None:
        return band_of(self.lead, len(self.cards)) if self.cards else None

    @cached_property
    def contenders(self) -> tuple[int, ...]:
        """The places of the tools within a dead heat of the top, in the order of the tools."""
        best = max(self.totals)
        return tuple(
            place for place, total in enumerate(self.totals) if best - total <= DEAD_HEAT_UP_TO * len(self.cards)
        )

    @cached_property
    def flagged(self) -> int | None:
        """The place that carries the winner's flag: the leader, but nobody in a dead heat."""
        return None if self.band in {None, Band.DEAD_HEAT} else self.leader

    @cached_property
    def unanimous(self) -> bool:
        winners = {card.winner for card in self.cards}
        return len(winners) == 1 and None not in winners

    @cached_property
    def dissent(self) -> tuple[Card, ...]:
        """The cards on which the leader is not at the top, not even jointly. None without a leader."""
        leader = self.leader
        if leader is None:
            return ()
        return tuple(card for card in self.cards if leader not in card.tops)

    def won_by(self, place: int) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.winner == place)

    @cached_property
    def level(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.winner is None)


def decide(panels: Sequence[Panel]) -> HeadToHead:
    """The head to head of two to four panels."""
    cards = []
    for persona in PERSONAS:
        opinions = [panel.of(persona.key) for panel in panels]
        if all(opinions):
            filed = [opinion for opinion in opinions if opinion]
            cards.append(Card(persona, tuple(o.score for o in filed), tuple(o.verdict for o in filed)))
    totals = tuple(sum(card.scores[place] for card in cards) for place in range(len(panels)))
    return HeadToHead(tuple(cards), totals)
