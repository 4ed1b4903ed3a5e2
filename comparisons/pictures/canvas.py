"""A picture in few colours: text is drawn as a mask and mapped to a ramp of its ink, so nothing needs to be reduced
afterwards. That is four times faster than a full-colour PNG and a quarter of its size."""

from io import BytesIO

from PIL import Image, ImageDraw

from comparisons.pictures import lines

WHITE, INK, TAPE, GREY = "#ffffff", "#11141b", "#ffd84a", "#d6dae1"
Image.preinit()  # its plugins are imported with this module, not with the first picture
STEPS = 4
LEVEL = 6

type Pair = tuple[str, str]  # ground and ink
type Box = tuple[float, float, float, float]


class Canvas:
    """What is drawn on. Colours are added as they are used: up to sixteen make a file of four bits a pixel."""

    def __init__(self, width: int, height: int) -> None:
        self.colours: list[str] = [WHITE]
        self.ramps: dict[Pair, list[int]] = {}
        self.image = Image.new("P", (width, height), 0)
        self.draw = ImageDraw.Draw(self.image)

    def index(self, colour: str) -> int:
        if colour not in self.colours:
            self.colours.append(colour)
        return self.colours.index(colour)

    def ramp(self, pair: Pair) -> list[int]:
        """For each strength of a mask, the colour between ground and ink."""
        if pair not in self.ramps:
            steps = [self.index(mixed(*pair, step)) for step in range(STEPS)]
            self.ramps[pair] = [steps[min(STEPS - 1, (strength * STEPS) // 256)] for strength in range(256)]
        return self.ramps[pair]

    def box(self, box: Box, colour: str, *, outline: str = "", border: int = 0) -> None:
        line = self.index(outline) if outline else None
        self.draw.rectangle(
            (box[0], box[1], box[2] - 1, box[3] - 1), fill=self.index(colour), outline=line, width=border
        )

    def text(self, at: tuple[float, float], words: str, font: str, size: int, pair: Pair, *, base: str = "L") -> None:
        """Words on an even ground, from `at`, the left end of the baseline. A `base` of "" is that of the words."""
        room = int(lines.width(words, font, size)) + size
        mask = Image.new("L", (room, size * 2), 0)
        lines.set_line(ImageDraw.Draw(mask), (size // 2, round(size * 1.4)), words, font, size, base)
        found = mask.getbbox()
        if found is None:
            return
        corner = (round(at[0]) - size // 2 + found[0], round(at[1]) - round(size * 1.4) + found[1])
        inked = mask.crop(found)
        self.image.paste(inked.point(self.ramp(pair), "L"), corner, inked.point([0] * 64 + [255] * 192, "L"))

    def png(self) -> bytes:
        flat = [channel for colour in self.colours for channel in channels(colour)]
        self.image.putpalette(flat)
        file = BytesIO()
        bits = 4 if len(self.colours) <= 16 else 8
        self.image.save(file, "PNG", bits=bits, compress_level=LEVEL)
        return file.getvalue()


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(ground: str, ink: str, step: int) -> str:
    parts = zip(channels(ground), channels(ink), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * step / (STEPS - 1)):02x}" for a, b in parts)
