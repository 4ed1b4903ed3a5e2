"""What the panel says about one tool alone. Pure."""

from comparisons.verdict.ended import ended_line
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import NUMBERS, and_join, points_word
from reviews.panel import Call


def tool_sentence(profile: Profile) -> str:
    """What the panel says about one tool alone, with its deciding words between asterisks."""
    panel = profile.panel
    if profile.discontinued:
        last = f"The panel’s last call was {panel.call}" if panel.filed else "The panel never filed a word"
        return f"*{ended_line(profile)}.* {last}."
    if not panel.filed:
        return "*Not reviewed yet.* The panel has not filed a word."
    ships, filed = panel.ships, panel.filed
    if panel.call is Call.SPLIT:
        against = and_join([f"the {o.name}" for o in panel.opinions if not o.ships])
        return f"*The panel is split,* {NUMBERS[ships]} to {NUMBERS[filed - ships]}. Against it: {against}."
    majority = f"{NUMBERS[ships if panel.call is Call.SHIP else filed - ships]} of {NUMBERS[filed]}".capitalize()
    verb = "would ship it" if panel.call is Call.SHIP else "would skip it"
    if not panel.dissenters:
        everyone = f"All {NUMBERS[filed]}" + ("" if panel.full else " who filed")
        return f"*{everyone if filed > 1 else 'The only one who filed'} {verb}.*"
    loner = panel.dissenters[0]
    against = "would not" if panel.call is Call.SHIP else "would ship it"
    return f"{majority} {verb}. *The {loner.name} {against},*{distance(profile, loner.score, loner.ships)}"


def distance(profile: Profile, score: int, above: bool) -> str:
    """How far the lone dissenter stands from the next score."""
    others = [opinion.score for opinion in profile.panel.opinions if opinion.ships != above]
    gap = score - max(others) if above else min(others) - score
    if gap <= 0:
        return f" though somebody else scores it no {'lower' if above else 'higher'}."
    return f" and stands {points_word(gap)} {'above' if above else 'below'} anyone else."
