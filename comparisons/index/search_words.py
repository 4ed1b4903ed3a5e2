"""What the search looks through: one derived row of words per tool.

Both databases answer the same queryset methods: PostgreSQL has inverted indexes over the words (GIN), SQLite the same
as an FTS5 table, which triggers keep in step. The texts are folded in Python before they are stored, so neither
database's own idea of letters and accents matters.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, models

from comparisons.index.folding import BETWEEN, Question, distinct, names_text
from comparisons.index.search_names import NameStart, NameWord, starts_of, vocabulary
from tools.models import Alias, Tool

WORDS_KEPT = 250
CANDIDATES = 400
# How many tools with a match in a column are put in order at most. A word that fits everything tells nothing: where
# more fit, those that the database comes upon first are looked at.
LOOKED_AT = {"names": 4000, "words": 1000}

# `said` is `words` as PostgreSQL searches it, stored by the database: made for every row it looks at, it costs most.
COLUMN = {"names": "array_to_tsvector(string_to_array(names, ' '))", "words": "said"}
FULL_TEXT = {
    "postgresql": "SELECT tool_id FROM comparisons_findable WHERE {indexed} @@ %s::tsquery LIMIT {limit}",
    "sqlite": "SELECT rowid AS tool_id FROM comparisons_findable_words "
    "WHERE comparisons_findable_words MATCH %s LIMIT {limit}",
}
BEST = """SELECT found.tool_id FROM ({found}) found JOIN comparisons_standing placed ON placed.tool_id = found.tool_id
ORDER BY placed.points DESC, found.tool_id LIMIT {limit}"""


class FindableQuerySet(models.QuerySet["Findable"]):
    def refresh(self, points: Mapping[int, int]) -> None:
        """Derive the rows of these tools, given with their points, anew: the only writer.

        `Standing.objects.refresh` calls it.
        """
        rows = derive_words(points)
        self.bulk_create(
            rows, update_conflicts=bool(rows), unique_fields=["tool"], update_fields=["names", "words"], batch_size=500
        )
        starts = [start for row in rows for start in row.starts(points[row.tool_id])]
        NameStart.objects.refresh(starts, points)
        NameWord.objects.learn({word for row in rows for word in vocabulary(row.names)})

    def named(self, question: Question) -> list[int]:
        """The tools with names of these words, the last of which may be its beginning; at most CANDIDATES of them.

        Only the last: at a million names each beginning fits thousands of words, and reading them all takes long. So it
        is not begun if no name has the longest of the others, as when that is misspelt.
        """
        *others, _ = question.words
        if others and not NameStart.objects.filter(text=max(others, key=len)).exists():
            return []
        return self.spelt([[word] for word in question.words])

    def saying(self, question: Question) -> list[int]:
        """The tools of which every word of the question is or begins one of everything said; at most CANDIDATES.

        Where enough have just these words, others that begin so are not looked for: that takes several times as long.
        """
        groups = [[word] for word in question.words]
        same = self.among(groups, "words", beginnings=len(groups))
        return same if len(same) >= CANDIDATES else self.among(groups, "words", beginnings=0)

    def spelt(self, alternatives: Sequence[Sequence[str]], column: str = "names") -> list[int]:
        """The tools that have, for each word of a question, one of its alternatives."""
        return self.among(alternatives, column, beginnings=len(alternatives) - 1)

    def among(self, alternatives: Sequence[Sequence[str]], column: str, *, beginnings: int) -> list[int]:
        """The tools with one word of each group; from the group `beginnings` on, the beginning of a word will do."""
        make = tsquery if connection.vendor == "postgresql" else match
        found = FULL_TEXT[connection.vendor].format(indexed=COLUMN[column], limit=LOOKED_AT[column])
        with connection.cursor() as cursor:
            cursor.execute(BEST.format(found=found, limit=CANDIDATES), [make(alternatives, beginnings, column)])
            return [pk for (pk,) in cursor.fetchall()]


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

    def starts(self, points: int) -> list[NameStart]:
        """The rows of what one may begin to type to get this tool, unsaved."""
        return [NameStart(tool_id=self.tool_id, points=points, **start._asdict()) for start in starts_of(self.names)]


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


def tsquery(alternatives: Sequence[Sequence[str]], beginnings: int, column: str) -> str:
    """A question in the language of PostgreSQL. Words hold letters and digits only, so quoting is safe."""
    marks = [":*" if place >= beginnings else "" for place in range(len(alternatives))]
    groups = [" | ".join(f"'{word}'{mark}" for word in group) for group, mark in zip(alternatives, marks, strict=True)]
    return " & ".join(f"({group})" for group in groups)


def match(alternatives: Sequence[Sequence[str]], beginnings: int, column: str) -> str:
    """The same in the language of FTS5."""
    marks = ["*" if place >= beginnings else "" for place in range(len(alternatives))]
    groups = [" OR ".join(f'"{word}"{mark}' for word in group) for group, mark in zip(alternatives, marks, strict=True)]
    return f"{{{column}}} : ({' AND '.join(f'({group})' for group in groups)})"
