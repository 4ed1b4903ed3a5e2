"""What a reader sees as one letter, and where a line may break: in scripts without spaces too. Pure."""

import unicodedata
from collections.abc import Iterator

# They belong to the letter before them, and ask no font for a picture of their own.
ZWNJ, ZWJ = "\u200c", "\u200d"
EMOJI = "\ufe0f"
BOUND = {ZWNJ, ZWJ, "\ufe0e", EMOJI, *map(chr, range(0x1F3FB, 0x1F400)), *map(chr, range(0xE0020, 0xE0080))}
BREAK = "\u200b"  # a place for a line to end, without a space
# Thai and Lao: vowels that are written before their consonant, and signs that never begin anything.
LEADING = set("เแโใไເແໂໃໄ")
TRAILING = set("ะาำๅๆฯະາຳຯໆ")
KILLER = "\u103a"  # Burmese: ends its syllable, which the letter before it began
NOT_FIRST = set("、。，．・：；？！）」』】〕〉》〟ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々ゝヽ…‥%％°")
AFTER = set("-–—/·་|")
KHMER = range(0x1780, 0x1800)
SYLLABLES = (range(0x1000, 0x10A0), range(0xA9E0, 0xAA80), KHMER)  # the first two are Burmese
HANGUL = range(0xAC00, 0xD7A4)
FLAGS = range(0x1F1E6, 0x1F200)


def belongs(letter: str) -> bool:
    """Whether it is a mark on the letter before it."""
    return letter in BOUND or unicodedata.category(letter) in {"Mn", "Mc", "Me"}


def clusters(text: str) -> list[str]:
    """`text` cut into letters with their marks. What a joiner or a virama binds stays together."""
    found: list[str] = []
    for letter in text:
        if found and (belongs(letter) or letter in TRAILING or bound(found[-1], letter)):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def bound(before: str, letter: str) -> bool:
    last = before[-1]
    if ord(letter) in FLAGS:
        return len(before) == 1 and ord(before) in FLAGS
    virama = unicodedata.combining(last) == 9 and last != KILLER
    return last == ZWJ or last in LEADING or (virama and unicodedata.category(letter) == "Lo")


def pieces(text: str) -> list[str]:
    """What may begin a line, each with the spaces behind it: words, and the signs of scripts that know no spaces."""
    found: list[str] = []
    before = ""
    for cluster in clusters(text):
        if before and not cluster[0].isspace() and may_break(before, cluster):
            found.append(cluster)
        elif found:
            found[-1] += cluster
        else:
            found.append(cluster)
        before = cluster
    return [piece for piece in (piece.replace(BREAK, "") for piece in found) if piece]


def may_break(before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if last.isspace() or last == BREAK:
        return True
    if first in NOT_FIRST or unicodedata.category(first) in {"Pe", "Pf"}:
        return False
    if last in AFTER:
        return first.isalnum()
    if is_wide(before) or is_wide(after):
        return unicodedata.category(last) not in {"Ps", "Pi"}
    if first in LEADING:
        return last not in LEADING
    # A bare consonant may be the end of its syllable: Burmese says so by a sign, Khmer does not.
    ends = KILLER in after or (ord(first) in KHMER and len(after) == 1)
    return not ends and any(ord(first) in block and ord(before[0]) in block for block in SYLLABLES)


def is_wide(cluster: str) -> bool:
    """Whether lines break beside it: Chinese, Japanese and pictures. Korean is written with spaces."""
    return unicodedata.east_asian_width(cluster[0]) in {"W", "F"} and ord(cluster[0]) not in HANGUL


def growing(text: str) -> Iterator[str]:
    """The beginnings of `text`, the longest first, each without its last letter and its marks."""
    cut = clusters(text)
    for number in range(len(cut), 0, -1):
        yield "".join(cut[:number])
