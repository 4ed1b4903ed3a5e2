"""The search that programs use: the only place that says how names are found."""

from comparisons.moments import Moment
from comparisons.nearest import nearest
from comparisons.profile import Profile

LONGEST = 200


def search(text: str, moment: Moment, most: int) -> list[Profile]:
    """The public tools that `text` probably names, the likest first."""
    groups = nearest(text.replace("\0", "")[:LONGEST], moment)
    return list({profile.slug: profile for group in groups for profile in group}.values())[:most]
