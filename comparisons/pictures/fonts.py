"""Which font draws which letter. Latin in the site's own fonts, the rest in Noto; letters that no font has are left out
in a way that shows. Nothing is opened before a letter of it is wanted."""

import json
import re
import unicodedata
from array import array
from bisect import bisect
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from PIL import ImageFont, features

from comparisons.pictures import bidi
from comparisons.pictures.clusters import BOUND, BREAK, EMOJI, belongs, clusters

HERE = Path(__file__).resolve().parent / "fonts"
OWN = Path(__file__).resolve().parents[2] / "static/fonts"
COND, TEXT = "archivo-cond.woff2", "archivo-text.woff2"
LATIN, PICTURES, JAPANESE = "latin.ttf", "emoji.ttf", "kanji.otf"
SHAPES = features.check_feature("raqm")  # needs the system's FriBiDi; without it letters are set, but not joined
ELLIPSIS = "…"
# Beside the condensed letters the others look large.
SCALE = {COND: 1.0, TEXT: 1.0, PICTURES: 0.78, "tibetan.woff2": 0.7}
OTHERS = 0.88
KANA = re.compile("[\u3041-\u30ff]")
NAMING = {"L", "N"}  # the categories that a name is made of: what else no font has is left out unsaid


class Run(NamedTuple):
    """What one font draws in one go. `level` is odd where it reads from the right."""

    font: str
    text: str
    level: int = 0


@cache
def coverage() -> dict[str, str]:
    """{font: first and last of the letters that it has}, in the order in which they are asked."""
    read: dict[str, str] = json.loads((HERE / "coverage.json").read_text())
    return read


@cache
def bounds(font: str) -> "array[int]":
    return array("I", (int(number, 16) for number in coverage()[font].split()))


def has(font: str, letter: str) -> bool:
    found, number = bounds(font), ord(letter)
    place = bisect(found, number)
    return place % 2 == 1 or (place > 0 and found[place - 1] == number)


@lru_cache(maxsize=4096)
def font_of(cluster: str, own: str, japanese: bool = False) -> str:
    """The first font that has the letter and its marks, `own` before all others; empty if none has."""
    wanted = [letter for letter in cluster if letter not in BOUND]
    others = [name for name in coverage() if name not in {COND, TEXT} and (japanese or name != JAPANESE)]
    order = [PICTURES, own, *others] if EMOJI in cluster else [own, *others]
    return next((name for name in order if wanted and all(has(name, letter) for letter in wanted)), "")


@lru_cache(maxsize=96)
def loaded(font: str, size: int) -> ImageFont.FreeTypeFont:
    folder = OWN if font in {COND, TEXT} else HERE
    found = ImageFont.truetype(folder / font, round(size * SCALE.get(font, OTHERS)))
    if font == TEXT:
        found.set_variation_by_axes([650])
    return found


@lru_cache(maxsize=2048)
def runs(text: str, own: str, base: str = "") -> tuple[Run, ...]:
    """`text` cut where the font or the way changes, in the order in which it is set from left to right.

    `base` is the way of the whole, L or R: that of its first letter unless given.
    """
    drawn = fonted(text, own)
    if text.isascii():
        return tuple(Run(font, together(group)) for font, group in groupby(drawn, lambda pair: pair[0]))
    letters = [cluster[0] for _, cluster in drawn]
    way = {"L": 0, "R": 1}.get(base, bidi.level_of_line(letters))
    placed = [
        Run(font, together(group), level)
        for (font, level), group in groupby(
            ((font, cluster, level) for (font, cluster), level in zip(drawn, bidi.levels(letters, way), strict=True)),
            lambda item: (item[0], item[2]),
        )
    ]
    return tuple(bidi.in_order_of_sight(placed, [run.level for run in placed]))


def together(group: Iterable[tuple[Any, ...]]) -> str:
    return "".join(item[1] for item in group)


@lru_cache(maxsize=2048)
def fonted(text: str, own: str) -> tuple[tuple[str, str], ...]:
    """Each letter with the font that draws it. An ellipsis stands for letters that cannot be drawn."""
    japanese = bool(KANA.search(text))
    found: list[tuple[str, str]] = []
    for cluster in clusters(unicodedata.normalize("NFC", text)):
        for font, letter in drawable(cluster, own, japanese):
            if letter != ELLIPSIS or not found or found[-1][1] != ELLIPSIS:
                found.append((font, letter))
    return tuple(pair for word in words(found) for pair in one_look(word, own))


def words(letters: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    return (list(group) for _, group in groupby(letters, lambda pair: pair[1].isspace()))


def one_look(word: list[tuple[str, str]], own: str) -> list[tuple[str, str]]:
    """A word of which `own` lacks a Latin letter is drawn in the other font as a whole."""
    if not any(font == LATIN for font, _ in word):
        return word
    return [(LATIN if font == own and font_of(letter, LATIN) == LATIN else font, letter) for font, letter in word]


@lru_cache(maxsize=4096)
def drawable(cluster: str, own: str, japanese: bool = False) -> list[tuple[str, str]]:
    """A letter as it can be drawn: as it is, in its plain form (𝕏 as X), without its marks, or not at all."""
    if cluster.isspace():
        return [(own, " ")]  # the shaper takes no line ends
    font = font_of(cluster, own, japanese)
    if font:
        return [(font, cluster)]
    plain = unicodedata.normalize("NFKC", cluster)
    if plain != cluster:
        return [pair for letter in clusters(plain) for pair in drawable(letter, own, japanese)]
    bare = "".join(letter for letter in cluster if not belongs(letter))
    if bare != cluster:
        return [pair for letter in bare for pair in drawable(letter, own, japanese)]
    if len(cluster) > 1:
        return [pair for letter in cluster for pair in drawable(letter, own, japanese)]
    missing = cluster != BREAK and unicodedata.category(cluster)[0] in NAMING if cluster else False
    return [(own, ELLIPSIS)] if missing else []


@lru_cache(maxsize=2048)
def draws(name: str) -> bool:
    """Whether every letter of a name can be drawn, and there is one."""
    if name.isascii():
        return bool(name.strip())
    drawn = "".join(letter for _, letter in fonted(name, COND))
    return bool(drawn.strip()) and drawn.count(ELLIPSIS) == unicodedata.normalize("NFC", name).count(ELLIPSIS)
