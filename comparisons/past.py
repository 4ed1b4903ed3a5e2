"""The page of a tool as it stood at the end of a past day."""

from datetime import date
from typing import Any

from comparisons.moments import Moment
from comparisons.pages import tool_page
from comparisons.profile import Head
from comparisons.reading import profiles_of


def past_tool_page(head: Head, day: date, moment: Moment) -> dict[str, Any]:
    """What the page of a tool prints of the day `day`: all but how it stands among others, which nobody recorded."""
    (profile,) = profiles_of([head], moment, day)
    return tool_page(head, moment, profile) | {"as_of": day, "strips": (), "rank": None, "record": ()}
