"""How wide a line is, where it breaks, and setting it."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from PIL import ImageDraw

from comparisons.pictures.clusters import clusters, growing, pieces
from comparisons.pictures.fonts import COND, ELLIPSIS, SHAPES, Run, loaded, runs

MEASURED = 64  # widths are read at this size alone and scaled: every size of a font is opened anew
WORD_SPACE = 0.05  # words of the condensed font stand a little further apart


@lru_cache(maxsize=4096)
def measured(text: str, own: str) -> float:
    found = sum(loaded(run.font, MEASURED).getlength(seen(run), direction=way_of(run)) for run in runs(text, own))
    return found / MEASURED + (text.count(" ") * WORD_SPACE if own == COND else 0.0)


def width(text: str, own: str, size: int) -> float:
    return measured(text, own) * size


def way_of(run: Run) -> str | None:
    return ("rtl" if run.level % 2 else "ltr") if SHAPES else None


def seen(run: Run) -> str:
    """The text for the shaper; where there is none, letters from the right are turned round here."""
    return run.text if SHAPES or not run.level % 2 else "".join(reversed(clusters(run.text)))


def set_line(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, own: str, size: int, base: str = ""
) -> None:
    """Draw a line from `at`, the left end of its baseline."""
    x, baseline = at
    for run in runs(text, own, base):
        font, way = loaded(run.font, size), way_of(run)
        spaced = own == COND and run.font == COND
        parts = seen(run).split(" ") if spaced else [seen(run)]
        for piece in reversed(parts) if way == "rtl" else parts:
            draw.text((x, baseline), piece, fill=255, font=font, anchor="ls", direction=way)
            x += font.getlength(piece, direction=way)
            if spaced:
                x += font.getlength(" ") + size * WORD_SPACE
        if spaced:
            x -= font.getlength(" ") + size * WORD_SPACE


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit, and the size at which they do."""

    size: int
    lines: tuple[str, ...]


@lru_cache(maxsize=512)
def fit(text: str, own: str, sizes: tuple[int, ...], room: float, most: int) -> Fitted:
    """`text` at the largest of `sizes` at which it stands in `most` lines of `room`; at the smallest it is cut."""
    words = pieces(text)
    for size, smaller in zip_longest(sizes, sizes[1:], fillvalue=sizes[-1]):
        # Rather a step smaller than broken inside a word.
        for tried, at in ((spaced(words), size), (spaced(words), smaller), (words, size)):
            lines = filled(tried, own, room / at)
            if len(lines) <= most and all(width(line, own, at) <= room for line in lines):
                return Fitted(at, tuple(balanced(tried, own, room / at)))
    size = sizes[-1]
    cut = [part for word in words for part in (clusters(word) if width(word, own, size) > room else [word])]
    lines = filled(cut, own, room / size)
    if len(lines) <= most:
        return Fitted(size, tuple(lines))
    return Fitted(size, (*lines[: most - 1], shortened(lines[most - 1], own, size, room)))


def spaced(words: list[str]) -> list[str]:
    """The pieces joined where no space stands between them."""
    found: list[str] = []
    for word in words:
        if found and not found[-1].endswith(" "):
            found[-1] += word
        else:
            found.append(word)
    return found


def balanced(words: list[str], own: str, room: float) -> list[str]:
    """As many lines as the room asks for, of about the same width: no last line of one sign."""
    lines = filled(words, own, room)
    low = max(room / len(lines) / 2, *(measured(word.rstrip(), own) for word in words), 0)
    high = room
    while len(lines) > 1 and high - low > room / 50:
        middle = (low + high) / 2
        tried = filled(words, own, middle)
        if len(tried) > len(lines):
            low = middle
        else:
            lines, high = tried, middle
    return lines


def filled(words: list[str], own: str, room: float) -> list[str]:
    """Lines as they fill up. A word that is wider than the room is a line too wide."""
    lines, wide = [""], 0.0
    for word in words:
        if lines[-1] and wide + measured(word.rstrip(), own) > room:
            lines[-1], wide = lines[-1].rstrip(), 0.0
            lines.append("")
        lines[-1] += word
        wide += measured(word, own)
    lines[-1] = lines[-1].rstrip()
    return lines


def shortened(line: str, own: str, size: int, room: float) -> str:
    """As much of the line as leaves room for an ellipsis."""
    for part in growing(line):
        if width(part.rstrip() + ELLIPSIS, own, size) <= room:
            return part.rstrip() + ELLIPSIS
    return ELLIPSIS
