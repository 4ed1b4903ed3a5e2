"""Texts that break sites: more than 2,000, as bytes, the same at every run. Made here, family by family, from Unicode's
own tables, from the grammars of what may be behind a site, and from values that the site knows, taken apart."""

import random
import sys
import unicodedata
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from urllib.parse import quote

from tests.hostile.lists import (
    COMMANDS,
    DATABASES,
    EMOJI,
    FORMATS,
    HTML,
    KNOWN,
    MARKDOWN,
    ODD_BYTES,
    PATHS,
    PLAIN,
    TEMPLATES,
    URLS,
)  # fmt: skip

SEED = 20261125
PER_CATEGORY = 10
LENGTHS = (2, 59, 60, 61, 100, 101, 255, 256, 259, 400, 1024, 4096, 8000)
# The longest text that a place gets: what servers let through in an address.
LONGEST = 8000

type Family = Callable[[random.Random], Iterator[str | bytes]]


def characters(draw: random.Random) -> Iterator[str]:
    """Some code points of every general category, alone and between letters."""
    found: dict[str, list[int]] = defaultdict(list)
    for code in range(sys.maxunicode + 1):
        found[unicodedata.category(chr(code))].append(code)
    del found["Cs"]  # half a pair is no character; its bytes stand in `broken`
    for category in sorted(found):
        for code in draw.sample(found[category], min(PER_CATEGORY, len(found[category]))):
            yield chr(code)
            yield f"a{chr(code)}b"


def scripts(draw: random.Random) -> Iterator[str]:
    """A word of every stretch of 256 code points that has letters; of the long ones of the East, one in eight."""
    for start in (*range(0x80, 0x3000, 256), *range(0x3000, 0x20000, 2048), *range(0xA480, 0xAC00, 256)):
        letters = [c for c in map(chr, range(start, start + 256)) if c.isalpha() and not "\ud800" <= c <= "\udfff"]
        if letters:
            yield "".join(draw.choices(letters, k=6))


def hidden(draw: random.Random) -> Iterator[str]:
    """What no reader sees: controls, format characters, spaces, variation selectors; marks of direction left open."""
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if unicodedata.category(letter) in {"Cc", "Cf", "Zs", "Zl", "Zp"} and code < 0xE0100:
            yield letter + "x" if code > 0xE0000 else letter
    for mark in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u061c":
        yield f"{mark}abc"
        yield f"abc{mark * 50}"
        yield f"{mark}<b>\u202c{mark}ש"
    yield from ("\ufe0f", "a\ufe0f", "\U000e0100", "葛\U000e0101", "a\u200db", "\u200d" * 300)


def foldings(draw: random.Random) -> Iterator[str]:
    """Letters whose length changes with their case or their normal form, which index arithmetic forgets."""
    changing = [
        letter
        for letter in map(chr, range(0x80, 0x1F000))
        if len({1, len(letter.lower()), len(letter.upper()), len(letter.casefold())}) > 1
        or len(unicodedata.normalize("NFKD", letter)) > 4
    ]
    yield from draw.sample(changing, 90)
    yield from ("ŉ" * 60, "İstanbul" * 9, "ﬃ" * 40, "ﷺ" * 20, "\u0345" * 9, "ΑΣ", "ας", "\u212a1", "ſ", "ẞ")
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        yield unicodedata.normalize(form, "Évernôte ﬁ Å 한글 ｃｏｄｅ")


def towers(draw: random.Random) -> Iterator[str]:
    """Letters with more marks than a screen has room for."""
    marks = [chr(code) for code in range(0x300, 0x370)]
    for height in (1, 5, 30, 300, 2000):
        yield "Z" + "".join(draw.choices(marks, k=height))
    for word in ("code", "llama", "-vs-"):
        yield "".join(letter + "".join(draw.choices(marks, k=12)) for letter in word)
    yield from ("\u0301abc", "ก" + "็" * 80, "न" + "्" * 60, "ت" + "\u0651" * 90, "\u20dd" * 40)


def broken(draw: random.Random) -> Iterator[bytes]:
    """Bytes that are no UTF-8: alone, cut off, too long for what they say, halves of pairs, beyond the last plane."""
    for byte in range(0x80, 0x100):
        yield bytes([byte])
    for letter in "/.<\"'\\\0\n":
        code = ord(letter)
        yield bytes([0xC0 | code >> 6, 0x80 | code & 63])
        yield bytes([0xE0, 0x80 | code >> 6, 0x80 | code & 63])
        yield bytes([0xF0, 0x80, 0x80 | code >> 6, 0x80 | code & 63])
        yield bytes([0xF8, 0x80, 0x80, 0x80 | code >> 6, 0x80 | code & 63])
    for half in range(0xA0, 0xC0, 2):
        yield bytes([0xED, half, 0x80])
    for text in ("é", "€", "𝕏"):
        whole = text.encode()
        for end in range(1, len(whole)):
            yield whole[:end]
            yield b"a" + whole[:end] + b"b"
    yield from ODD_BYTES
    for coding in ("utf-16", "utf-16-be", "utf-32-le", "utf-7", "shift_jis", "koi8-r", "gb18030", "cp037"):
        yield "<б>1".encode(coding, "replace")
    for _ in range(80):
        yield draw.randbytes(draw.randint(1, 40))


def numbers(draw: random.Random) -> Iterator[str]:
    """Numbers at the ends of their types, and texts that only look like numbers."""
    for power in (7, 8, 15, 16, 31, 32, 53, 63, 64, 128):
        for offset in (-1, 0, 1):
            yield str(2**power + offset)
            yield str(-(2**power) + offset)
    for sign, body in product(("", "-", "+", " ", "--"), ("0", "1", "00", "1.5", ".5", "1e9", "1e-9", "1_000", "0x1f")):
        yield sign + body
    yield from ("٤٢", "४२", "４２", "①", "Ⅳ", "½", "²", "𝟜𝟚", "四二")
    yield from ("NaN", "inf", "-Infinity", "1e999", "1/0", "0b1", "1,5", "1.5.5", "9" * 400, "9" * 4400, "-0", "0.0")


def dates(draw: random.Random) -> Iterator[str]:
    """Days that no calendar has, days of other spellings, and days beyond what a database keeps."""
    for year, month, day in product(
        ("2026", "0000", "9999", "10000", "-2026", "26"), ("02", "13", "0"), ("30", "00", "1")
    ):
        yield f"{year}-{month}-{day}"
    yield from (
        "2026-02-29", "2024-02-29", "2026-11-31", "1752-09-05", "0001-01-01", "1899-12-31", "1900-01-01", "9999-12-31",
        "20260501", "2026-W18-5", "2026-121", "2026-5-1", "2026/05/01", "01.05.2026", "2026-05-01T00:00:00Z",
        "2026-05-01 ", " 2026-05-01", "2026-05-01\n", "2026-05-01T24:00", "2026-05-01+14:00", "today", "yesterday", "now",
        "２０２６-０５-０１", "2026‐05‐01", "2026−05−01", "2026-05-01;", "2026-05-01'--", "1764028800", "2026-05", "2026",
    )  # fmt: skip


def cursors(draw: random.Random) -> Iterator[str]:
    """The cursors of the lists, taken apart and put together wrongly."""
    sorts = ("points", "new", "community", "split", "name", "near", "age", "", "POINTS")
    values = ("298", "-1", "-2", "1001", "9" * 30, "2026-11-01", "2026-02-30", "0001-01-01", "None", "", "a\0b", "é|x")
    for sort, value in product(sorts, values):
        yield packed(f"{sort}|24|5|{value}")
    for rank, pk in product(
        ("0", "-1", "24", str(2**53 - 1), str(2**53), "x", "٢", "1_0"), ("0", "-5", "5", str(2**63))
    ):
        yield packed(f"points|{rank}|{pk}|298")
        yield packed(f"name|{rank}|{pk}|code")
    yield from (
        packed("points"),
        packed("|||"),
        packed("points|1|1"),
        packed("points|1|1|1|1"),
        "=" * 9,
        "A",
        "AA",
        "AAA",
    )
    yield from (
        packed("name|1|1|") + "=",
        packed("points|1|5|298").rstrip("A") + "-_",
        packed("name|1|1|" + "z" * 4000),
    )
    yield urlsafe_b64encode(b"name|1|1|\xff\xfe\xed\xa0\x80").decode()
    for micros, kind, pk in product(
        ("0", "1764028800000000", "9999999999999999", "99999999999999999"),
        ("0", "3", "4", "9999999999999999"),
        ("0", "7", "x"),
    ):
        yield f"{micros}.{kind}.{pk}"
    for day, pk in product(
        ("2026-11-01", "0001-01-01", "9999-12-31", "2026-02-30", "20261101", ""),
        ("1", "0", "-1", "9" * 15, "9" * 16, "²", ""),
    ):
        yield f"{day}.{pk}"


def packed(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def weights(draw: random.Random) -> Iterator[str]:
    personas = ("builder", "skeptic", "futurist", "founder", "cook", "", "BUILDER")
    for persona, weight in product(personas, ("3", "4", "-1", "1.5", "٣", "", "9" * 300, "0x1")):
        yield f"{persona}:{weight}"
    yield from (
        "builder", ":", ",", ",,,,", "builder:3,", ",builder:3", "builder:3,builder:0", "builder:3;founder:0",
        "builder=3", "builder:3:3", "builder: 3", "builder :3", "builder:0,skeptic:0,futurist:0,founder:0",
        "builder:1," * 700, "3,3,3,3", "{}", '{"builder":3}', "builder：3", "builder:3\0",
    )  # fmt: skip


def spelt_wrongly(draw: random.Random) -> Iterator[str]:
    """Values that the site knows, with one thing wrong."""
    for known in KNOWN:
        yield from (
            known,
            known.upper(),
            f" {known}",
            f"{known}\0",
            f"{known}\n",
            f"{known}/",
            f"/{known}",
            f"{known}.json",
        )
        yield from (known.replace("-", "\u2010"), known.replace("a", "а"), known.replace("o", "\u043e"), known[::-1])
        for _ in range(4):
            place = draw.randrange(len(known))
            yield (
                known[:place]
                + chr(draw.choice((draw.randrange(32, 127), draw.randrange(160, 0x2FFF))))
                + known[place + 1 :]
            )
    for count in (1, 2, 3, 4, 5, 12, 13, 60):
        yield "-vs-".join(["code-llama-4"] * count)
        yield "-vs-".join(f"t{number}" for number in range(count))
    yield from (
        "-vs-",
        "-vs--vs-",
        "a-vs-",
        "-vs-a",
        "a-vs-vs-b",
        "a-VS-b",
        "a-vs-b-vs",
        "vs-vs-vs",
        "a vs b",
        "a-vs-a",
    )
    yield from ("-vs-" * 200, "a-vs-" * 60, "cats-vs-dogs-vs-cats-vs-dogs", "cats-vs-dogs-vs-cats")


def lengths(draw: random.Random) -> Iterator[str]:
    """One sign over and over: past every bound that a name, a search or a column has."""
    for sign, length in product("a-'\"%<(é界", LENGTHS):
        yield sign * length
    for piece in ("a ", "word ", "[", "a-vs-", "../", "{{", "\u202e", "e\u0301", "👩‍👩‍👧‍👦"):
        yield (piece * 3000)[:3000]


def twice(draw: random.Random) -> Iterator[str]:
    """Texts that are encoded already, once and twice, for whoever decodes once too often."""
    for text in (*HTML[:20], *DATABASES[:20], *PATHS[:20], *COMMANDS[:8]):
        yield quote(text, safe="")
        yield quote(quote(text, safe=""), safe="")


def fixed(draw: random.Random) -> Iterator[str]:
    yield from (*PLAIN, *HTML, *MARKDOWN, *TEMPLATES, *DATABASES, *COMMANDS, *PATHS, *FORMATS, *URLS, *EMOJI)


FAMILIES: tuple[Family, ...] = (
    fixed, characters, scripts, hidden, foldings, towers, broken, numbers, dates, cursors, weights, spelt_wrongly, lengths,
    twice,
)  # fmt: skip


def hostile() -> dict[str, list[bytes]]:
    """{family: its texts}, none of them twice."""
    seen: set[bytes] = set()
    found: dict[str, list[bytes]] = {}
    for family in FAMILIES:
        texts = (text if isinstance(text, bytes) else text.encode() for text in family(random.Random(SEED)))
        fresh = [text for text in dict.fromkeys(texts) if text not in seen and len(text) <= 3 * LONGEST]
        seen.update(fresh)
        found[family.__name__] = fresh
    return found


@cache
def strings() -> tuple[bytes, ...]:
    return tuple(text for family in hostile().values() for text in family)


def sample(count: int, *, key: str) -> tuple[bytes, ...]:
    """So many of the texts, others for every `key`, the same at every run; all of them for 0."""
    texts = strings()
    return tuple(random.Random(f"{SEED} {key}").sample(texts, count)) if 0 < count < len(texts) else texts
