"""Logos: what is refused, and that nothing but pixels survives what is not."""

import struct
import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tools import logos


def picture(kind="PNG", size=(300, 200), mode="RGB", color="red", **options):
    out = BytesIO()
    Image.new(mode, size, color).save(out, kind, **options)
    return out.getvalue()


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_header(width, height, rows=b""):
    """A PNG that says it is this large; its pixels are whatever `rows` holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def store(content):
    return logos.store(BytesIO(content))


def pixel(made, place):
    """The pixel at `place` as red, green, blue, alpha."""
    found = made.convert("RGBA").getpixel(place)
    assert isinstance(found, tuple)
    return found


def files(name):
    return [path.read_bytes() for path in logos.paths(name)]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_two_squares_in_webp(kind):
    name = store(picture(kind))
    assert logos.NAME.fullmatch(name)
    for content, side in zip(files(name), (88, 176), strict=True):
        made = Image.open(BytesIO(content))
        assert (made.format, made.size) == ("WEBP", (side, side))
        assert pixel(made, (side // 2, 1))[3] == 0, "the margin is transparent"
        assert pixel(made, (side // 2, side // 2))[0] > 200


def test_names_are_random_and_a_logo_can_be_removed():
    content = picture()
    first, second = store(content), store(content)
    assert first != second
    logos.remove(first)
    logos.remove(first)
    assert not any(path.exists() for path in logos.paths(first))
    assert all(path.exists() for path in logos.paths(second))


def test_removing_touches_nothing_outside_the_folder(tmp_path):
    outside = Path(tmp_path / "x-88.webp")
    outside.write_bytes(b"x")
    logos.remove(f"../../../../../../{tmp_path}/x")
    logos.remove("")
    assert outside.exists()


@pytest.mark.parametrize(
    "content",
    [
        png_header(12_000, 12_000),
        png_header(65_535, 65_535),
        png_header(2**31 - 1, 2**31 - 1),
        png_header(1, 12_500_001),
        png_header(4000, 4000, rows=b"\x00" * (3 * 4000 + 1) * 4000),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(content):
    started = time.perf_counter()
    with pytest.raises(logos.Refused):
        store(content)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    "content",
    [
        picture("GIF"),
        picture("TIFF"),
        picture("BMP"),
        picture("ICO"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"",
        b"\x89PNG\r\n\x1a\n",
        picture()[:100],
        picture("JPEG", (900, 900))[:400],
        picture("WEBP", (900, 900))[:40],
        png_header(100, 100),
        png_header(0, 0),
        b"<!doctype html><script>alert(1)</script>",
    ],
)
def test_what_is_no_picture_of_ours_is_refused(content):
    """The name and the declared type are never asked: a GIF called x.png is a GIF."""
    with pytest.raises(logos.Refused):
        store(content)


def test_a_heavy_file_is_refused():
    with pytest.raises(logos.Refused, match="2 MB"):
        store(picture() + b"\x00" * logos.MAX_BYTES)


def test_a_text_chunk_bomb_is_refused_or_dropped():
    bomb = chunk(b"zTXt", b"x\x00\x00" + zlib.compress(b"a" * 50_000_000))
    plain = picture()
    content = plain[:33] + bomb + plain[33:]
    try:
        name = store(content)
    except logos.Refused:
        return
    assert all(len(content) < 50_000 for content in files(name))


def test_a_script_behind_a_picture_does_not_survive():
    script = b"<script>alert(document.domain)</script>"
    for content in (picture() + script, picture("JPEG") + script, picture("WEBP") + script):
        assert all(b"script" not in made for made in files(store(content)))


def test_metadata_does_not_survive():
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    for content in (picture("JPEG", exif=exif), picture("WEBP", exif=exif), picture("PNG", exif=exif)):
        assert b"SECRET-PLACE" in content
        assert all(b"SECRET-PLACE" not in made and b"EXIF" not in made for made in files(store(content)))


def test_a_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    sideways = Image.new("RGB", (200, 100), "blue")
    sideways.paste((255, 0, 0), (0, 0, 100, 100))
    out = BytesIO()
    sideways.save(out, "JPEG", exif=exif, quality=95)
    made = Image.open(BytesIO(files(store(out.getvalue()))[1]))
    assert pixel(made, (88, 30))[0] > 200, "the left side of the sensor is up"
    assert pixel(made, (88, 146))[2] > 200


def test_only_the_first_frame_of_an_animation_is_kept():
    frames = [Image.new("RGB", (100, 100), color) for color in ("red", "blue", "green")]
    for kind in ("WEBP", "PNG"):
        out = BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
        made = Image.open(BytesIO(files(store(out.getvalue()))[1]))
        assert getattr(made, "n_frames", 1) == 1
        assert pixel(made, (88, 88))[0] > 200


@pytest.mark.parametrize(
    ("mode", "color"), [("L", 128), ("P", 3), ("RGBA", (1, 2, 3, 0)), ("1", 1), ("I;16", 9), ("LA", (9, 9))]
)
def test_every_mode_of_pixels_is_read(mode, color):
    assert len(files(store(picture("PNG", mode=mode, color=color)))) == 2


def test_a_cmyk_photograph_and_a_line_of_pixels_are_read():
    store(picture("JPEG", mode="CMYK", color=(0, 255, 255, 0)))
    store(picture("PNG", size=(4000, 1)))


def test_a_stored_logo_is_served_so_that_it_can_do_nothing(client, db):
    name = store(picture())
    for side in (88, 176):
        response = client.get(f"/media/logos/{name}-{side}.webp")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in response.headers
        assert b"".join(response.streaming_content) == files(name)[side == 176]
        response.close()
    head = client.head(f"/media/logos/{name}-88.webp")
    head.close()
    assert head.status_code == 200
    assert client.post(f"/media/logos/{name}-88.webp").status_code == 405


@pytest.mark.parametrize(
    "name", ["0" * 32 + "-88", "0" * 32 + "-89", "x-88", "..%2f..%2fsecret_key-88", "0" * 33 + "-88"]
)
def test_any_other_name_is_not_found(client, db, name):
    assert client.get(f"/media/logos/{name}.webp").status_code == 404
