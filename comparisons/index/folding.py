"""How the search reads words: folding, matching, and the likeness of misspelt ones. Pure, so every database agrees."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

MAX_QUESTION = 100
MAX_WORDS = 8
MAX_WORD = 40
SHORT = 2
BETWEEN = " / "
NAMELESS = 5

# Letters with a stroke or joined ones, which decomposition leaves whole.
WHOLE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
# A character of a script written without spaces is a word of its own.
UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WRITTEN_ON = re.compile(rf"[{UNSPACED}]+")
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")


def words_of(text: str) -> list[str]:
    """The words of a text in small letters without accents, in their order."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(WHOLE)
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [word[:MAX_WORD] for word in WORD.findall(bare)]


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader looks for: folded words. `cut` says that there was more than the search reads."""

    words: tuple[str, ...]
    cut: bool = False

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def joined(self) -> str:
        return "".join(self.words)

    @property
    def short(self) -> bool:
        """One or two letters in all: only beginnings of names are looked at, or everything would match.

        In a script without spaces two characters are a whole word.
        """
        return len(self.joined) <= SHORT and not (len(self.words) == SHORT and WRITTEN_ON.fullmatch(self.joined))


def read_question(text: str) -> Question:
    words = words_of(text[:MAX_QUESTION])
    return Question(tuple(words[:MAX_WORDS]), len(text.strip()) > MAX_QUESTION or len(words) > MAX_WORDS)


def names_text(names: Iterable[str], vendor: str = "") -> str:
    """What is kept of the names of a tool: each one's words, and the same written as one word; the vendor behind."""
    kept: dict[str, None] = {}
    for name in names:
        words = words_of(name)
        if words:
            kept.setdefault(" ".join(words))
            kept.setdefault("".join(words)[:MAX_WORD])
    if vendor:
        kept.setdefault(" ".join(["by", *words_of(vendor)]))
    return BETWEEN.join(kept)


def distinct(texts: Iterable[str], limit: int) -> str:
    """The different words of some texts in their order, as many as `limit`."""
    kept: dict[str, None] = {}
    for text in texts:
        for word in words_of(text):
            kept.setdefault(word)
            if len(kept) >= limit:
                return " ".join(kept)
    return " ".join(kept)


def closeness(question: Question, names: str) -> int:
    """How near the kept names of a tool come to the question: 0 is a name itself, NAMELESS no name at all.

    Between them: 1 the tool's own name begins so, 2 a former or other name does, 3 a name has words that begin so, 4 so
    do words of several names.
    """
    each = names.split(BETWEEN)
    if question.phrase in each or question.joined in each:
        return 0
    begun = (question.phrase, question.joined)
    if each[0].startswith(begun) or each[0].replace(" ", "").startswith(begun):
        return 1
    if any(name.startswith(begun) for name in each):
        return 2
    if any(begins_all(question.words, name.split()) for name in each):
        return 3
    return 4 if begins_all(question.words, names.split()) else NAMELESS


def looseness(question: Question, names: str, words: str) -> tuple[int, int, int]:
    """How far a tool with only some of the words is from the question, to be sorted by.

    Letters in names tell most, so "ai" tells little; then how they stand there; then letters in what is said.
    """
    in_names = tuple(word for word in question.words if begins_all([word], names.split()))
    in_words = [word for word in question.words if begins_all([word], words.split())]
    near = closeness(replace(question, words=in_names), names) if in_names else NAMELESS
    return -len("".join(in_names)), near, -len("".join(in_words))


def begins_all(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each wanted word begins one of the others."""
    return all(any(word.startswith(want) for word in words) for want in wanted)


def trigrams(word: str) -> frozenset[str]:
    """The three-letter pieces of a word with two spaces before and one behind, as pg_trgm cuts them."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def swaps(word: str) -> set[str]:
    """The word with each two neighbouring letters in the place of each other.

    >>> sorted(swaps("gtp"))
    ['gpt', 'tgp']
    """
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}


def nearest_words(typed: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that `typed` is most likely a misspelling of: all of the least distance, in order; else none.

    None also if it is one of them or begins one.
    """
    allowed = 1 if len(typed) < 6 else 2
    found: dict[int, list[str]] = {}
    for word in candidates:
        far = min(distance(typed, beginning) for beginning in {word, word[: len(typed)], word[: len(typed) + 1]})
        found.setdefault(far, []).append(word)
    best = min(found, default=allowed + 1)
    return sorted(found[best]) if 0 < best <= allowed else []


def distance(one: str, other: str) -> int:
    """How many letters to add, drop, change or swap with a neighbour (optimal string alignment)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before, line = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, line = before, line, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, line[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            line.append(cost)
    return line[-1]
