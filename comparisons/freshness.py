"""When a verdict that stands on other sites is out of date. Pure."""

from datetime import date, timedelta

from comparisons.profile import Profile
from tools.states import State
from tools.values import say_date

FRESH_FOR = timedelta(days=180)
# Facts that every tool has, and that a verdict leans on.
KEY_FACTS = ("pricing", "entry-price", "licence")
OUTDATED = {State.STALE, State.CONTRADICTED}


def why_stale(profile: Profile, today: date) -> str:
    """Why a verdict is out of date: no product any more, no review for FRESH_FOR, or a key fact that somebody once
    checked and that nobody vouches for now. Empty while it is not. What was never checked cannot have grown old."""
    if profile.discontinued:
        return "discontinued"
    reviewed_on = profile.panel.reviewed_on
    if reviewed_on is not None and today - reviewed_on > FRESH_FOR:
        return f"last reviewed {say_date(reviewed_on)}"
    facts = [profile.facts[key] for key in KEY_FACTS if key in profile.facts]
    return next((f"{fact.label.lower()} {fact.state.value}" for fact in facts if fact.state in OUTDATED), "")
