"""Who leads, by how much, who disagrees: the answer of a compare page in exact integers. Pure.

Only personas that every tool has filed are counted, for every number. Bands are per common persona, so that three
common personas are judged like four (up to 2 points each a dead heat, 6 an edge, 15 clear, above a rout). A tool
that was discontinued is not judged: it wins nothing, leads nothing, and its gaps hide no review of the others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from comparisons.verdict.profile import Profile
from reviews.panel import Panel
from reviews.personas import FULL_PANEL, MAX_SCORE, PERSONAS, Persona

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
    """One persona's scores for the tools of a matchup, in their order; of those in the places `judged` one is best.

    A score is None, and its verdict empty, where a discontinued tool lacks this review.
    """

    persona: Persona
    scores: tuple[int | None, ...]
    verdicts: tuple[str, ...]
    judged: tuple[int, ...]

    def score(self, place: int) -> int:
        """The score of a tool that is judged."""
        return self.scores[place] or 0

    @cached_property
    def tops(self) -> tuple[int, ...]:
        """The places of the tools with the highest score; none where nothing is judged."""
        best = max((self.score(place) for place in self.judged), default=0)
        return tuple(place for place in self.judged if self.score(place) == best)

    @cached_property
    def winner(self) -> int | None:
        """The place of the sole top tool; None when the card is level, or nothing is judged."""
        return self.tops[0] if len(self.tops) == 1 else None

    @cached_property
    def gap(self) -> int:
        """Points between the best and the next score; 0 when level."""
        if not self.judged:
            return 0
        first, second = sorted((self.score(place) for place in self.judged), reverse=True)[:2]
        return first - second

    @property
    def all_skip(self) -> bool:
        return bool(self.judged) and all(self.verdicts[place] == "skip" for place in self.judged)


@dataclass(frozen=True)
class HeadToHead:
    """A matchup decided, over the cards of the common personas; everything is in the order of the tools.

    `living` are the places of the tools that were not discontinued: with two of them there is a verdict, over these.
    `panels` are the tools' panels over the common personas alone; where there is none, their own.
    """

    cards: tuple[Card, ...]
    panels: tuple[Panel, ...]
    living: tuple[int, ...]

    @property
    def comparable(self) -> bool:
        return bool(self.cards)

    @property
    def decided(self) -> bool:
        """Whether there is a verdict: common scores, and at least two tools that one can still choose."""
        return self.comparable and len(self.living) > 1

    @property
    def partial(self) -> bool:
        """Whether some personas are left out, because not every tool has them."""
        return 0 < len(self.cards) < FULL_PANEL

    @property
    def out_of(self) -> int:
        """The most points that a tool could have: 400 for full panels."""
        return MAX_SCORE * len(self.cards)

    @cached_property
    def totals(self) -> tuple[int | None, ...]:
        """Points over the common personas; None where there is no such sum: none is common, or a tool lacks one."""
        return tuple(
            sum(opinion.score for opinion in panel.opinions) if self.cards and panel.filed == len(self.cards) else None
            for panel in self.panels
        )

    def total(self, place: int) -> int:
        """The points of a tool that is judged."""
        return self.totals[place] or 0

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """Places of the tools that are judged by points, most first; equals stay in the order of the tools."""
        return tuple(sorted(self.living, key=lambda place: -self.total(place))) if self.decided else ()

    @cached_property
    def lead(self) -> int:
        """Points of the first minus points of the second; 0 without a verdict."""
        if not self.decided:
            return 0
        first, second = self.ranking[:2]
        return self.total(first) - self.total(second)

    @cached_property
    def leader(self) -> int | None:
        """The place of the tool with the most points, also in a dead heat; None when two have as many."""
        return self.ranking[0] if self.lead else None

    @cached_property
    def band(self) -> Band | None:
        return band_of(self.lead, len(self.cards)) if self.decided else None

    @cached_property
    def contenders(self) -> tuple[int, ...]:
        """The places of the tools within a dead heat of the top, in the order of the tools."""
        best = max((self.total(place) for place in self.ranking), default=0)
        near = DEAD_HEAT_UP_TO * len(self.cards)
        return tuple(place for place in sorted(self.ranking) if best - self.total(place) <= near)

    @cached_property
    def flagged(self) -> int | None:
        """The place that carries the winner's flag: the leader, but nobody in a dead heat."""
        return None if self.band in {None, Band.DEAD_HEAT} else self.leader

    @cached_property
    def agreed(self) -> bool:
        """Whether every card that counts goes to one tool."""
        winners = {card.winner for card in self.cards}
        return len(winners) == 1 and None not in winners

    @property
    def unanimous(self) -> bool:
        """The same of all four personas: while one has not spoken, nobody knows."""
        return self.agreed and not self.partial

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

    @cached_property
    def left_out(self) -> tuple[Persona, ...]:
        """The personas that are not counted."""
        counted = {card.persona.key for card in self.cards}
        return tuple(persona for persona in PERSONAS if persona.key not in counted)


def bout_of(profiles: Sequence[Profile]) -> HeadToHead:
    """The head to head of two to four tools: what every page, picture, mail and answer about them reads."""
    gone = [place for place, profile in enumerate(profiles) if profile.discontinued]
    return decide([profile.panel for profile in profiles], gone)


def decide(panels: Sequence[Panel], gone: Collection[int] = ()) -> HeadToHead:
    """The head to head of two to four panels; `gone` are the places of tools that were discontinued.

    With fewer than two others nothing is judged, and the scores that all have are shown for the record.
    """
    living = tuple(place for place in range(len(panels)) if place not in gone)
    judged = living if len(living) > 1 else ()
    cards = []
    for persona in PERSONAS:
        opinions = [panel.of(persona.key) for panel in panels]
        if all(opinions[place] for place in judged or range(len(panels))):
            scores = tuple(opinion.score if opinion else None for opinion in opinions)
            verdicts = tuple(opinion.verdict if opinion else "" for opinion in opinions)
            cards.append(Card(persona, scores, verdicts, judged))
    common = [card.persona.key for card in cards]
    return HeadToHead(tuple(cards), tuple(panel.limited_to(common) if cards else panel for panel in panels), living)
