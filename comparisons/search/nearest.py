"""The tools that a mistyped address probably meant."""

from difflib import SequenceMatcher

from comparisons.index.folding import BETWEEN, Question, read_question
from comparisons.index.search_names import NameStart, NameWord
from comparisons.index.search_words import Findable
from comparisons.moment import Moment
from comparisons.reading.lookup import Unknown
from comparisons.reading.profiles import heads_of, profiles_of
from comparisons.search.find import scored
from comparisons.verdict.profile import Profile
from tools.slugs import JOINT, slug_from

NEAR_ENOUGH = 0.55
SHOWN = 3
SIMILAR = 3
POOL = 60


def nearest(text: str, moment: Moment) -> list[list[Profile]]:
    """For each tool that `text` seems to name, the public tools with the likest names, best first."""
    wanted = [part for part in (slug_from(part) for part in text[:300].lower().split(JOINT)) if part][:4]
    groups = [likest(read_question(part.replace("-", " ")), moment) for part in wanted]
    heads = heads_of(list(dict.fromkeys(pk for ids in groups for pk in ids)))
    profiles = {profile.head.id: profile for profile in profiles_of(heads, moment)}
    return [[profiles[pk] for pk in ids] for ids in groups]


def say_unknown(error: Unknown, moment: Moment) -> str:
    """The words of the error, with the tools that are called alike: `Nearest: Code Llama 4 (code-llama-4).`"""
    groups = nearest(JOINT.join(error.names), moment)
    found = dict.fromkeys(f"{profile.name} ({profile.slug})" for group in groups for profile in group)
    return f"{error} Nearest: {', '.join(found)}." if found else str(error)


def likest(question: Question, moment: Moment) -> list[int]:
    """The tools that have these words in their names; else those with a word like one of them, called most alike."""
    if not question.words:
        return []
    ids = NameStart.objects.beginning(question.joined, POOL) or Findable.objects.named(question)
    near = scored(ids, question, moment)
    if near:
        return [
            row.tool_id for row in sorted(near, key=lambda row: (near[row], -(row.points or 0), row.tool_id))[:SHOWN]
        ]
    similar = NameWord.objects.similar(question.words)
    words = [word for typed in question.words for word in (typed, *similar[typed][:SIMILAR])]
    ids = Findable.objects.among([words], "names", beginnings=1) if words else []
    alike = sorted((-max(likeness(question.phrase, name) for name in row.names.split(BETWEEN)), row.tool_id)
                   for row in scored(ids, question, moment))  # fmt: skip
    return [pk for score, pk in alike[:SHOWN] if -score >= NEAR_ENOUGH]


def likeness(one: str, other: str) -> float:
    """From 0 to 1; a name that begins the other counts as very near."""
    if other.startswith(one) or one.startswith(other):
        return 0.9
    if f" {one} " in f" {other} ":
        return 0.8
    return SequenceMatcher(None, one, other).ratio()
