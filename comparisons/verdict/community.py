"""What a page says about the votes on a tool, and what it says to the one who voted. Pure."""

from dataclasses import dataclass

from reviews.panel import Call
from tools.values import say_date
from votes.tally import ENOUGH, Count, say_votes

SOON = "yours counts within the hour"


@dataclass(frozen=True, slots=True)
class Mine:
    """What one visitor voted on a tool: `ship`, `skip` or nothing; and whether it is in the tally yet."""

    choice: str = ""
    counted: bool = False


def votes_line(count: Count, call: Call) -> str:
    """`212 votes. Panel agrees.`: the line below the bar; empty where the bar says it all."""
    if not count.votes:
        return ""
    if not count.enough:
        return f"No percentage under {ENOUGH} votes."
    return f"{say_votes(count.votes)}. {agreement(count.call, call)}"


def agreement(community: str, call: Call) -> str:
    """Whether the community and the panel say the same."""
    if call is Call.NONE:
        return "The panel has not filed."
    if community == call.slug:
        return "Panel agrees."
    return "Panel is split." if call is Call.SPLIT else f"Panel says {call.slug}."


def few_votes(count: Count) -> str:
    """`3 votes: 2 ship, 1 skip`, where there are too few for a bar."""
    return f"{say_votes(count.votes)}: {count.ship} ship, {count.skip} skip"


def short(count: Count) -> str:
    """The same for a corner or a card, which have little room."""
    if not count.votes:
        return "no votes yet"
    return say_votes(count.votes) if count.percent is None else f"{count.percent}% ship of {count.votes:,}"


def frozen_line(count: Count) -> str:
    """Why the count does not move; empty while it does."""
    if count.frozen_on is None:
        return ""
    return (
        f"Counting is paused since {say_date(count.frozen_on)}: an editor is looking at the votes. New ones are kept."
    )


def mine_line(mine: Mine, count: Count) -> str:
    """`You voted ship.`, and that it waits where it does."""
    if not mine.choice:
        return "You have not voted on this tool."
    waits = f"; {SOON}" if not mine.counted and count.frozen_on is None else ""
    return f"You voted {mine.choice}{waits}."
