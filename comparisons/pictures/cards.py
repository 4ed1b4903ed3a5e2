"""The pictures that a shared link shows: a comparison, and one tool. From the same words and numbers as the pages."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b

from comparisons.headtohead import HeadToHead
from comparisons.pictures import fonts
from comparisons.pictures.canvas import GREY, INK, TAPE, WHITE, Canvas, Pair
from comparisons.profile import Profile
from comparisons.words import Verdict, objection, say_calls, tool_sentence
from reviews.panel import Call
from reviews.personas import MAX_POINTS, PERSONAS

WIDTH, HEIGHT, UPPER, CLEAR = 1200, 630, 390, 48
DRAWING = 1  # goes up with every change of how pictures are drawn: their addresses change with it
CORNERS: tuple[Pair, ...] = (
    ("#2036c9", WHITE), ("#ff7d41", "#1b0b02"), ("#86dcc4", "#04231a"), ("#6a1a50", WHITE),
)  # fmt: skip
NAME_SIZES = {2: (92, 72, 60, 48), 3: (64, 54, 46, 38), 4: (52, 44, 38, 32)}
POINT_SIZES = {2: 190, 3: 140, 4: 120}
NONE = "–"


@dataclass(frozen=True, slots=True)
class Face:
    """What the picture of a comparison shows. `deciding` are the words on tape."""

    names: tuple[str, ...]
    points: tuple[int | None, ...]
    out_of: int
    band: str
    deciding: str
    line: str
    site: str

    @property
    def mark(self) -> str:
        """Stands in the address, so that a picture never changes under it."""
        return mark_of(asdict(self))

    @property
    def words(self) -> str:
        """The picture for those who do not see it."""
        scores = ", ".join(f"{n} {NONE if p is None else p}" for n, p in zip(self.names, self.points, strict=True))
        return f"{scores} of {self.out_of}. {self.band}. {self.line}"


@dataclass(frozen=True, slots=True)
class Ballot:
    """What the picture of one tool shows: (persona, score, verdict) per cell, None where nobody has filed."""

    name: str
    cells: tuple[tuple[str, int | None, str], ...]
    sentence: str
    line: str
    site: str

    @property
    def mark(self) -> str:
        return mark_of(asdict(self))

    @property
    def words(self) -> str:
        return f"{self.name}. {self.line}. {self.sentence.replace('*', '')}"


def mark_of(shown: dict[str, object]) -> str:
    return blake2b(f"{DRAWING} {shown}".encode(), digest_size=6).hexdigest()


def face_of(profiles: Sequence[Profile], bout: HeadToHead, verdict: Verdict, headline: str, site: str) -> Face:
    # The points that decide, so that all of them are out of the same number.
    points = bout.totals if bout.comparable else tuple(profile.panel.points for profile in profiles)
    calls = [profile.panel.call for profile in profiles]
    said = " ".join(
        filter(None, [called(profiles, calls), objection(verdict.dissent.line, bout) if bout.cards else ""])
    )
    return Face(
        names=tuple(profile.name for profile in profiles),
        points=points,
        out_of=bout.out_of or MAX_POINTS,
        band=str(verdict.band),
        deciding=deciding_words(headline) if bout.comparable else "",
        line=said,
        site=site,
    )


def deciding_words(headline: str) -> str:
    """The words on tape as a sentence of their own: `*and both are skips.*` is `Both are skips.`"""
    marked = re.search(r"\*([^*]+)\*", headline)
    words = marked.group(1).removeprefix("and ") if marked else ""
    return words[:1].upper() + words[1:]


def called(profiles: Sequence[Profile], calls: Sequence[Call]) -> str:
    """`Both ship.`, `Cursor ships, Aider is split.`"""
    everyone = "Both" if len(calls) == 2 else "All"
    if set(calls) == {Call.SHIP}:
        return f"{everyone} ship."
    if set(calls) == {Call.SKIP}:
        return f"{everyone} are skips."
    said = say_calls([profile.name for profile in profiles], calls, range(len(calls)))
    return f"{said}." if said else ""


def ballot_of(profile: Profile, site: str) -> Ballot:
    panel = profile.panel
    cells = []
    for persona in PERSONAS:
        opinion = panel.of(persona.key)
        cells.append((persona.name, opinion.score if opinion else None, opinion.verdict if opinion else "pending"))
    points = "" if panel.points is None else f" · {panel.points} of {MAX_POINTS} points"
    gone = "Discontinued · " if profile.discontinued else ""
    return Ballot(profile.name, tuple(cells), tool_sentence(profile), f"{gone}{panel.label}{points}", site)


def draw_face(face: Face) -> bytes:
    """The PNG of a comparison."""
    canvas, count = Canvas(WIDTH, HEIGHT), len(face.names)
    for place, (name, points) in enumerate(zip(face.names, face.points, strict=True)):
        corner(canvas, place, count, name, NONE if points is None else str(points))
    if count == 2:
        tape(canvas)
    verdict(canvas, f"{face.band}. *{face.deciding}*" if face.deciding else f"{face.band}.")
    footer(canvas, face.line, face.site)
    return canvas.png()


def corner(canvas: Canvas, place: int, count: int, name: str, points: str) -> None:
    """One tool's ground with its name and points; of two, the second mirrors the first."""
    wide = WIDTH // count
    left, pair, inset = place * wide, CORNERS[place], CLEAR if count == 2 else 28
    canvas.box((left, 0, left + wide, UPPER), pair[0])
    fitted = fit_name(name, NAME_SIZES[count], wide - 2 * inset - 12)
    mirrored = count == 2 and place == 1
    for number, line in enumerate(fitted.lines):
        x = left + wide - inset - fonts.width(line, fonts.COND, fitted.size) if mirrored else left + inset
        canvas.text((x, 44 + fitted.size * (0.8 + 0.94 * number)), line, fonts.COND, fitted.size, pair, base="")
    size = POINT_SIZES[count]
    at_seam = count == 2 and place == 0
    x = left + wide - CLEAR - fonts.width(points, fonts.COND, size) if at_seam else left + inset
    canvas.text((x, UPPER - 44), points, fonts.COND, size, pair)


def fit_name(name: str, sizes: tuple[int, ...], room: float) -> fonts.Fitted:
    """A name in one line of the largest size, or in two lines of a smaller one, which stay clear of the points."""
    one = fonts.fit(name, fonts.COND, sizes[:1], room, 1)
    return one if one.lines == (name,) else fonts.fit(name, fonts.COND, sizes[1:], room, 2)


def tape(canvas: Canvas) -> None:
    """The seam: a measuring tape between the two grounds."""
    middle = WIDTH // 2
    canvas.box((middle - 6, 0, middle + 6, UPPER), TAPE)
    for y in range(0, UPPER, 8):
        canvas.box((middle - 6, y, middle + (6 if y % 40 == 0 else -1), y + 2), INK)


def verdict(canvas: Canvas, text: str) -> None:
    """One or two lines whose words between asterisks stand on tape."""
    plain = text.replace("*", "")
    fitted = fonts.fit(plain, fonts.COND, (70, 60, 52, 44, 38), WIDTH - 2 * CLEAR - 12, 1)
    if fitted.size < 52:
        fitted = fonts.fit(plain, fonts.COND, (48, 42, 36), WIDTH - 2 * CLEAR - 12, 2)
    before, _, marked = text.partition("*")
    start, end = len(before), len(before) + len(marked.partition("*")[0])
    at = 0
    for number, line in enumerate(fitted.lines):
        baseline = 484 + (number * fitted.size if len(fitted.lines) > 1 else 0) - (30 if len(fitted.lines) > 1 else 0)
        at = plain.find(line.rstrip(fonts.ELLIPSIS), at)
        cut = [max(0, min(len(line), place - at)) for place in (start, end)]
        marked_line(canvas, baseline, (line[: cut[0]], line[cut[0] : cut[1]], line[cut[1] :]), fitted.size)


def marked_line(canvas: Canvas, baseline: float, parts: tuple[str, str, str], size: int) -> None:
    x = float(CLEAR)
    for words, on_tape in zip(parts, (False, True, False), strict=True):
        if not words.strip():
            continue
        wide = fonts.width(words, fonts.COND, size)
        if on_tape:
            canvas.box((x, round(baseline - size * 0.78), x + wide + 12, round(baseline + size * 0.24)), TAPE)
            x += 6
        canvas.text((x, baseline), words, fonts.COND, size, (TAPE if on_tape else WHITE, INK))
        x += wide + (6 if on_tape else 0)


def footer(canvas: Canvas, line: str, site: str) -> None:
    """Call and dissent on the left, the logo on the right."""
    left = logo(canvas, site)
    fitted = fonts.fit(line, fonts.TEXT, (26, 22, 20), left - CLEAR - 40, 2)
    first = 566 - (fitted.size * 1.25 if len(fitted.lines) > 1 else 0)
    for number, words in enumerate(fitted.lines):
        canvas.text((CLEAR, first + number * fitted.size * 1.25), words, fonts.TEXT, fitted.size, (WHITE, INK))


def logo(canvas: Canvas, site: str) -> int:
    """Two joined boxes, solid and hollow. Returns where they begin."""
    middle = (len(site) + 1) // 2
    halves = [fonts.fit(half, fonts.COND, (46,), 260, 1).lines[0] for half in (site[:middle], site[middle:]) if half]
    widths = [round(fonts.width(half, fonts.COND, 46)) + 34 for half in halves]
    left = x = WIDTH - CLEAR - sum(widths)
    canvas.box((left, 521, WIDTH - CLEAR, 593), WHITE, outline=INK, border=4)
    for number, (half, wide) in enumerate(zip(halves, widths, strict=True)):
        if number == 0:
            canvas.box((x, 521, x + wide, 593), INK)
        canvas.text((x + 17, 573), half, fonts.COND, 46, (INK, WHITE) if number == 0 else (WHITE, INK))
        x += wide
    return left


def draw_ballot(ballot: Ballot) -> bytes:
    """The PNG of one tool: its name, and the four calls as cells."""
    canvas = Canvas(WIDTH, HEIGHT)
    fitted = fonts.fit(ballot.name, fonts.COND, (92, 76, 64), WIDTH - 2 * CLEAR, 1)
    if fitted.size < 76 or fitted.lines[0].endswith(fonts.ELLIPSIS):
        fitted = fonts.fit(ballot.name, fonts.COND, (56, 48), WIDTH - 2 * CLEAR, 2)
    for number, line in enumerate(fitted.lines):
        top = 44 + fitted.size * (0.8 + number) if len(fitted.lines) > 1 else 122
        canvas.text((CLEAR, top), line, fonts.COND, fitted.size, (WHITE, INK), base="")
    wide = (WIDTH - 2 * CLEAR - 3 * 12) / 4
    for number, cell in enumerate(ballot.cells):
        ballot_cell(canvas, round(CLEAR + number * (wide + 12)), round(wide), *cell)
    verdict(canvas, ballot.sentence)
    footer(canvas, ballot.line, ballot.site)
    return canvas.png()


def ballot_cell(canvas: Canvas, left: int, wide: int, persona: str, score: int | None, call: str) -> None:
    """Solid is ship, hollow is skip, a thin line has not filed."""
    solid = call == "ship"
    pair = (INK, WHITE) if solid else (WHITE, INK)
    border, edge = (3, GREY) if score is None else (5, INK)
    canvas.box((left, 166, left + wide, 390), pair[0], outline=edge, border=border)
    canvas.text((left + 20, 206), persona, fonts.TEXT, 26, pair)
    canvas.text((left + 20, 320), NONE if score is None else str(score), fonts.COND, 124, pair)
    canvas.text((left + 20, 370), call.capitalize(), fonts.COND, 36, pair)
