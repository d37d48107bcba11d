"""Turns what a camera made into small clean images: checked by content, turned upright, metadata removed."""

from __future__ import annotations

import io
import re
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.errors import Invalid

WIDTHS = (320, 640, 1280)
EXTENSIONS = ("avif", "webp", "jpg")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
# A picture thinner than this shows nothing.
MIN_SIDE = 16
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# How files of these kinds begin; one that begins so and cannot be opened is damaged.
_BEGINNINGS = re.compile(rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

# A large picture takes some hundred megabytes while it is open, whoever sends it: so many at once in one process.
_OPEN_AT_ONCE = threading.BoundedSemaphore(2)

pi_heif.register_heif_opener()
# Our own limit is checked before any pixel is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture in every size; ``width`` and ``height`` are those of the largest."""

    width: int
    height: int
    # (width asked for, extension) -> file
    files: Mapping[tuple[int, str], bytes]


def content_type(extension: str) -> str:
    """Return the content type of one of our extensions."""
    return _TYPES[extension]


def make_picture(raw: bytes, *, field: str = "photos") -> Picture:
    """Return a photo in all sizes.

    Raises ``Invalid`` for the field with ``files.too_large`` (15 MB or 60 megapixels), ``files.not_an_image``
    (neither JPEG, PNG, WebP nor HEIC by its content) or ``files.damaged``.
    """
    if len(raw) > MAX_BYTES:
        raise Invalid.of(field, "files.too_large", max=MAX_BYTES // 1024 // 1024)
    with _OPEN_AT_ONCE:
        upright = _decode(raw, field)
        sizes = {width: _shrink(upright, width) for width in WIDTHS}
        del upright
    largest = sizes[WIDTHS[-1]]
    return Picture(
        width=largest.width,
        height=largest.height,
        files={(width, ext): _encode(image, ext) for width, image in sizes.items() for ext in EXTENSIONS},
    )


def _decode(raw: bytes, field: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(io.BytesIO(raw), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise Invalid.of(field, "files.too_large", max=MAX_BYTES // 1024 // 1024) from None
    except UnidentifiedImageError:
        key = "files.damaged" if _BEGINNINGS.match(raw) else "files.not_an_image"
        raise Invalid.of(field, key) from None
    except Exception:
        raise Invalid.of(field, "files.damaged") from None
    if opened.width * opened.height > MAX_PIXELS:
        raise Invalid.of(field, "files.too_large", max=MAX_BYTES // 1024 // 1024)
    if min(opened.size) < MIN_SIDE:
        raise Invalid.of(field, "files.damaged")
    try:
        # A JPEG is decoded at a half, a quarter or an eighth, where that still is large enough.
        opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
        return _flatten(ImageOps.exif_transpose(opened))
    except Exception:
        # Decoders fail in many ways on damaged files; none of them is a fault of ours.
        raise Invalid.of(field, "files.damaged") from None


def _flatten(image: Image.Image) -> Image.Image:
    """Return the picture as plain RGB on white; transparency would come out black."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def _shrink(image: Image.Image, width: int) -> Image.Image:
    """Return the picture no wider than this, and no more than twice as high as that."""
    scale = min(1.0, width / image.width, 2 * width / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    # A new image carries pixels only: no place, no camera, no thumbnail.
    clean = Image.new("RGB", small.size)
    clean.paste(small)
    return clean


def _encode(image: Image.Image, extension: str) -> bytes:
    buffer = io.BytesIO()
    if extension == "avif":
        image.save(buffer, "AVIF", quality=55, speed=8)
    elif extension == "webp":
        image.save(buffer, "WEBP", quality=72, method=4)
    else:
        image.save(buffer, "JPEG", quality=78, optimize=True, progressive=True)
    return buffer.getvalue()
