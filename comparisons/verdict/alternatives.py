"""Why one tool is an alternative to another, and what one loses by the change: derived, never typed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparisons.params.matchup import canonical
from comparisons.verdict.ended import ended
from comparisons.verdict.head_to_head import DEAD_HEAT_UP_TO, HeadToHead, bout_of
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import points_word
from comparisons.verdict.table import Row, fact_row, shared_attributes
from reviews.panel import Call
from tools.licences import licence_kind
from tools.states import State

SAID = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """`gains` and `losses` are short phrases, the weightiest first; both may be empty."""

    profile: Profile
    gains: tuple[str, ...]
    losses: tuple[str, ...]
    path: str


def alternatives(profile: Profile, rivals: Sequence[Profile]) -> list[Alternative]:
    """The rivals as alternatives to a tool: most points first, then by name."""
    ranked = sorted(rivals, key=lambda rival: (-(rival.panel.points or -1), rival.name.casefold(), rival.slug))
    return [alternative(profile, rival) for rival in ranked if not rival.discontinued and rival.slug != profile.slug]


def alternative(profile: Profile, rival: Profile) -> Alternative:
    pair = [profile, rival]
    bout = bout_of(pair)
    rows = [fact_row(key, label, pair) for key, label in shared_attributes(pair)]
    gains = [ended([profile]).removesuffix(".")] if profile.discontinued else []
    return Alternative(
        rival,
        tuple([*gains, *advantages(rival, profile, bout, rows, 1)][:SAID]),
        tuple(advantages(profile, rival, bout, rows, 0)[:SAID]),
        f"/compare/{canonical([profile.slug, rival.slug])}",
    )


def advantages(one: Profile, other: Profile, bout: HeadToHead, rows: Sequence[Row], place: int) -> list[str]:
    """What `one`, which stands at `place` of the bout and the rows, has over the other.

    A dead heat is no reason to change, nor is a fact that its source contradicts; a discontinued tool has nothing over
    others.
    """
    if one.discontinued:
        return []
    found = []
    if bout.flagged == place:
        base = f" of {bout.out_of}" if bout.partial else ""
        found.append(f"{points_word(bout.lead)} more, {bout.total(place)} to {bout.total(1 - place)}{base}")
    if one.panel.call is Call.SHIP and other.panel.call is not Call.SHIP:
        found.append(f"the panel ships {one.name}")
    if one.price_flag == "Free" and other.price_flag == "Paid":
        found += stated("entry-price", f"free, against {other.says('entry-price')}", one, other)
    if (kind_of(one), kind_of(other)) in {("open", "limited"), ("open", "closed"), ("limited", "closed")}:
        found += stated("licence", f"licence {one.says('licence')}, against {other.says('licence')}", one, other)
    for row in rows:
        if row.cells[place].leads and not (row.key == "entry-price" and one.price_flag == "Free"):
            label = row.label if row.label.isupper() else row.label.lower()
            phrase = f"{label} {row.cells[place].text}, against {row.cells[1 - place].text}"
            found += stated(row.key, phrase, one, other)
    return found + cheers(one, bout, place)


def cheers(one: Profile, bout: HeadToHead, place: int) -> list[str]:
    """The persona that puts `one` furthest ahead, by more than a dead heat."""
    ahead = [card for card in bout.cards if card.winner == place and card.gap > DEAD_HEAT_UP_TO]
    best = max(ahead, key=lambda card: card.gap, default=None)
    return [f"the {best.persona.name} puts {one.name} {points_word(best.gap)} ahead"] if best else []


def stated(key: str, phrase: str, *profiles: Profile) -> list[str]:
    """A phrase about this fact of these tools with what keeps it from being certain; nothing if a source denies it."""
    states = [fact.state for profile in profiles if (fact := profile.facts.get(key))]
    if State.CONTRADICTED in states:
        return []
    doubts = dict.fromkeys(state.value for state in states if state is not State.CONFIRMED)
    return [f"{phrase} ({', '.join(doubts)})" if doubts else phrase]


def kind_of(profile: Profile) -> str:
    return licence_kind(profile.says("licence"))
