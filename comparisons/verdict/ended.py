"""What is said of tools that were discontinued: that they were, when, and that there is no verdict. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from comparisons.verdict.answers import Answer, Verdict
from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.profile import Profile
from tools.values import say_date

NO_VERDICT = "No verdict"


def ended_line(profile: Profile) -> str:
    """`Discontinued on 3 May 2026`"""
    return f"Discontinued{on_its_day(profile)}"


def on_its_day(profile: Profile) -> str:
    day = profile.head.discontinued_on
    return f" on {say_date(day)}" if day else ""


def ended(profiles: Sequence[Profile]) -> str:
    """`A was discontinued on 3 May 2026, B on 4 June 2026.`: of those that were; empty if none was."""
    gone = [profile for profile in profiles if profile.discontinued]
    if not gone:
        return ""
    first, *others = gone
    said = [f"{first.name} was discontinued{on_its_day(first)}"]
    return ", ".join([*said, *(f"{other.name}{on_its_day(other)}" for other in others)]) + "."


def no_verdict(profiles: Sequence[Profile], bout: HeadToHead) -> Verdict:
    """What is said where fewer than two of the tools can still be chosen. The scores stand for the record."""
    gone, between = ended(profiles), "between" if len(profiles) == 2 else "among"
    left = "Only one of them is left to choose." if bout.living else "None of them is left to choose."
    scored = [f"{p.name} {total}" for p, total in zip(profiles, bout.totals, strict=True) if total is not None]
    record = (
        f"For the record: {', '.join(scored)} of {bout.out_of}." if scored else "No reviewer has scored all of them."
    )
    return Verdict(
        band=NO_VERDICT,
        agreement="A discontinued tool is not judged",
        headline=f"*{gone}* {NO_VERDICT} {between} them.",
        which=Answer(f"{NO_VERDICT} {between} them", f"{gone} {left}"),
        margin=Answer("No margin", record),
        dissent=Answer("Nobody to disagree with", "Without a verdict there is nothing to disagree with."),
        summary=f"{NO_VERDICT}. {gone} {record}",
    )


def with_ended(verdict: Verdict, profiles: Sequence[Profile]) -> Verdict:
    """The verdict over the tools that can still be chosen, with what happened to the others."""
    gone = ended(profiles)
    return replace(
        verdict,
        headline=f"{verdict.headline} {gone}",
        which=replace(verdict.which, detail=f"{verdict.which.detail} {gone}".strip()),
        summary=f"{verdict.summary} {gone}",
    )
