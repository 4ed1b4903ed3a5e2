"""Drawing the pictures of `cards`."""

from comparisons.pictures.canvas import GREY, INK, TAPE, WHITE, Canvas, Pair
from comparisons.pictures.fonts import COND, ELLIPSIS, TEXT
from comparisons.pictures.lines import Fitted, fit, width
from comparisons.pictures.subjects import HEIGHT, NONE, WIDTH, Ballot, Face, Sheet, Shown, as_drawn

UPPER, CLEAR = 390, 48
# Of a picture with rows: where its title ends and its rows do, how tall one is at most, how wide what stands right.
TITLE, ROWS_END, ROW, FIGURE = 210, 500, 96, 480
CORNERS: tuple[Pair, ...] = (
    ("#2036c9", WHITE), ("#ff7d41", "#1b0b02"), ("#86dcc4", "#04231a"), ("#6a1a50", WHITE),
)  # fmt: skip
NAME_SIZES = {2: (92, 72, 60, 48), 3: (64, 54, 46, 38), 4: (52, 44, 38, 32)}
POINT_SIZES = {2: 190, 3: 140, 4: 120}


def draw(shown: Shown) -> bytes:
    """The PNG."""
    if isinstance(shown, Face):
        return draw_face(shown)
    return draw_ballot(shown) if isinstance(shown, Ballot) else draw_sheet(shown)


def draw_face(face: Face) -> bytes:
    canvas, count = Canvas(WIDTH, HEIGHT), len(face.names)
    for place, (name, points) in enumerate(zip(face.names, face.points, strict=True)):
        corner(canvas, place, count, as_drawn(name, face), NONE if points is None else str(points))
    if count == 2:
        tape(canvas)
    verdict(canvas, as_drawn(f"{face.band}. *{face.deciding}*" if face.deciding else f"{face.band}.", face))
    footer(canvas, as_drawn(face.line, face), face.site)
    return canvas.png()


def corner(canvas: Canvas, place: int, count: int, name: str, points: str) -> None:
    """One tool's ground with its name and points; of two, the second mirrors the first."""
    wide = WIDTH // count
    left, pair, inset = place * wide, CORNERS[place], CLEAR if count == 2 else 28
    canvas.box((left, 0, left + wide, UPPER), pair[0])
    fitted = fit_name(name, NAME_SIZES[count], wide - 2 * inset - 12, 2 if count == 2 else 3)
    mirrored = count == 2 and place == 1
    for number, line in enumerate(fitted.lines):
        x = left + wide - inset - width(line, COND, fitted.size) if mirrored else left + inset
        canvas.text((x, 44 + fitted.size * (0.8 + 0.94 * number)), line, COND, fitted.size, pair, base="")
    size = POINT_SIZES[count]
    at_seam = count == 2 and place == 0
    x = left + wide - CLEAR - width(points, COND, size) if at_seam else left + inset
    canvas.text((x, UPPER - 44), points, COND, size, pair)


def fit_name(name: str, sizes: tuple[int, ...], room: float, most: int) -> Fitted:
    """A name in one line of the largest size, or in lines of a smaller one, which stay clear of the points."""
    one = fit(name, COND, sizes[:1], room, 1)
    return one if one.lines == (name,) else fit(name, COND, sizes[1:], room, most)


def tape(canvas: Canvas) -> None:
    """The seam: a measuring tape between the two grounds."""
    middle = WIDTH // 2
    canvas.box((middle - 6, 0, middle + 6, UPPER), TAPE)
    for y in range(0, UPPER, 8):
        canvas.box((middle - 6, y, middle + (6 if y % 40 == 0 else -1), y + 2), INK)


def verdict(canvas: Canvas, text: str) -> None:
    """One or two lines whose words between asterisks stand on tape."""
    plain = text.replace("*", "")
    fitted = fit(plain, COND, (70, 60, 52, 44, 38), WIDTH - 2 * CLEAR - 12, 1)
    if fitted.size < 52:
        fitted = fit(plain, COND, (48, 42, 36), WIDTH - 2 * CLEAR - 12, 2)
    before, _, marked = text.partition("*")
    start, end = len(before), len(before) + len(marked.partition("*")[0])
    at, placed = 0, []
    for number, line in enumerate(fitted.lines):
        baseline = 446 + number * fitted.size if len(fitted.lines) > 1 else 484
        at = plain.find(line.rstrip(ELLIPSIS), at)
        cut = [max(0, min(len(line), place - at)) for place in (start, end)]
        parts = (line[: cut[0]], line[cut[0] : cut[1]], line[cut[1] :])
        placed += marked_line(canvas, baseline, parts, fitted.size)
    for spot, words, ground in placed:
        canvas.text(spot, words, COND, fitted.size, (ground, INK))


def marked_line(
    canvas: Canvas, baseline: float, parts: tuple[str, str, str], size: int
) -> list[tuple[tuple[float, float], str, str]]:
    """Lay the tape of a line. Returns (place, words, ground): words come on top of the tape of every line."""
    x, placed = float(CLEAR), []
    for words, ground in zip(parts, (WHITE, TAPE, WHITE), strict=True):
        if not words.strip():
            continue
        wide, pad = width(words, COND, size), 6 if ground == TAPE else 0
        if pad:
            canvas.box((x, round(baseline - size * 0.78), x + wide + 12, round(baseline + size * 0.24)), TAPE)
        placed.append(((x + pad, baseline), words, ground))
        x += wide + 2 * pad
    return placed


def footer(canvas: Canvas, line: str, site: str) -> None:
    """Call and dissent on the left, the logo on the right."""
    left = logo(canvas, site)
    fitted = fit(line, TEXT, (26, 22, 20), left - CLEAR - 40, 2)
    first = 574 - fitted.size * 1.25 if len(fitted.lines) > 1 else 566
    for number, words in enumerate(fitted.lines):
        canvas.text((CLEAR, first + number * fitted.size * 1.25), words, TEXT, fitted.size, (WHITE, INK))


def logo(canvas: Canvas, site: str) -> int:
    """Two joined boxes, solid and hollow. Returns where they begin."""
    middle = (len(site) + 1) // 2
    halves = [fit(half, COND, (46,), 260, 1).lines[0] for half in (site[:middle], site[middle:]) if half]
    widths = [round(width(half, COND, 46)) + 34 for half in halves]
    left = x = WIDTH - CLEAR - sum(widths)
    canvas.box((left, 521, WIDTH - CLEAR, 593), WHITE, outline=INK, border=4)
    for number, (half, wide) in enumerate(zip(halves, widths, strict=True)):
        if number == 0:
            canvas.box((x, 521, x + wide, 593), INK)
        canvas.text((x + 17, 573), half, COND, 46, (INK, WHITE) if number == 0 else (WHITE, INK))
        x += wide
    return left


def draw_ballot(ballot: Ballot) -> bytes:
    """One tool: its name, and the four calls as cells."""
    canvas, name = Canvas(WIDTH, HEIGHT), as_drawn(ballot.name, ballot)
    fitted = fit(name, COND, (92, 76, 64), WIDTH - 2 * CLEAR, 1)
    if fitted.size < 76 or fitted.lines[0].endswith(ELLIPSIS):
        fitted = fit(name, COND, (56, 48), WIDTH - 2 * CLEAR, 2)
    for number, line in enumerate(fitted.lines):
        top = 44 + fitted.size * (0.8 + number) if len(fitted.lines) > 1 else 122
        canvas.text((CLEAR, top), line, COND, fitted.size, (WHITE, INK), base="")
    wide = (WIDTH - 2 * CLEAR - 3 * 12) / 4
    for number, cell in enumerate(ballot.cells):
        ballot_cell(canvas, round(CLEAR + number * (wide + 12)), round(wide), *cell)
    verdict(canvas, as_drawn(ballot.sentence, ballot))
    footer(canvas, as_drawn(ballot.line, ballot), ballot.site)
    return canvas.png()


def ballot_cell(canvas: Canvas, left: int, wide: int, persona: str, score: int | None, call: str) -> None:
    """Solid is ship, hollow is skip, a thin line has not filed."""
    solid = call == "ship"
    pair = (INK, WHITE) if solid else (WHITE, INK)
    border, edge = (3, GREY) if score is None else (5, INK)
    canvas.box((left, 166, left + wide, 390), pair[0], outline=edge, border=border)
    canvas.text((left + 20, 206), persona, TEXT, 26, pair)
    canvas.text((left + 20, 320), NONE if score is None else str(score), COND, 124, pair)
    canvas.text((left + 20, 370), call.capitalize(), COND, 36, pair)


def draw_sheet(sheet: Sheet) -> bytes:
    """A title on a ground of the first corner, the tape below it, and rows like a league table."""
    canvas = Canvas(WIDTH, HEIGHT)
    foot = TITLE if sheet.rows else UPPER
    canvas.box((0, 0, WIDTH, foot), CORNERS[0][0])
    canvas.text((CLEAR, 64 if sheet.rows else 78), as_drawn(sheet.over, sheet), TEXT, 26, CORNERS[0])
    title(canvas, as_drawn(sheet.title, sheet), foot)
    measuring_tape(canvas, foot)
    tall = min(ROW, (ROWS_END - foot - 12) / max(len(sheet.rows), 1))
    for number, (words, figure) in enumerate(sheet.rows):
        row(canvas, foot + 12 + number * tall, tall, as_drawn(words, sheet), figure)
    if sheet.rows:
        footer(canvas, as_drawn(sheet.line, sheet), sheet.site)
    else:
        verdict(canvas, as_drawn(sheet.line, sheet))
        footer(canvas, "", sheet.site)
    return canvas.png()


def title(canvas: Canvas, text: str, foot: float) -> None:
    """One line if it fits at a good size, else as many as the ground holds."""
    room = WIDTH - 2 * CLEAR
    fitted = fit(text, COND, (84, 76, 68, 60), room, 1)
    if fitted.lines != (text,) or foot == UPPER:
        fitted = fit(text, COND, (124, 108, 92, 76) if foot == UPPER else (50, 44), room, 2)
    last = foot - 36 - (0 if foot == TITLE or len(fitted.lines) > 1 else 40)
    for number, line in enumerate(reversed(fitted.lines)):
        baseline = last - number * fitted.size * 1.02
        canvas.text((CLEAR, baseline), line, COND, fitted.size, CORNERS[0], base="")


def measuring_tape(canvas: Canvas, top: int) -> None:
    canvas.box((0, top, WIDTH, top + 12), TAPE)
    for x in range(0, WIDTH, 8):
        canvas.box((x, top, x + 2, top + (12 if x % 40 == 0 else 5)), INK)


def row(canvas: Canvas, top: float, tall: float, words: str, figure: str) -> None:
    size = 50 if tall > 76 else 42
    baseline = top + tall / 2 + size * 0.36
    said = fit(figure, COND, (size,), FIGURE, 1).lines[0]
    right = WIDTH - CLEAR - width(said, COND, size)
    canvas.text((right, baseline), said, COND, size, (WHITE, INK))
    fitted = fit(words, COND, (size, size - 6, size - 12), right - CLEAR - 40, 1)
    canvas.text((CLEAR, baseline), fitted.lines[0], COND, fitted.size, (WHITE, INK), base="")
    canvas.box((CLEAR, round(top + tall) - 2, WIDTH - CLEAR, round(top + tall)), GREY)
