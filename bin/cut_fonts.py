"""Cut the fonts that draw names in pictures: python bin/cut_fonts.py FOLDER EMOJI

FOLDER holds Noto as Debian's packages fonts-noto-core, fonts-noto-ui-core and fonts-noto-cjk unpack it, EMOJI is the
bold file of Noto Emoji. Needs fontTools and brotli, which the site itself does not. What is large or often wanted is
kept as it is, so that the system maps it and reads only the letters that are drawn; small scripts are packed.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "comparisons/pictures/fonts"
OWN = Path(__file__).resolve().parents[1] / "static/fonts"
CJK = "NotoSansCJK-Bold.ttc"
JAPANESE, KOREAN, CHINESE = 0, 1, 2  # places in CJK
# {name here: Noto's file}: of two fonts that have a letter the upper one draws it.
PACKED = {
    "hebrew": "Sans Hebrew", "arabic": "Sans Arabic UI", "devanagari": "Sans Devanagari UI",
    "bengali": "Sans Bengali UI", "gurmukhi": "Sans Gurmukhi UI", "gujarati": "Sans Gujarati UI",
    "oriya": "Sans Oriya UI", "tamil": "Sans Tamil UI", "telugu": "Sans Telugu UI", "kannada": "Sans Kannada UI",
    "malayalam": "Sans Malayalam UI", "sinhala": "Sans Sinhala UI", "thai": "Sans Thai UI", "lao": "Sans Lao UI",
    "khmer": "Sans Khmer UI", "myanmar": "Sans Myanmar UI", "tibetan": "Serif Tibetan", "georgian": "Sans Georgian",
    "armenian": "Sans Armenian", "ethiopic": "Sans Ethiopic", "thaana": "Sans Thaana", "cherokee": "Sans Cherokee",
    "inuktitut": "Sans Canadian Aboriginal", "adlam": "Sans Adlam", "ol-chiki": "Sans Ol Chiki",
    "meetei": "Sans Meetei Mayek", "javanese": "Sans Javanese", "sundanese": "Sans Sundanese",
}  # fmt: skip
PACKED_REGULAR = {
    "syriac": "Sans Syriac", "tifinagh": "Sans Tifinagh", "nko": "Sans NKo", "yi": "Sans Yi", "chakma": "Sans Chakma",
}  # fmt: skip
LATIN = [*range(0x20, 0x530), *range(0x1C80, 0x1D00), *range(0x1D00, 0x2190), *range(0xA640, 0xAB70)]
SIGNS = [*range(0x2190, 0x2450), *range(0x25A0, 0x27C0), *range(0x2900, 0x2980), *range(0x2B00, 0x2B60)]


def main(folder: Path, emoji: Path) -> None:
    for old in [*FONTS.glob("*.woff2"), *FONTS.glob("*.otf"), *FONTS.glob("*.ttf")]:
        old.unlink()
    files = {path.name: path for path in folder.rglob("Noto*")}
    made = {"archivo-cond.woff2": OWN / "archivo-cond.woff2", "archivo-text.woff2": OWN / "archivo-text.woff2"}
    for name, source, letters, number in wanted(files, emoji):
        made[name] = cut(source, FONTS / name, letters, number)
    covers = {name: ranges(TTFont(path).getBestCmap()) for name, path in made.items()}
    (FONTS / "coverage.json").write_text(json.dumps(covers, indent=0) + "\n")
    print(f"{sum(path.stat().st_size for path in FONTS.iterdir()):,} bytes in {len(made)} fonts")


def wanted(files: dict[str, Path], emoji: Path) -> Iterator[tuple[str, Path, Iterable[int], int]]:
    """(name, source, letters or all, place in the source) of every font, in the order in which they are asked."""
    yield "latin.ttf", files["NotoSans-Bold.ttf"], LATIN, -1
    for weight, fonts in (("Bold", PACKED), ("Regular", PACKED_REGULAR)):
        for name, source in fonts.items():
            yield f"{name}.woff2", files[f"Noto{source.replace(' ', '')}-{weight}.ttf"], (), -1
    yield "hangul.otf", files[CJK], [*encoded("euc_kr", 0xB0, 0xC9), *range(0x3131, 0x318F)], KOREAN
    forms, plain = (TTFont(files[CJK], fontNumber=n, lazy=True).getBestCmap() for n in (JAPANESE, CHINESE))
    first = encoded("euc_jp", 0xB0, 0xD0)
    yield "kanji.otf", files[CJK], [letter for letter in first if forms[letter] != plain[letter]], JAPANESE
    kana = [*range(0x3000, 0x3130), *range(0x31F0, 0x3200), *range(0xFF00, 0xFFF0)]
    han = [*first, *encoded("gb2312", 0xB0, 0xF8), *encoded("big5", 0xA4, 0xC7), *kana]
    yield "han.otf", files[CJK], [letter for letter in han if letter in plain], CHINESE
    yield "signs-1.woff2", files["NotoSansSymbols2-Regular.ttf"], SIGNS, -1
    yield "signs-2.woff2", files["NotoSansMath-Regular.ttf"], SIGNS, -1
    yield "emoji.ttf", emoji, (), -1


def encoded(codec: str, low: int, high: int) -> list[int]:
    """The letters of these lead bytes in a two-byte encoding: the characters of a standard that came before Unicode."""
    pairs = (bytes([lead, trail]).decode(codec, "ignore") for lead in range(low, high) for trail in range(0x40, 0xFF))
    return [ord(text) for text in pairs if len(text) == 1 and text > "\x7f"]


def cut(source: Path, goal: Path, letters: Iterable[int], number: int) -> Path:
    """The font without hints, and without what no text of one line needs."""
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 5, 13, 14])
    options.drop_tables += ["MATH", "gasp", "STAT", "VORG", "vhea", "vmtx"]
    if number >= 0:
        options.layout_features = []
    font = TTFont(source, fontNumber=number, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(letters) or list(font.getBestCmap()))
    cutter.subset(font)
    font.flavor = "woff2" if goal.suffix == ".woff2" else None
    font.save(goal)
    return goal


def ranges(letters: Iterable[int]) -> str:
    """First and last of every unbroken run, one after the other, in hexadecimal."""
    ordered = sorted(letter for letter in letters if letter > 0x20)
    starts = [ordered[0], *(after for before, after in pairwise(ordered) if after > before + 1)]
    ends = [*(before for before, after in pairwise(ordered) if after > before + 1), ordered[-1]]
    return " ".join(f"{end:x}" for pair in zip(starts, ends, strict=True) for end in pair)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
