"""Words of an editor that the data fills in when they are read, such as `{leader} by {lead}`. Pure.

`{{` stands for a brace.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.sentences import and_join, the_personas

LEADER, LEAD, POINTS, BAND, DISSENT = "leader", "lead", "points", "band", "dissent"
PLACEHOLDERS = (LEADER, LEAD, POINTS, BAND, DISSENT)
PIECE = re.compile(r"\{\{|\{([^{}]*)\}|\{")
KNOWN = f"Known are {and_join([f'{{{name}}}' for name in PLACEHOLDERS])}; write {{{{ for a brace."


def placeholders_in(text: str) -> set[str]:
    """What the text asks for, known or not."""
    return {found[1] for found in PIECE.finditer(text) if found[1] is not None}


def why_refused(text: str) -> str:
    """Why the text cannot be filled, for the editor; empty if it can."""
    for found in PIECE.finditer(text):
        if found[0] == "{":
            return f"A brace is open here: {text[found.start() : found.start() + 20]!r}. {KNOWN}"
        if found[1] is not None and found[1] not in PLACEHOLDERS:
            return f"{found[0]} is no placeholder. {KNOWN}"
    return ""


def values_of(names: Sequence[str], bout: HeadToHead) -> dict[str, str]:
    """{placeholder: what stands for it} for a comparison of tools with these names; in a dead heat no `leader`.

    `points` are the totals, the highest first; `dissent` are the reviewers who put another tool before the leader.
    """
    totals = sorted((total for total in bout.totals if total is not None), reverse=True)
    values = {
        LEAD: str(bout.lead),
        POINTS: " to ".join(map(str, totals)),
        BAND: bout.band.value if bout.band else "",
        DISSENT: lower_first(the_personas([card.persona for card in bout.dissent])) if bout.dissent else "nobody",
    }
    return values if bout.flagged is None else {LEADER: names[bout.flagged], **values}


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def why_unfilled(text: str, bout: HeadToHead) -> str:
    """Why today's numbers leave a known placeholder of the text empty; empty if they leave none."""
    if LEADER in placeholders_in(text) and bout.flagged is None:
        return "It names the leader, and it is a dead heat."
    return ""


def filled(text: str, values: Mapping[str, str], write: Callable[[str], str] = str) -> str:
    """The text with each placeholder replaced, by way of `write` (which escapes); what is unknown stays as it is.

    What begins a sentence begins with a capital letter.
    """

    def replacement(found: re.Match[str]) -> str:
        if found[0] == "{{":
            return "{"
        if found[1] not in values:
            return found[0]
        value = values[found[1]]
        begins = re.fullmatch(r"(?:.*[.!?:]\s+)?[\s*_>]*(?:<[^>]*>)*", text[: found.start()], re.DOTALL)
        return write(value[:1].upper() + value[1:] if begins and found[1] == DISSENT else value)

    return PIECE.sub(replacement, text)
