"""What the search looks through: one derived row of words per tool, and the vocabulary of all names.

Both databases answer the same queryset methods. PostgreSQL has inverted indexes over the words (GIN) and over the
trigrams of the vocabulary (pg_trgm); SQLite has the same as FTS5 tables, which triggers keep in step. The texts are
folded in Python before they are stored, so neither database's own idea of letters and accents matters.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from django.db.models.expressions import RawSQL

from comparisons.wording import BETWEEN, Question, distinct, names_text, nearest_words, trigrams, words_of
from tools.models import Alias, Tool

WORDS_KEPT = 250
CANDIDATES = 400
SIMILAR = 200

# The tools with a match in one column: bounded, because a word that fits everything tells nothing.
FULL_TEXT = {
    "postgresql": "SELECT tool_id FROM comparisons_findable "
    "WHERE array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery LIMIT {limit}",
    "sqlite": "SELECT rowid FROM comparisons_findable_words WHERE comparisons_findable_words MATCH %s LIMIT {limit}",
}
# Words that share trigrams with one, the likest first.
LIKE = {
    "postgresql": "SELECT word FROM comparisons_nameword WHERE word %% %s "
    "ORDER BY similarity(word, %s) DESC, word LIMIT {limit}",
    "sqlite": "SELECT trim(word) FROM comparisons_nameword_pieces WHERE comparisons_nameword_pieces MATCH %s "
    "ORDER BY rank, word LIMIT {limit}",
}


class FindableQuerySet(models.QuerySet["Findable"]):
    def refresh(self, tool_ids: Iterable[int]) -> None:
        """Derive the rows of these tools anew: the only writer. `Standing.objects.refresh` calls it."""
        rows = derive_words(tool_ids)
        self.bulk_create(
            rows, update_conflicts=bool(rows), unique_fields=["tool"], update_fields=["names", "words"], batch_size=500
        )
        NameWord.objects.learn(rows)

    def named(self, question: Question) -> "FindableQuerySet":
        """The rows with a name of these words, the last of which may be its beginning; at most CANDIDATES of them.

        Only the last: at a million names each beginning fits thousands of words, and reading them all takes long.
        """
        groups = [[word] for word in question.words]
        return self.among(groups, "names", beginnings=len(groups) - 1, joined=question.joined)

    def saying(self, question: Question) -> "FindableQuerySet":
        """The rows in which every word of the question begins one of everything said; at most CANDIDATES of them."""
        return self.among([[word] for word in question.words], "words", beginnings=0)

    def spelt(self, alternatives: Sequence[Sequence[str]], column: str = "words") -> "FindableQuerySet":
        """The rows that have, for each word of a question, one of its alternatives."""
        return self.among(alternatives, column, beginnings=len(alternatives))

    def among(
        self, alternatives: Sequence[Sequence[str]], column: str, *, beginnings: int, joined: str = ""
    ) -> "FindableQuerySet":
        """The rows with one word of each group; from the group `beginnings` on, the beginning of a word will do."""
        make = tsquery if connection.vendor == "postgresql" else match
        sql = FULL_TEXT[connection.vendor].format(column=column, limit=CANDIDATES)
        asked = make(alternatives, joined if len(alternatives) > 1 else "", beginnings, column)
        return self.filter(tool__in=RawSQL(sql, [asked]))


class Findable(models.Model):
    """One tool's words, folded: its names, each also written as one word, and the words of everything said."""

    tool = models.OneToOneField(Tool, models.CASCADE, primary_key=True, related_name="findable")
    names = models.TextField()
    words = models.TextField()

    objects = FindableQuerySet.as_manager()

    def __str__(self) -> str:
        return self.names.split(BETWEEN)[0]

    def content(self) -> tuple[str, str]:
        return self.names, self.words


class NameWordQuerySet(models.QuerySet["NameWord"]):
    def learn(self, rows: Iterable[Findable]) -> None:
        """Add the words of these names. A word that no name has any more stays: it finds nothing."""
        words = {word for row in rows for word in vocabulary(row)}
        new = words.difference(self.filter(word__in=words).values_list("word", flat=True)) if words else words
        self.bulk_create([NameWord(word=word) for word in sorted(new)], ignore_conflicts=True, batch_size=500)

    def like(self, typed: str) -> list[str]:
        """The words of names that `typed` is most likely a misspelling of."""
        if len(typed) < 3 or typed.isdigit():
            return []
        if connection.vendor == "postgresql":
            asked = [typed, typed]
        else:
            asked = [" OR ".join(f'"{piece}"' for piece in sorted(trigrams(typed)))]
        with connection.cursor() as cursor:
            cursor.execute(LIKE[connection.vendor].format(limit=SIMILAR), asked)
            return nearest_words(typed, [word for (word,) in cursor.fetchall()])


class NameWord(models.Model):
    """A word that occurs in the name of a tool or of its vendor: what misspelt words are set right by."""

    word = models.CharField(max_length=40, unique=True)

    objects = NameWordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.word


def derive_words(tool_ids: Iterable[int]) -> list[Findable]:
    """The rows of these tools as they should be, unsaved."""
    ids = list(tool_ids)
    names: dict[int, list[str]] = {pk: [] for pk in ids}
    for pk, slug in Alias.objects.filter(tool__in=ids).order_by("-current", "slug").values_list("tool_id", "slug"):
        names[pk].append(slug)
    columns = ("pk", "name", "vendor", "tagline", "best_for", "description")
    tools = Tool.objects.filter(pk__in=ids).order_by().values_list(*columns)
    return [words_row(pk, [name, *names[pk]], vendor, texts) for pk, name, vendor, *texts in tools]


def words_row(tool_id: int, names: Sequence[str], vendor: str, texts: Sequence[str]) -> Findable:
    """The row of one tool."""
    words = distinct([*names, vendor, *texts], WORDS_KEPT)
    return Findable(tool_id=tool_id, names=names_text(names, vendor), words=words)


def vocabulary(row: Findable) -> set[str]:
    """The words of a row's names and of its vendor that can be misspelt."""
    return {word for word in words_of(row.names) if len(word) > 2 and not word.isdigit()}


def tsquery(alternatives: Sequence[Sequence[str]], joined: str, beginnings: int, column: str) -> str:
    """A question in the language of PostgreSQL. Words hold letters and digits only, so quoting is safe."""
    marks = [":*" if place >= beginnings else "" for place in range(len(alternatives))]
    groups = [" | ".join(f"'{word}'{mark}" for word in group) for group, mark in zip(alternatives, marks, strict=True)]
    parts = " & ".join(f"({group})" for group in groups)
    return f"({parts}) | '{joined}':*" if joined else parts


def match(alternatives: Sequence[Sequence[str]], joined: str, beginnings: int, column: str) -> str:
    """The same in the language of FTS5."""
    marks = ["*" if place >= beginnings else "" for place in range(len(alternatives))]
    groups = [" OR ".join(f'"{word}"{mark}' for word in group) for group, mark in zip(alternatives, marks, strict=True)]
    parts = " AND ".join(f"({group})" for group in groups)
    return f'{{{column}}} : (({parts}) OR "{joined}"*)' if joined else f"{{{column}}} : ({parts})"
