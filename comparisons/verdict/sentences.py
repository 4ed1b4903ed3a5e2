"""A verdict in words: what a compare page says when no editor wrote it, and what it says beside the editor's. Pure.

Every sentence is made from the head to head and the panels, so no page can contradict the numbers on it.
"""

from collections.abc import Sequence

from comparisons.verdict.answers import Answer, Verdict
from comparisons.verdict.ended import no_verdict, with_ended
from comparisons.verdict.head_to_head import Card, HeadToHead, bout_of
from comparisons.verdict.profile import Profile
from reviews.panel import Call
from reviews.personas import FULL_PANEL, Persona

NOT_COMPARABLE = "Not comparable yet"
NOBODY = "Nobody disagrees"
SO_FAR = "Nobody so far"
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
FEW_CARDS = {1: "The one card that counts is", 2: "Both cards that count are"}


def verdict_of(profiles: Sequence[Profile], bout: HeadToHead, differ: Sequence[str] | None = None) -> Verdict:
    """The verdict in words, over the tools that were not discontinued; the others are named with their day.

    `differ` names the rows of the decision table on which the tools differ; None: nobody asked.
    """
    if len(bout.living) == len(profiles):
        return verdict_between(profiles, bout, differ)
    if len(bout.living) < 2:
        return no_verdict(profiles, bout)
    left = [profiles[place] for place in bout.living]
    return with_ended(verdict_between(left, bout_of(left), differ), profiles)


def verdict_between(profiles: Sequence[Profile], bout: HeadToHead, differ: Sequence[str] | None) -> Verdict:
    """The verdict on tools that can all be chosen."""
    names = [profile.name for profile in profiles]
    calls = [panel.call for panel in bout.panels]
    if not bout.comparable or bout.band is None:
        return not_comparable(names, profiles)
    which, margin, dissent = which_one(names, calls, bout, differ), by_how_much(names, bout), who_disagrees(names, bout)
    objects = objection(dissent.line, bout)
    return Verdict(
        band=bout.band,
        agreement=agreement(names, bout),
        headline=headline(names, calls, bout),
        which=which,
        margin=margin,
        dissent=dissent,
        summary=f"{bout.band}: {standing(names, bout)} of {bout.out_of}. {objects}",
        objection=objects,
    )


def not_comparable(names: Sequence[str], profiles: Sequence[Profile]) -> Verdict:
    filed = and_join([f"{p.name} has {p.panel.filed} of {FULL_PANEL} reviews" for p in profiles])
    waiting = Answer("Nobody can say yet", f"{filed}. We compare only reviewers who have scored every tool here.")
    empty = Answer("No common scores", "The margin appears with the first reviewer who has filed for all of them.")
    return Verdict(
        NOT_COMPARABLE, "No reviewer has scored all of them", "The panel is *still out.*", waiting, empty,
        Answer("Nobody yet", "There is nothing to disagree with."), f"{NOT_COMPARABLE}: {and_join(names)}.",
    )  # fmt: skip


def agreement(names: Sequence[str], bout: HeadToHead) -> str:
    """`Unanimous`, or who took how many cards. While a reviewer is left out, all that count are not all."""
    if bout.unanimous:
        return f"Unanimous for {names[bout.ranking[0]]}"
    if bout.agreed:
        count = len(bout.cards)
        cards = FEW_CARDS.get(count, f"All {NUMBERS[count]} cards that count are")
        return f"{cards} for {names[bout.ranking[0]]}"
    won = [len(bout.won_by(place)) for place in range(len(names))]
    level = len(bout.level)
    if not any(won):
        return "Every card is level" if len(names) == 2 else "Every card is shared"
    parts = [f"{NUMBERS[count]} for {name}" for name, count in zip(names, won, strict=True) if count]
    if level:
        parts.append(f"{NUMBERS[level]} {'level' if len(names) == 2 else 'shared'}")
    return f"Split card: {', '.join(parts)}"


def headline(names: Sequence[str], calls: Sequence[Call], bout: HeadToHead) -> str:
    """The generated sentence, of at most two short ones."""
    leader = bout.flagged
    if leader is None:
        return dead_heat_headline(names, calls, bout.contenders)
    lead = f"*{names[leader]} by {bout.lead}.*"
    if calls[leader] is Call.SKIP:
        return f"{lead} The panel would still skip it."
    if bout.dissent:
        return f"{lead} {the_names(bout.dissent)} {'objects' if len(bout.dissent) == 1 else 'object'}."
    if bout.partial:
        return f"{lead} {left_out(names, bout)}."
    return f"{lead} Nobody on the panel objects." if bout.unanimous else f"{lead} Nobody scored it lower."


def dead_heat_headline(names: Sequence[str], calls: Sequence[Call], near: Sequence[int]) -> str:
    shipped = [place for place in near if calls[place] is Call.SHIP]
    between = " on points" if len(near) == len(names) else f" between {and_join([names[place] for place in near])}"
    if len(shipped) == len(near):
        return f"Nothing in it{between}. *{'Either one ships.' if len(near) == 2 else 'They all ship.'}*"
    if len(shipped) == 1:
        return f"Nothing in it on points. *Only {names[shipped[0]]} ships.*"
    if all(calls[place] is Call.SKIP for place in near):
        return f"Nothing in it{between}, *and {'both' if len(near) == 2 else 'all'} are skips.*"
    return f"*Nothing in it*{between}."


def which_one(names: Sequence[str], calls: Sequence[Call], bout: HeadToHead, differ: Sequence[str] | None) -> Answer:
    """The first answer. `differ` are the labels of the rows on which the tools differ: in a dead heat they decide."""
    if bout.flagged is not None:
        return Answer(names[bout.flagged], leader_detail(names, calls, bout, bout.flagged))
    near = bout.contenders
    everyone = len(near) == len(names)
    if all(calls[place] is Call.SHIP for place in near):
        either = ("Either. Both ship." if len(near) == 2 else "Any of them. All ship.") if everyone else ""
        return Answer(either or or_join([names[place] for place in near]), tie_breakers(differ))
    if all(calls[place] is Call.SKIP for place in near):
        neither = "Neither. Both skip." if len(near) == 2 else "None of them. All skip."
        return Answer(neither, "The panel would not ship with these today.")
    apart = points_word(bout.total(bout.ranking[0]) - min(bout.total(place) for place in near))
    return Answer("Too close on points", f"{say_calls(names, calls, near)}. They stand {apart} apart.")


def tie_breakers(differ: Sequence[str] | None) -> str:
    """What to look at when the points do not decide."""
    if differ is None:
        return "The decision table shows where they differ."
    if not differ:
        return "No row of the decision table separates them either."
    first = [label if label.isupper() else label[0].lower() + label[1:] for label in differ[:3]]
    left = len(differ) - 3
    more = f" and {left} more {'row' if left == 1 else 'rows'}" if left > 0 else ""
    return f"They differ on {', '.join(first) + more if more else and_join(first)}: let one of those settle it."


def say_calls(names: Sequence[str], calls: Sequence[Call], near: Sequence[int]) -> str:
    """`ChatGPT and Claude ship, Fireflies is split`"""
    said = []
    for call, one, many in (
        (Call.SHIP, "ships", "ship"),
        (Call.SPLIT, "is split", "are split"),
        (Call.SKIP, "is skipped", "are skipped"),
    ):
        of_this = [names[place] for place in near if calls[place] is call]
        if of_this:
            said.append(f"{and_join(of_this)} {one if len(of_this) == 1 else many}")
    return ", ".join(said)


def leader_detail(names: Sequence[str], calls: Sequence[Call], bout: HeadToHead, place: int) -> str:
    others = [call for at, call in enumerate(calls) if at != place]
    if calls[place] is Call.SKIP:
        return "It scores more, and the panel would still skip it."
    if calls[place] is Call.SPLIT:
        return "It scores more, though the panel is split on shipping it."
    if Call.SHIP not in others:
        return "The only one here that the panel would ship."
    return (
        f"The panel ships {'both' if len(names) == 2 else 'others too'}; this one scores more."
        if all(call is Call.SHIP for call in others)
        else "The panel ships it, and it scores more than the rest."
    )


def by_how_much(names: Sequence[str], bout: HeadToHead) -> Answer:
    line = f"{points_word(bout.lead)} of {bout.out_of}" if bout.lead else f"Level at {bout.total(bout.ranking[0])}"
    if len(names) > 2:
        ordered = [f"{names[place]} {bout.total(place)}" for place in bout.ranking]
        return Answer(line, ", then ".join(ordered) + "." + common_note(bout))
    first, second = bout.ranking[:2]
    if not bout.lead:
        return Answer(line, f"Both have {bout.total(first)} of {bout.out_of}." + common_note(bout))
    return Answer(line, f"{names[first]} leads {bout.total(first)}–{bout.total(second)}." + common_note(bout))


def common_note(bout: HeadToHead) -> str:
    if not bout.partial:
        return ""
    only = "the only one" if len(bout.cards) == 1 else "the only ones"
    return f" Counted: {and_join([card.persona.name for card in bout.cards])}, {only} who scored all."


def who_disagrees(names: Sequence[str], bout: HeadToHead) -> Answer:
    if bout.leader is None:
        return Answer("The points are level", sentences([takes(names, bout, card) for card in bout.cards]))
    level = [card for card in bout.level if card not in bout.dissent]
    if not bout.dissent:
        alone = f"{all_of(len(bout.cards))} put {names[bout.leader]} first" if bout.cards[1:] else "One card counts"
        said = [takes(names, bout, card) for card in level] or [alone]
        if bout.partial:
            return Answer(SO_FAR, sentences([*said, left_out(names, bout)]))
        return Answer(NOBODY, sentences(said))
    details = [takes(names, bout, card) for card in bout.dissent]
    if len(details) == 1:  # the line above has just named the one who objects
        verb = details[0].removeprefix(f"The {bout.dissent[0].persona.name} ")
        details = [verb[0].upper() + verb[1:]]
    details += [takes(names, bout, card) for card in level[:1]]
    return Answer(the_names(bout.dissent), sentences(details))


def takes(names: Sequence[str], bout: HeadToHead, card: Card) -> str:
    """Whom a reviewer prefers, with the scores, and whether it would ship any of them."""
    skips = f", and would skip {'both' if len(names) == 2 else 'them all'}" if card.all_skip else ""
    if card.winner is None:
        tops = "them" if len(card.tops) == len(names) else and_join([names[place] for place in card.tops])
        return f"The {card.persona.name} has {tops} level{skips}"
    best = card.score(card.winner)
    against = card.score(bout.leader) if bout.leader is not None else best - card.gap
    return f"The {card.persona.name} takes {names[card.winner]}, {best}–{against}{skips}"


def standing(names: Sequence[str], bout: HeadToHead) -> str:
    """`Code Llama 4 298, Mistral 3 Small 295`, most first."""
    return ", ".join(f"{names[place]} {bout.total(place)}" for place in bout.ranking)


def points_word(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def the_names(cards: Sequence[Card]) -> str:
    """`The Builder`, `The Skeptic and the Futurist`."""
    return the_personas([card.persona for card in cards])


def the_personas(personas: Sequence[Persona]) -> str:
    joined = and_join([f"the {persona.name}" for persona in personas])
    return joined[:1].upper() + joined[1:]


def left_out(names: Sequence[str], bout: HeadToHead) -> str:
    """`The Futurist and the Founder have not scored both`: why nobody knows who else would disagree."""
    has = "has" if len(bout.left_out) == 1 else "have"
    return f"{the_personas(bout.left_out)} {has} not scored {'both' if len(names) == 2 else 'them all'}"


def all_of(number: int) -> str:
    """`Both`, `All three`."""
    return "Both" if number == 2 else f"All {NUMBERS[number]}"


def base(bout: HeadToHead) -> str:
    """`over the 3 reviewers both have`: what every number of the matchup is over. Empty where it is the whole panel."""
    if not bout.partial:
        return ""
    number = len(bout.cards)
    who = "both" if len(bout.panels) == 2 else "all"
    if len(bout.panels) > len(bout.living) > 1:
        who = "the others"
    return f"over the {'one reviewer' if number == 1 else f'{number} reviewers'} {who} have"


def points_of(bout: HeadToHead, points: int) -> str:
    """`17 points`, `17 points of 300` where that is not the whole panel's."""
    return points_word(points) + (f" of {bout.out_of}" if bout.partial else "")


def and_join(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def or_join(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def objection(dissent: str, bout: HeadToHead) -> str:
    """Who disagrees, as a sentence of its own."""
    if bout.unanimous:
        return "Unanimous."
    if dissent == SO_FAR:
        return f"{NOBODY} so far."
    if not bout.dissent:
        return f"{dissent}."
    return f"{dissent} {'disagrees' if len(bout.dissent) == 1 else 'disagree'}."


def sentences(said: Sequence[str]) -> str:
    return "".join(f"{sentence}. " for sentence in said).strip()
