"""The search: from what a reader typed to tools, the nearest first. One order on every database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from comparisons.cache import Kept
from comparisons.index.folding import NAMELESS, Question, closeness, looseness, read_question
from comparisons.index.search_names import NameStart, NameWord
from comparisons.index.search_words import CANDIDATES, Findable
from comparisons.models import Standing
from comparisons.moment import Moment

SUGGESTED = 8
KEPT = 2000
SPELT = NAMELESS + 1  # how near a tool is that only shows when words are set right: behind every other
SHORT_LIST = 50
FEW = 64
SPELLINGS = 6

COLUMNS = ("tool_id", "tool__findable__names", "points", "sort_name", "category_id")


class Row(NamedTuple):
    """A tool that may answer, by COLUMNS; `names` are all of its names, folded."""

    tool_id: int
    names: str
    points: int | None
    sort_name: str | None
    category_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """The tools that answer a question, nearest first. `meant` are the words as the search set them right, if it did.

    `more` says that the question fits more tools than the search looks at; `loose`, that none of these tools has all of
    its words.
    """

    ids: tuple[int, ...]
    cut: bool = False
    more: bool = False
    meant: str = ""
    loose: bool = False


FOUND: Kept[tuple[Any, Question, int, bool], Found] = Kept(KEPT)


def search(text: str, moment: Moment, near: int = 0, *, few: bool = False) -> Found:
    """The public tools that `text` names or describes; those of the category `near` first among equals.

    With `few` only the nearest matter, as while one types: where `text` begins a name, it looks no further.
    """
    question = read_question(text)
    if not question.words:
        return Found((), question.cut)
    key = (moment.key, question, near, few)
    found = FOUND.get(key)
    if found is None:
        found = look(question, moment, near, few)
        FOUND.put(key, found)
    return found


def look(question: Question, moment: Moment, near: int, few: bool) -> Found:
    """By names, then by everything said; only if little fits, by words set right, then by some of the words."""
    if question.short:
        return found_of(scored(short_ids(question), question, moment), question, near)
    # those of a category may stand far behind, so for them a few are not enough to choose from
    most = FEW if few and not near else CANDIDATES
    ids = NameStart.objects.beginning(question.joined, most)
    more = len(ids) >= CANDIDATES
    if not more and not (few and ids):
        ids += Findable.objects.named(question) if len(question.words) > 1 else []
        more = len(ids) >= CANDIDATES
        ids += Findable.objects.saying(question) if not more else []
    rows = scored(ids, question, moment)
    meant = ""
    if len(rows) < SUGGESTED and not any(near_by < NAMELESS for near_by in rows.values()):
        spelt, meant = set_right(question, moment, few)
        rows = spelt | rows
    if not rows and len(question.words) > 1:
        return some_words(question, moment, near)
    return found_of(rows, question, near, more=more, meant=meant)


def short_ids(question: Question) -> list[int]:
    ids = NameStart.objects.short(question.joined, SHORT_LIST)
    if len(question.words) > 1:  # two letters apart
        ids += Findable.objects.named(question)
    return ids


def scored(ids: Collection[int], question: Question, moment: Moment, behind: int = 0) -> dict[Row, int]:
    """{row of COLUMNS: how near it is} of the public ones among these tools."""
    if not ids:
        return {}
    public = Standing.objects.filter(tool__in=set(ids), published_at__lte=moment.now)
    return {row: behind + closeness(question, row.names) for row in map(Row._make, public.values_list(*COLUMNS))}


def some_words(question: Question, moment: Moment, near: int) -> Found:
    """The tools that have some of the words: first those whose names have the most of what was typed."""
    ids = Findable.objects.among([question.words], "words", beginnings=0)
    said = dict(Findable.objects.filter(tool__in=ids).values_list("tool_id", "words"))
    rows = {row: looseness(question, row.names, said[row.tool_id]) for row in scored(ids, question, moment)}
    return replace(found_of(rows, question, near), loose=bool(rows))


def set_right(question: Question, moment: Moment, few: bool) -> tuple[dict[Row, int], str]:
    """The tools that fit the question as it was probably meant, and its words so; nothing if it can't be set right."""
    like = NameWord.objects.like(question.words)
    meant = " ".join(like[word][0] if like[word] else word for word in question.words)
    if meant == question.phrase:
        return {}, ""
    right = read_question(meant)
    alternatives = [list(dict.fromkeys([*like[word], word]))[:SPELLINGS] for word in question.words]
    ids = NameStart.objects.beginning(right.joined, CANDIDATES)
    if not ids or (len(question.words) > 1 and not few):
        ids += Findable.objects.spelt(alternatives) or Findable.objects.spelt(alternatives, "words")
    rows = scored(ids, right, moment, SPELT)
    return rows, meant if rows else ""


def found_of(rows: Mapping[Row, Any], question: Question, near: int, *, more: bool = False, meant: str = "") -> Found:
    """The nearest first; among equals those of the category `near`, then more points, then by name."""

    def place(row: Row) -> tuple[Any, ...]:
        return rows[row], row.category_id != near, -(row.points or 0), row.sort_name or "", row.tool_id

    return Found(tuple(row.tool_id for row in sorted(rows, key=place)), question.cut, more, meant)
