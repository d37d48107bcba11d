"""Photos as phones make them: read by content, turned upright, shrunk, with nothing left in them but the picture."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from marketplace.errors import Invalid
from marketplace.files.images import EXTENSIONS, MAX_BYTES, WIDTHS, make_picture

RED, BLUE = (200, 40, 30), (30, 60, 200)
# Made with libheif's own encoder: left half blue, right half red, camera says "turn right", place in Hà Nội.
HEIC = Path(__file__).parent / "samples" / "two_halves.heic"


def two_halves(size: tuple[int, int] = (1600, 1200), mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def phone_exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "TestCam"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (21.0, 1.0, 30.0)
    return exif


def colour_at(image: Image.Image, x: float, y: float) -> str:
    pixel = image.convert("RGB").getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    return "red" if pixel[0] > pixel[2] else "blue"


def key_of(raw: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        make_picture(raw)
    (problem,) = caught.value.problems
    assert problem.field == "photos"
    return problem.key


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_size_and_form_is_made(kind: str) -> None:
    picture = make_picture(encoded(two_halves(), kind))
    assert (picture.width, picture.height) == (1280, 960)
    assert set(picture.files) == {(width, ext) for width in WIDTHS for ext in EXTENSIONS}
    for (width, ext), content in picture.files.items():
        image = opened(content)
        assert image.size == (width, width * 3 // 4)
        assert image.format == {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}[ext]
        assert (colour_at(image, 0.1, 0.5), colour_at(image, 0.9, 0.5)) == ("blue", "red")


@pytest.mark.parametrize(
    ("orientation", "upper", "lower"),
    [(6, "blue", "red"), (8, "red", "blue")],
)
def test_a_phone_held_upright_is_turned(orientation: int, upper: str, lower: str) -> None:
    picture = make_picture(encoded(two_halves((1600, 800)), "JPEG", exif=phone_exif(orientation)))
    assert picture.height == 2 * picture.width
    for content in picture.files.values():
        image = opened(content)
        assert (colour_at(image, 0.5, 0.1), colour_at(image, 0.5, 0.9)) == (upper, lower)


def test_nothing_but_the_picture_is_left() -> None:
    raw = encoded(two_halves(), "JPEG", exif=phone_exif(1), comment=b"nha ba Hoa")
    assert b"TestCam" in raw
    for content in make_picture(raw).files.values():
        image = opened(content)
        assert len(image.getexif()) == 0
        assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert b"TestCam" not in content
        assert b"Exif" not in content
        assert b"nha ba Hoa" not in content


def test_heic_of_a_phone() -> None:
    picture = make_picture(HEIC.read_bytes())
    assert (picture.width, picture.height) == (64, 96)
    for content in picture.files.values():
        image = opened(content)
        assert (colour_at(image, 0.5, 0.1), colour_at(image, 0.5, 0.9)) == ("blue", "red")
        assert len(image.getexif()) == 0
        assert b"TestCam" not in content


def test_small_pictures_are_not_blown_up() -> None:
    picture = make_picture(encoded(two_halves((200, 100)), "PNG"))
    assert {opened(content).size for content in picture.files.values()} == {(200, 100)}


def test_transparency_becomes_white() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    (pixel,) = {opened(make_picture(encoded(clear, "PNG")).files[320, "jpg"]).getpixel((50, 50))}
    assert min(pixel) > 250


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "I;16", "1"])
def test_odd_pixels(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("I;16", (64, 64)) if mode == "I;16" else two_halves((64, 64), mode)
    assert make_picture(encoded(image, kind)).width == 64


def test_content_counts_and_not_the_name() -> None:
    assert key_of(b"%PDF-1.7 khong phai anh") == "files.not_an_image"
    assert key_of(b"") == "files.not_an_image"
    assert key_of(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "files.not_an_image"
    for kind in ("GIF", "TIFF", "BMP"):
        assert key_of(encoded(two_halves((64, 64)), kind)) == "files.not_an_image"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_file_is_damaged(kind: str) -> None:
    noisy = Image.effect_noise((400, 400), 90).convert("RGB")
    raw = encoded(noisy, kind)
    assert key_of(raw[: len(raw) // 2]) == "files.damaged"


def test_half_a_heic_is_damaged() -> None:
    raw = HEIC.read_bytes()
    assert key_of(raw[: len(raw) * 2 // 3]) == "files.damaged"


def test_too_many_bytes() -> None:
    assert key_of(b"\xff\xd8\xff" + b"0" * MAX_BYTES) == "files.too_large"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (8_000, 60_000):
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        rows = chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000, 9))
        assert key_of(b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b"")) == "files.too_large"


def test_a_picture_of_one_line_is_refused() -> None:
    assert key_of(encoded(Image.new("RGB", (4000, 1)), "PNG")) == "files.damaged"
