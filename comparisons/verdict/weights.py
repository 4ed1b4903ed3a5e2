"""The reader's own weights: a weighted mean per tool, who leads by it, and the smallest change that flips it. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from comparisons.params.options import MAX_WEIGHT, Weights
from comparisons.verdict.head_to_head import HeadToHead
from reviews.personas import PERSONAS, Persona


@dataclass(frozen=True, slots=True)
class Flip:
    """Set this persona's weight from one number to the other, and the tool in this place leads alone."""

    persona: Persona
    before: int
    after: int
    leader: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """`means` are of 100, in the order of the tools; None where a discontinued tool lacks a review that counts.

    `leader` is None when two share the top, and where there is no verdict.
    """

    weights: Weights
    means: tuple[Fraction | None, ...]
    leader: int | None
    flip: Flip | None

    def shown(self, place: int) -> str | None:
        mean = self.means[place]
        return None if mean is None else one_decimal(mean)


def weigh(bout: HeadToHead, weights: Weights) -> Weighted | None:
    """The result under `weights`, or None when no common persona has any weight."""
    total = sum(weights[card.persona.key] for card in bout.cards)
    if not total:
        return None
    sums = sums_of(bout, weights)
    leader = sole_top(sums, bout)
    means = tuple(
        None if whole is None else Fraction(points, total) for points, whole in zip(sums, bout.totals, strict=True)
    )
    return Weighted(weights, means, leader, smallest_flip(bout, weights, leader))


def sums_of(bout: HeadToHead, weights: Weights) -> tuple[int, ...]:
    """The weighted points of each tool: who leads by them leads by the mean, as all are divided by the same weight."""
    return tuple(
        sum(weights[card.persona.key] * card.score(place) for card in bout.cards) for place in range(len(bout.totals))
    )


def sole_top(sums: tuple[int, ...], bout: HeadToHead) -> int | None:
    """The place of the one tool with most, of those that are judged; None where two have as many or none is judged."""
    best = max((sums[place] for place in bout.ranking), default=0)
    tops = [place for place in bout.ranking if sums[place] == best]
    return tops[0] if len(tops) == 1 else None


def smallest_flip(bout: HeadToHead, weights: Weights, leader: int | None) -> Flip | None:
    """The change of one persona's weight, of least size, after which another tool strictly leads.

    Equal sizes go by the order of the personas, then by the lower weight. Adding to a persona's weight adds that many
    times its scores, so no sum is made anew.
    """
    sums = sums_of(bout, weights)
    cards = {card.persona.key: card for card in bout.cards}
    for size in range(1, MAX_WEIGHT + 1):
        for persona in PERSONAS:
            for step in (-size, size):
                after = weights[persona.key] + step
                if persona.key in cards and 0 <= after <= MAX_WEIGHT:
                    changed = tuple(s + step * cards[persona.key].score(place) for place, s in enumerate(sums))
                    top = sole_top(changed, bout)
                    if top is not None and top != leader:
                        return Flip(persona, weights[persona.key], after, top)
    return None


def one_decimal(number: Fraction) -> str:
    """Half up, one decimal: 74.25 is 74.3."""
    tenths = (number.numerator * 20 + number.denominator) // (2 * number.denominator)
    return f"{tenths // 10}.{tenths % 10}"
