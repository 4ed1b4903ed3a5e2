"""The search: from what a reader typed to tools, the nearest first. One order on every database."""

from dataclasses import dataclass, replace
from typing import Any

from comparisons.findable import CANDIDATES, Findable, NameWord
from comparisons.memory import Kept
from comparisons.models import Standing
from comparisons.moments import Moment
from comparisons.wording import Question, begins_all, closeness, read_question

SUGGESTED = 8
KEPT = 2000
SPELT = 5  # how near a tool is that only shows when words are set right: behind every other

COLUMNS = ("tool_id", "names", "tool__standing__points", "tool__standing__sort_name", "tool__category_id")


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


FOUND: Kept[tuple[Any, Question, int], Found] = Kept(KEPT)


def search(text: str, moment: Moment, near: int = 0) -> Found:
    """The public tools that `text` names or describes; those of the category `near` first among equals."""
    question = read_question(text)
    if not question.words:
        return Found((), question.cut)
    key = (moment.key, question, near)
    found = FOUND.get(key)
    if found is None:
        found = look(question, moment, near)
        FOUND.put(key, found)
    return found


def look(question: Question, moment: Moment, near: int) -> Found:
    """By names, then by everything said; only if no name fits, by words set right."""
    if question.short:
        return found_of({row: closeness(question, row[1]) for row in short_rows(question, moment)}, question, near)
    found = rows_of(Findable.objects.named(question), moment)
    more = len(found) >= CANDIDATES
    if not more:
        found += rows_of(Findable.objects.saying(question), moment)
    rows = {row: closeness(question, row[1]) for row in found}
    meant = ""
    if not any(near_by < 4 for near_by in rows.values()):
        alternatives, meant = set_right(question)
        if meant:
            spelt = [*rows_of(Findable.objects.spelt(alternatives, "names"), moment)]
            spelt += rows_of(Findable.objects.spelt(alternatives), moment) if not spelt else []
            right = read_question(meant)
            rows = {row: SPELT + closeness(right, row[1]) for row in spelt} | rows
            meant = meant if spelt else ""
    if not rows and len(question.words) > 1:
        return some_words(question, moment, near)
    return found_of(rows, question, near, more=more, meant=meant)


def some_words(question: Question, moment: Moment, near: int) -> Found:
    """The tools that have some of the words, most words first."""
    columns = [*COLUMNS, "words"]
    loose = Findable.objects.among([question.words], "words", beginnings=0)
    found = loose.filter(tool__published_at__lte=moment.now).values_list(*columns)
    rows = {row[:-1]: -sum(begins_all([word], row[-1].split()) for word in question.words) for row in found}
    return replace(found_of(rows, question, near), loose=bool(rows))


def rows_of(findable: Any, moment: Moment) -> list[tuple[Any, ...]]:
    return list(findable.filter(tool__published_at__lte=moment.now).values_list(*COLUMNS))


def short_rows(question: Question, moment: Moment) -> list[tuple[Any, ...]]:
    """For one or two letters: the first names that begin with them, and the names that have them as a word."""
    beginning = Standing.objects.filter(published_at__lte=moment.now, sort_name__startswith=question.joined)
    ids = list(beginning.order_by("sort_name", "tool_id").values_list("tool_id", flat=True)[:50])
    rows = rows_of(Findable.objects.filter(tool__in=ids), moment)
    whole = rows_of(Findable.objects.spelt([[word] for word in question.words], "names"), moment)
    return list(dict.fromkeys([*rows, *whole]))


def set_right(question: Question) -> tuple[list[list[str]], str]:
    """For each word itself and the words of names it may be a misspelling of; and the whole as it was probably meant.

    The second is empty when nothing can be set right.
    """
    groups: list[list[str]] = []
    meant: list[str] = []
    for word in question.words:
        like = NameWord.objects.like(word)
        groups.append(list(dict.fromkeys([word, *like])))
        meant.append(like[0] if like else word)
    right = " ".join(meant)
    return groups, right if right != question.phrase else ""


def found_of(
    rows: dict[tuple[Any, ...], int], question: Question, near: int, *, more: bool = False, meant: str = ""
) -> Found:
    """The nearest first; among equals those of the category `near`, then more points, then by name."""

    def place(row: tuple[Any, ...]) -> tuple[Any, ...]:
        pk, _, points, sort_name, category_id = row
        return rows[row], category_id != near, -(points or 0), sort_name or "", pk

    return Found(tuple(row[0] for row in sorted(rows, key=place)), question.cut, more, meant)
