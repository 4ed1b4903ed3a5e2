"""A comparison judged: the one account from which every page, picture, mail and answer takes what it says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparisons.verdict.answers import Verdict
from comparisons.verdict.editor import Said, Written, standing_words
from comparisons.verdict.head_to_head import HeadToHead, bout_of
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import verdict_of


@dataclass(frozen=True, slots=True)
class Judged:
    """Numbers, generated words, and those words of an editor that stand."""

    profiles: Sequence[Profile]
    bout: HeadToHead
    verdict: Verdict
    said: Said

    @property
    def headline(self) -> str:
        return self.said.headline or self.verdict.headline


def judge(
    profiles: Sequence[Profile],
    written: Written | None = None,
    differ: Sequence[str] | None = None,
    *,
    past: bool = False,
) -> Judged:
    """`written` is the editor's; `differ` as in `verdict_of`; `past`: the profiles are those of a past day."""
    bout = bout_of(profiles)
    return Judged(
        profiles, bout, verdict_of(profiles, bout, differ), standing_words(written, profiles, bout, past=past)
    )
