"""Which matchups search engines may list. Pure."""

from collections.abc import Sequence

from comparisons.verdict.profile import Profile


def why_not_indexed(profiles: Sequence[Profile], *, curated: bool) -> str | None:
    """The reason why a matchup of public tools stays out of search engines, or None: then it is indexed."""
    if not all(profile.panel.full for profile in profiles):
        return "not every panel is full"
    if not curated and len({profile.head.category_id for profile in profiles}) > 1:
        return "the tools share no category and no editor put them together"
    return None
