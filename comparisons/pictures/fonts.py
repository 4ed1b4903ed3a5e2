"""Which font draws which letter, how wide a line is, and where it breaks. Latin in the site's own fonts, the rest in
Noto; letters that run from right to left are shaped and set so."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont, features

HERE = Path(__file__).resolve().parent / "fonts"
OWN = Path(__file__).resolve().parents[2] / "static/fonts"
COND, TEXT = "archivo-cond", "archivo-text"
SHAPES = features.check_feature("raqm")  # needs the system's FriBiDi; without it letters are set, but not joined
JOINERS = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"}
SKIN_TONES = range(0x1F3FB, 0x1F400)
ELLIPSIS = "…"
MEASURED = 64  # widths are read at this size alone and scaled: every size of a font is loaded anew
# Beside the condensed letters the others look large.
SCALE = {"emoji": 0.78}
OTHERS = 0.88

type Run = tuple[str, str]  # the name of a font, and what it draws


@cache
def coverage() -> dict[str, list[tuple[int, int]]]:
    """{font: ranges of code points that it has}, in the order in which they are asked."""
    read: dict[str, list[tuple[int, int]]] = json.loads((HERE / "coverage.json").read_text())
    return read


@lru_cache(maxsize=4096)
def font_of(letter: str, own: str) -> str:
    """The first font that has the letter, `own` before all others; empty if none has."""
    order = [own, *(name for name in coverage() if name not in {COND, TEXT})]
    number = ord(letter)
    return next((name for name in order if any(low <= number <= high for low, high in coverage()[name])), "")


@lru_cache(maxsize=96)
def loaded(name: str, size: int) -> ImageFont.FreeTypeFont:
    folder = OWN if name in {COND, TEXT} else HERE
    scale = 1.0 if name in {COND, TEXT} else SCALE.get(name, OTHERS)
    font = ImageFont.truetype(folder / f"{name}.woff2", round(size * scale))
    if name == TEXT:
        font.set_variation_by_axes([650])
    return font


def belongs_to_the_letter_before(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) or letter in JOINERS or ord(letter) in SKIN_TONES


@lru_cache(maxsize=2048)
def runs(text: str, own: str, base: str = "") -> tuple[Run, ...]:
    """`text` cut where the font changes, in the order in which it is set from left to right.

    `base` is the way of the whole: that of its first letter unless given. Marks that no font has are left out; other
    such letters show as the box of `latin`.
    """
    cut: list[list[str]] = []
    joined = False
    for letter in drawable(text, own):
        found = font_of(letter, own)
        if not found and belongs_to_the_letter_before(letter) and letter not in JOINERS:
            continue
        name = found or "latin"
        if cut and (joined or name == cut[-1][0] or belongs_to_the_letter_before(letter)):
            cut[-1][1] += letter
        else:
            cut.append([name, letter])
        joined = letter == "\u200d"
    return tuple((name, part) for name, part in in_order_of_sight([(name, part) for name, part in cut], base))


def drawable(text: str, own: str) -> str:
    """The text composed, with the plain form of letters that no font has: 𝕏 is drawn as X."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(x if font_of(x, own) else unicodedata.normalize("NFKC", x) for x in letters)


def in_order_of_sight(cut: Sequence[Run], base: str) -> list[Run]:
    """Runs from left to right: those that read from the right are turned round, and all of a text that begins so."""
    ways = [way_of(part) for _, part in cut]
    base = base or next((way for way in ways if way), "L")
    for place, way in enumerate(ways):
        if not way:
            after = next((later for later in ways[place + 1 :] if later), base)
            before = ways[place - 1] if place else base
            ways[place] = before if before == after else base
    groups = [
        [run for run, _ in group] if way == "L" else [run for run, _ in group][::-1]
        for way, group in ((way, list(group)) for way, group in groupby(zip(cut, ways, strict=True), lambda x: x[1]))
    ]
    if base == "L":
        return [run for group in groups for run in group]
    return [(name, part if way_of(part) == "R" else turned(part)) for group in groups[::-1] for name, part in group]


def turned(text: str) -> str:
    """Words from left to right inside a text from right to left: the spaces at their ends change sides."""
    core = text.strip()
    return text[len(text.rstrip()) :] + core + text[: len(text) - len(text.lstrip())] if core else text


def way_of(text: str) -> str:
    """R if the text reads from the right, L from the left, empty for spaces and signs alone."""
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    return "R" if kinds & {"R", "AL"} else "L" if kinds & {"L", "EN"} else ""


def width(text: str, own: str, size: int) -> float:
    measured = sum(loaded(name, MEASURED).getlength(part) for name, part in runs(text, own))
    return measured * size / MEASURED + spacing(text, own, size)


def spacing(text: str, own: str, size: int) -> float:
    """Words of the condensed font stand a little further apart."""
    return text.count(" ") * size * 0.05 if own == COND else 0.0


def set_line(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, own: str, size: int, base: str = ""
) -> None:
    """Draw a line from `at`, the left end of its baseline."""
    x, baseline = at
    for name, part in runs(text, own, base):
        font = loaded(name, size)
        way = "rtl" if SHAPES and way_of(part) == "R" else None
        for piece in part.split(" ") if own == COND and name == COND else [part]:
            draw.text((x, baseline), piece, fill=255, font=font, anchor="ls", direction=way)
            x += font.getlength(piece)
            if own == COND and name == COND:
                x += font.getlength(" ") + size * 0.05
        if own == COND and name == COND:
            x -= font.getlength(" ") + size * 0.05


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit, and the size at which they do."""

    size: int
    lines: tuple[str, ...]


@lru_cache(maxsize=512)
def fit(text: str, own: str, sizes: tuple[int, ...], room: float, most: int) -> Fitted:
    """`text` at the largest of `sizes` at which it stands in `most` lines of `room`; at the smallest it is cut."""
    for size in sizes:
        lines = broken(text, own, size, room)
        if len(lines) <= most:
            return Fitted(size, tuple(lines))
    size = sizes[-1]
    lines = broken(text, own, size, room, anywhere=True)
    return Fitted(
        size, (*lines[: most - 1], shortened(lines[most - 1], own, size, room)) if lines[most:] else tuple(lines)
    )


def broken(text: str, own: str, size: int, room: float, *, anywhere: bool = False) -> list[str]:
    """Lines as they fill up. A word that is wider than the room is a line too wide to fit, or is cut `anywhere`."""
    lines = [""]
    for word in pieces(text, anywhere and width(max(text.split() or [""], key=len), own, size) > room):
        longer = (lines[-1] + word).rstrip()
        if lines[-1] and width(longer, own, size) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append(word.lstrip())
        else:
            lines[-1] += word
    lines[-1] = lines[-1].rstrip()
    if not anywhere and any(width(line, own, size) > room for line in lines):
        return lines * 100
    return lines


def pieces(text: str, anywhere: bool) -> list[str]:
    """What may begin a line: words, and the signs of scripts without spaces; every letter if `anywhere`."""
    found: list[str] = []
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in {"W", "F"} and not belongs_to_the_letter_before(letter)
        starts = not found or found[-1].endswith(" ") or wide or (found[-1] and is_wide(found[-1][-1]))
        if (starts or (anywhere and not belongs_to_the_letter_before(letter))) and not letter.isspace():
            joined = bool(found) and found[-1].endswith("\u200d")
            if joined:
                found[-1] += letter
            else:
                found.append(letter)
        elif found:
            found[-1] += letter
    return found


def is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"W", "F"}


def shortened(line: str, own: str, size: int, room: float) -> str:
    while line and width(line + ELLIPSIS, own, size) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
