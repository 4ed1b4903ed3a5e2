"""The state of a fact, derived from its last check. The only place that may call a fact confirmed. Pure."""

from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNREADABLE = "unreadable"
    STALE = "stale"
    NEVER_CHECKED = "never checked"

    @property
    def slug(self) -> str:
        """The class name of its sign."""
        return self.value.split()[0]


MEANING = {
    State.CONFIRMED: "Somebody opened the source on the date shown and found the statement there.",
    State.CONTRADICTED: "The source, on the date shown, said something else.",
    State.UNREADABLE: "The source could not be opened or read on the date shown.",
    State.STALE: "The last check is older than this kind of fact stays fresh.",
    State.NEVER_CHECKED: "Nobody has opened a source for it yet. Treat it as hearsay.",
}


def state_of(*, checked_on: date | None, outcome: str | None, stale_after_days: int, today: date) -> State:
    """The state on `today` (a date in the site's time zone).

    A fact is confirmed up to and including the day `stale_after_days` days after its check.
    """
    if checked_on is None:
        return State.NEVER_CHECKED
    if outcome in {State.CONTRADICTED, State.UNREADABLE}:
        return State(outcome)
    if today - checked_on > timedelta(days=stale_after_days):
        return State.STALE
    return State.CONFIRMED


RECENT_DAYS = 30
