"""What tools are called, as the search looks it up: what one may begin to type, and the vocabulary against misspelling.

Both are derived by `Standing.objects.refresh`. The texts are folded in Python before they are stored, so neither
database's own idea of letters and accents matters.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Case, Q, QuerySet, Value, When

from comparisons.index.folding import BETWEEN, MAX_WORD, nearest_words, swaps, trigrams
from tools.models import Tool

SIMILAR = 200
LAST_LETTER = "\U0010ffff"
# Words that share trigrams with one, the likest first.
LIKE = {
    "postgresql": "SELECT {place} AS place, word FROM comparisons_nameword WHERE word %% %s "
    "ORDER BY similarity(word, %s) DESC, word LIMIT {limit}",
    "sqlite": "SELECT {place} AS place, trim(word) AS word FROM comparisons_nameword_pieces "
    "WHERE comparisons_nameword_pieces MATCH %s ORDER BY rank, word LIMIT {limit}",
}


class Start(NamedTuple):
    """One text that leads to a tool: a whole name written as one word, or one word of its names or its vendor."""

    text: str
    whole: bool


class NameStartQuerySet(QuerySet["NameStart"]):
    def refresh(self, starts: Iterable["NameStart"], tool_ids: Iterable[int]) -> None:
        """Put these rows in the place of all that these tools had."""
        self.filter(tool__in=list(tool_ids)).delete()
        self.bulk_create(starts, batch_size=500)

    def beginning(self, typed: str, most: int) -> list[int]:
        """The tools that `typed` is or begins a name of, then those with a word that begins so: each by points."""
        exact = Case(When(Q(text=typed, whole=True), then=Value(0)), default=Value(1))
        ordered = self.starting(typed).order_by(exact, "-whole", "-points", "tool_id")
        # a tool may have several texts that begin alike
        return distinct_ids(ordered[: 2 * most])[:most]

    def starting(self, typed: str) -> "NameStartQuerySet":
        """The rows whose text begins with this one: a range of the index, which is in the order of code points."""
        return self.filter(text__gte=typed, text__lt=typed + LAST_LETTER)

    def short(self, typed: str, most: int) -> list[int]:
        """For a letter or two: the best tools that have just this as a word, then the first names by letters.

        Too much begins so to be looked through: both are read in the order of the index.
        """
        same = [
            distinct_ids(self.filter(text=typed, whole=whole).order_by("-points", "tool_id")[:most])
            for whole in (True, False)
        ]
        first = distinct_ids(self.starting(typed).filter(whole=True).order_by("text", "tool_id")[:most])
        return list(dict.fromkeys([*same[0], *same[1], *first]))


class NameStart(models.Model):
    """One text that a reader may type to get one tool, with the points that tools are ordered by among equals."""

    pk = models.CompositePrimaryKey("tool_id", "text")
    tool = models.ForeignKey(Tool, models.CASCADE, related_name="starts", db_index=False)
    text = models.CharField(max_length=40)
    whole = models.BooleanField()
    points = models.SmallIntegerField()

    objects = NameStartQuerySet.as_manager()

    class Meta:
        indexes = [
            # Holds all that a lookup reads: the table itself is not touched.
            models.Index(fields=["text", "whole", "points", "tool"], name="namestart_text"),
        ]

    def __str__(self) -> str:
        return self.text

    def content(self) -> tuple[str, bool, int]:
        return self.text, self.whole, self.points


def distinct_ids(rows: QuerySet[NameStart]) -> list[int]:
    return list(dict.fromkeys(rows.values_list("tool_id", flat=True)))


def starts_of(names: str) -> list[Start]:
    """What leads to a tool with these kept names (`wording.names_text`): each text once, as a whole name if it is one.

    The kept names hold each name also as one word, so that one word is what the name begins with.
    """
    found: dict[str, bool] = {}
    for name in names.split(BETWEEN):
        words = name.split()
        if len(words) == 1:
            found[words[0]] = True
        for word in words[1:] if words[:1] == ["by"] else words:
            found.setdefault(word, False)
    return [Start(text, whole) for text, whole in found.items()]


class NameWordQuerySet(QuerySet["NameWord"]):
    def learn(self, words: set[str]) -> None:
        """Add these words. One that no name has any more stays: it finds nothing."""
        new = words.difference(self.filter(word__in=words).values_list("word", flat=True)) if words else words
        self.bulk_create([NameWord(word=word) for word in sorted(new)], ignore_conflicts=True, batch_size=500)

    def like(self, typed: Sequence[str]) -> dict[str, list[str]]:
        """For each word those of names that it is most likely a misspelling of: none if it begins a word as it is.

        Its last digits are taken as typed.
        """
        stems = {word: stem(word) for word in typed}
        similar = self.similar([letters for letters, _ in stems.values()])
        # two letters the wrong way round leave a short word hardly a piece
        turned = {letters: swaps(letters) for letters, _ in stems.values()}
        known = self.filter(word__in=set().union(*turned.values())).values_list("word", flat=True)
        words = set(known)
        return {
            word: [right + digits for right in nearest_words(letters, {*similar[letters], *turned[letters] & words})]
            for word, (letters, digits) in stems.items()
        }

    def similar(self, words: Sequence[str]) -> dict[str, list[str]]:
        """For each word those of names that share most pieces with it, in order. One statement, or none."""
        found: dict[str, list[str]] = {word: [] for word in words}
        asked = [word for word in found if len(word) > 2]
        if not asked:
            return found
        vendor = connection.vendor
        parts = [LIKE[vendor].format(place=place, limit=SIMILAR) for place in range(len(asked))]
        given = [(word, word) if vendor == "postgresql" else (pieces(word),) for word in asked]
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"SELECT * FROM ({part}) part_{place}" for place, part in enumerate(parts)),
                [argument for arguments in given for argument in arguments],
            )
            for place, word in cursor.fetchall():
                found[asked[place]].append(word)
        return found


class NameWord(models.Model):
    """A word that occurs in the name of a tool or of its vendor: what misspelt words are set right by."""

    word = models.CharField(max_length=40, unique=True)

    objects = NameWordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.word


def pieces(word: str) -> str:
    """The trigrams of a word in the language of FTS5: any of them."""
    return " OR ".join(f'"{piece}"' for piece in sorted(trigrams(word)))


def stem(word: str) -> tuple[str, str]:
    """(letters, the digits behind them); empty letters if the word is too short or too mixed to be misspelt."""
    letters = word.rstrip("0123456789")
    digits = word[len(letters) :]
    return (letters, digits) if len(letters) > 2 and letters.isalpha() else ("", digits)


def vocabulary(names: str) -> set[str]:
    """The words of a tool's kept names that can be misspelt, without the digits behind them.

    What stands there only as a name written as one word is none: nearly every tool would add such a word.
    """
    each = names.split(BETWEEN)
    joined = {name.replace(" ", "")[:MAX_WORD] for name in each if " " in name}
    return {letters for name in each if name not in joined for word in name.split() if (letters := stem(word)[0])}
