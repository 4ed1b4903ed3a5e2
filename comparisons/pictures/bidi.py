"""In which order words from the right and from the left stand in one line: the algorithm of Unicode (UAX #9) for a line
without explicit marks. Pure."""

import unicodedata
from collections.abc import Sequence

STRONG = {"L", "R", "AL"}
NUMBERS = {"EN", "AN"}
PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "【": "】", "《": "》"}
CLOSING = set(PAIRS.values())


def level_of_line(letters: Sequence[str]) -> int:
    """1 when the first strong letter reads from the right, else 0."""
    kinds = (kind_of(letter) for letter in letters)
    return next((int(kind != "L") for kind in kinds if kind in STRONG), 0)


def kind_of(letter: str) -> str:
    return unicodedata.bidirectional(letter) or "ON"


def levels(letters: Sequence[str], base: int) -> list[int]:
    """The level of each letter: even reads from the left, odd from the right."""
    outer = "R" if base else "L"
    weak = resolve_numbers([kind_of(letter) for letter in letters], outer)
    found = resolve_neutrals(resolve_brackets(weak, letters, outer), outer)
    return [base + step(kind, base) for kind in found]


def step(kind: str, base: int) -> int:
    if base:
        return int(kind != "R")
    return {"L": 0, "R": 1}.get(kind, 2)


def resolve_numbers(kinds: Sequence[str], outer: str) -> list[str]:
    """Rules W2 to W7: what numbers and the signs at them count as."""
    found, strong = list(kinds), outer
    for place, kind in enumerate(found):
        if kind in STRONG:
            strong = kind
        if kind == "EN" and strong == "AL":
            found[place] = "AN"
    found = ["R" if kind == "AL" else kind for kind in found]
    for place in range(1, len(found) - 1):
        around = (found[place - 1], found[place + 1])
        if around[0] == around[1] and (found[place], around[0]) in {("ES", "EN"), ("CS", "EN"), ("CS", "AN")}:
            found[place] = around[0]
    for order in (range(len(found)), range(len(found) - 1, -1, -1)):
        before = ""
        for place in order:
            if found[place] == "ET" and before == "EN":
                found[place] = "EN"
            before = found[place]
    strong = outer
    for place, kind in enumerate(found):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            found[place] = "L"
    return found


def resolve_brackets(kinds: Sequence[str], letters: Sequence[str], outer: str) -> list[str]:
    """Rule N0: both brackets of a pair go the way of what they hold, if that is the way of the line or of what stands
    before them; else the way of the line."""
    found = list(kinds)
    for start, end in pairs_in(letters):
        inside = {way_of(kind) for kind in found[start + 1 : end]} - {""}
        before = next((way_of(kind) for kind in reversed(found[:start]) if way_of(kind)), outer)
        if inside:
            found[start] = found[end] = outer if outer in inside or before == outer else before
    return found


def pairs_in(letters: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the brackets that belong together, by where they open."""
    opened: list[int] = []
    found = []
    for place, letter in enumerate(letters):
        if letter in PAIRS:
            opened.append(place)
        elif letter in CLOSING:
            match = next((n for n in range(len(opened) - 1, -1, -1) if PAIRS[letters[opened[n]]] == letter), None)
            if match is not None:
                found.append((opened[match], place))
                del opened[match:]
    return sorted(found)


def way_of(kind: str) -> str:
    return "R" if kind in NUMBERS else kind if kind in {"L", "R"} else ""


def resolve_neutrals(kinds: Sequence[str], outer: str) -> list[str]:
    """Rules N1 and N2: what stands between two of one way goes that way, else the way of the line."""
    ways = [way_of(kind) for kind in kinds]
    found = list(kinds)
    for place, way in enumerate(ways):
        if not way:
            before = next((ways[i] for i in range(place - 1, -1, -1) if ways[i]), outer)
            after = next((ways[i] for i in range(place + 1, len(ways)) if ways[i]), outer)
            found[place] = before if before == after else outer
    return found


def in_order_of_sight[T](items: Sequence[T], levels: Sequence[int]) -> list[T]:
    """Rule L2: from left to right, every stretch of a level or higher turned round, from the highest level down."""
    order = list(range(len(items)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start) + 1
    return [items[place] for place in order]
