"""The census: how many tools of each category have which review, kept in step with every change.

Reviewers' records, medians and places are read from at most a few thousand rows of it, whatever the size of the site.
It counts the tools that are public or will be: those that still wait for their day are few, and are taken off again
when it is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db import connection, models, transaction
from django.db.models import Sum

from comparisons.moment import Moment
from reviews.panel import Opinion
from reviews.personas import FULL_PANEL
from tools.models import Category

ADD = """INSERT INTO comparisons_census AS held (category_id, persona, score, verdict, call, lone, n)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (category_id, persona, score, verdict, call, lone) DO UPDATE SET n = held.n + EXCLUDED.n"""


class Placed(Protocol):
    """What the census reads of a standing."""

    category_id: int
    published_at: datetime | None
    opinions: str
    call: str
    ships: int
    skips: int


class Key(NamedTuple):
    """A kind of review: `call` is the panel's on the tool; `lone`, that the other three of a full panel disagree."""

    category_id: int
    persona: str
    score: int
    verdict: str
    call: str
    lone: bool


class CensusQuerySet(models.QuerySet["Census"]):
    def move(self, before: Mapping[Key, int], after: Mapping[Key, int]) -> None:
        """Count `after` in the place of `before`, in the transaction of the change.

        The rows are taken in one order, so that two changes at a time cannot wait for each other in a circle.
        """
        moved = {key: after.get(key, 0) - before.get(key, 0) for key in {*before, *after}}
        rows = [(*key, by) for key, by in sorted(moved.items()) if by]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(ADD, rows)

    def held(self) -> Counter[Key]:
        rows = self.exclude(n=0).values_list(*Key._fields, "n")
        return Counter({Key(*key): n for *key, n in rows})

    @transaction.atomic
    def recount(self, counted: Counter[Key]) -> None:
        self.all().delete()
        self.move({}, counted)


class Census(models.Model):
    """How many tools have this kind of review."""

    category = models.ForeignKey(Category, models.CASCADE, db_index=False)
    persona = models.CharField(max_length=10)
    score = models.SmallIntegerField()
    verdict = models.CharField(max_length=4)
    call = models.CharField(max_length=5)
    lone = models.BooleanField()
    n = models.IntegerField()

    objects = CensusQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=list(Key._fields), name="census_kind_once")]

    def __str__(self) -> str:
        return f"{self.persona} {self.score} {self.verdict}: {self.n}"


def written(opinions: Iterable[Opinion]) -> str:
    """The opinions on a tool as its standing keeps them: `builder 72 ship, skeptic 41 skip`."""
    return ", ".join(sorted(f"{one.persona} {one.score} {one.verdict}" for one in opinions))


def census_of(standings: Iterable[Placed]) -> Counter[Key]:
    """What these standings are in the census. Tools that are not to be public are not in it."""
    return Counter(key for row in standings if row.published_at for key in kinds(row))


def kinds(row: Placed) -> list[Key]:
    """The kinds of review that the tool of this standing has."""
    found = []
    for opinion in row.opinions.split(", ") if row.opinions else ():
        persona, score, verdict = opinion.split()
        same = row.ships if verdict == "ship" else row.skips
        lone = row.ships + row.skips == FULL_PANEL and same == 1
        found.append(Key(row.category_id, persona, int(score), verdict, row.call, lone))
    return found


def read(moment: Moment, waiting: Iterable[Placed], *fields: str, **only: Any) -> Counter[tuple[Any, ...]]:
    """{values of `fields`: how many reviews of public tools}, of the kinds that pass `only`.

    `waiting` are the standings of the tools that are public later than the moment.
    """
    rows = Census.objects.filter(**only).order_by().values_list(*fields).annotate(total=Sum("n"))
    found: Counter[tuple[Any, ...]] = Counter({tuple(key): n for *key, n in rows})
    for key, n in census_of(waiting).items():
        if all(getattr(key, name) == value for name, value in only.items()):
            found[tuple(getattr(key, name) for name in fields)] -= n
    return +found
