"""A decision record in Markdown: what was compared, what came out under whose weights, what is not known. Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from comparisons.verdict.answers import Verdict
from comparisons.verdict.comparison import Comparison
from comparisons.verdict.ended import NO_VERDICT, ended_line
from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.profile import FactView, Profile
from comparisons.verdict.sentences import and_join
from comparisons.verdict.table import Table
from comparisons.verdict.weights import Weighted
from reviews.panel import Panel
from reviews.personas import PERSONAS
from tools.states import State
from tools.values import say_date

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
# A verdict without a fact that goes stale is still looked at again.
AGAIN_AFTER = timedelta(days=90)


def plain(text: str) -> str:
    """A text as it must be written in Markdown to be read as it is; always one line."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def decision(comparison: Comparison, *, address: str, today: date) -> str:
    """The record; `address` is where it was made."""
    profiles, as_of, weighted = comparison.profiles, comparison.as_of, comparison.weighted
    bout, verdict = comparison.judged.bout, comparison.judged.verdict
    again = review_again(profiles, today)
    names = [plain(profile.name) for profile in profiles]
    parts = [
        f"# Decision: {' or '.join(names)}",
        f"Made on {say_date(today)} from {address}. Review again by {say_date(again)}."
        + (f" All of it as it stood at the end of {say_date(as_of)}." if as_of else ""),
        "## Options",
        "\n".join(option(profile, panel) for profile, panel in zip(profiles, bout.panels, strict=True)),
        "## Weights",
        weights_of(weighted),
        "## Result",
        result(names, bout, verdict, weighted),
        "## Dissent",
        f"{plain(verdict.dissent.line)}. {plain(verdict.dissent.detail)}",
        "## Not known",
        unknowns(comparison.table, names),
        "## Sources",
        sources(profiles),
    ]
    return "\n\n".join(parts) + "\n"


def option(profile: Profile, panel: Panel) -> str:
    """`panel` is over the reviewers who have scored every option."""
    fact, tagline = profile.facts.get("entry-price"), plain(profile.head.tagline)
    price = "entry price not known" if fact is None else f"{plain(fact.text)} ({fact.state.value})"
    stop = "" if tagline.endswith((".", "!", "?")) else "."
    said = ended_line(profile) if profile.discontinued else plain(panel.label)
    return f"- **{plain(profile.name)}**: {tagline}{stop} {said}; {price}."


def weights_of(weighted: Weighted | None) -> str:
    if weighted is None:
        return "The weights leave no reviewer who has scored every option."
    return "\n".join(f"- {persona.name}: {weighted.weights[persona.key]}" for persona in PERSONAS)


def result(names: Sequence[str], bout: HeadToHead, verdict: Verdict, weighted: Weighted | None) -> str:
    """The panel's verdict, and what the weights make of it."""
    lines = [f"- The panel: {plain(verdict.summary)}"]
    if weighted is not None:
        means = and_join([f"{name} {weighted.shown(place) or 'not counted'}" for place, name in enumerate(names)])
        lines.append(f"- Under these weights: {under_weights(names, bout, weighted)} (mean of 100: {means}).")
        flip = weighted.flip
        if not bout.decided:
            return "\n".join(lines)
        if flip:
            lines.append(
                f"- It turns to {names[flip.leader]} if the weight of the {flip.persona.name} goes "
                f"from {flip.before} to {flip.after}."
            )
        else:
            lines.append("- No single change of a weight makes another option lead.")
    return "\n".join(lines)


def under_weights(names: Sequence[str], bout: HeadToHead, weighted: Weighted) -> str:
    if not bout.decided:
        return NO_VERDICT.lower()
    return "a tie" if weighted.leader is None else names[weighted.leader]


def unknowns(table: Table, names: Sequence[str]) -> str:
    """Where an option lacks a fact, or has one that cannot be relied on today."""
    lines = []
    for row in table.rows:
        for name, cell in zip(names, row.cells, strict=True):
            if not cell.known:
                lines.append(f"- {name}: {plain(row.label)}, {cell.text.lower()}")
            elif cell.state is not None and cell.state is not State.CONFIRMED:
                lines.append(f"- {name}: {plain(row.label)}, {cell.state.value}")
    return "\n".join(lines) or "Nothing in the decision table."


def sources(profiles: Sequence[Profile]) -> str:
    lines = [source(profile, fact) for profile in profiles for fact in profile.facts.values()]
    lines += [
        f"- {plain(profile.name)}, the {opinion.name}: {opinion.line}, reviewed on {say_date(opinion.reviewed_on)} by "
        f"{plain(opinion.author)} ({opinion.author_kind}, {opinion.basis})"
        for profile in profiles
        for opinion in profile.panel.opinions
        if opinion.reviewed_on
    ]
    return "\n".join(lines) or "None."


def source(profile: Profile, fact: FactView) -> str:
    checked = f"checked on {say_date(fact.checked_on)}" if fact.checked_on else f"recorded {say_date(fact.recorded_on)}"
    where = f"<{fact.source}>" if fact.source else "no source given"
    return f"- {plain(profile.name)}, {plain(fact.label)}: {plain(fact.text)} ({fact.state.value}, {checked}, {where})"


def review_again(profiles: Sequence[Profile], today: date) -> date:
    """The first day on which a fact that is fresh today is no longer; at the latest AGAIN_AFTER."""
    days = [fact.stale_from for profile in profiles for fact in profile.facts.values() if fact.stale_from]
    return min([day for day in days if day > today] + [today + AGAIN_AFTER])
