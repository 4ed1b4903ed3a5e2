"""Logos: an upload is read with distrust and drawn anew, as two small squares that hold pixels and nothing else."""

import logging
import re
import secrets
import warnings
from io import BytesIO
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings
from PIL import Image, ImageOps

from tools.causes import cause_of

logger = logging.getLogger("tools")
FORMATS = ["PNG", "JPEG", "WEBP"]
MAX_BYTES = 2_000_000
MAX_PIXELS = 12_500_000
SMALL, LARGE = 88, 176
NAME = re.compile(r"[0-9a-f]{32}")
QUALITY = 90


class Refused(ValueError):
    """The file cannot become a logo. The message tells the editor why."""


class Logo(NamedTuple):
    """The two squares, as WebP."""

    small: bytes
    large: bytes


def store(file: IO[bytes]) -> str:
    """Keep an uploaded picture as a logo. Gives its name; raises Refused."""
    return keep(draw(file))


def draw(file: IO[bytes]) -> Logo:
    """The squares of an uploaded picture; nothing else of the file survives. Raises Refused."""
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused("The picture is larger than 2 MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = decode(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(TOO_LARGE) from error
    # Broken files surface as nearly any of these, depending on the decoder.
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError, Warning) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("This is no PNG, JPEG or WebP picture, or it is damaged.") from error
    return Logo(square(picture, SMALL), square(picture, LARGE))


TOO_LARGE = "The picture has more than 12.5 megapixels."


def decode(content: bytes) -> Image.Image:
    """The first frame, upright, in RGBA, no larger than needed. The size is known before any pixel is decoded."""
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise Refused(TOO_LARGE)
        if opened.format == "JPEG":
            opened.draft("RGB", (2 * LARGE, 2 * LARGE))  # decodes at a fraction of the size
        opened.load()
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    picture.thumbnail((2 * LARGE, 2 * LARGE), Image.Resampling.LANCZOS)
    return picture


def square(picture: Image.Image, side: int) -> bytes:
    """`picture` fitted whole into a square with a transparent margin, from its pixels alone."""
    fitted = ImageOps.contain(picture, (side, side), Image.Resampling.LANCZOS)
    canvas = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    canvas.paste(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2))
    out = BytesIO()
    canvas.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


def keep(logo: Logo) -> str:
    """Write the squares under a new random name and give the name."""
    name = secrets.token_hex(16)
    small, large = paths(name)
    small.parent.mkdir(parents=True, exist_ok=True)
    small.write_bytes(logo.small)
    large.write_bytes(logo.large)
    return name


def remove(name: str) -> None:
    """Delete the files of a logo; a logo that is not there is no error."""
    if NAME.fullmatch(name):
        for path in paths(name):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                logger.warning("a logo that nothing shows any more stays: %s", cause_of(error))


def paths(name: str) -> tuple[Path, Path]:
    """Where the two squares of a logo lie."""
    folder = Path(settings.MEDIA_ROOT) / "logos"
    return folder / f"{name}-{SMALL}.webp", folder / f"{name}-{LARGE}.webp"
