"""The picture files of the sample export: drawings and charts of a garden, small, the same every time."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter, TiffImagePlugin

from egregora_assets.sample import charts, garden, workshop
from egregora_assets.sample.people import PHOTO_ARTIST, PHOTO_OWNER, PHOTO_POSITION

_PHOTOS = (
    *(garden.plan, garden.beds, garden.seeds, garden.rain, garden.harvest, garden.tomato, garden.harvest2),
    *(workshop.bench, workshop.pump, workshop.budget, workshop.pcb, workshop.bus, workshop.poster),
)
PHOTOS: dict[str, Callable[[], Image.Image]] = {f.__name__: f for f in _PHOTOS} | {"bench2": workshop.mended_pump}
CHARTS = {f.__name__: f for f in (charts.wiring, charts.jarchart, charts.valvechart, charts.rootchart)}
WITH_POSITION = ("beds", "tomato", "bus", "harvest")
TURNED = ("harvest",)  # stored lying on its side, with a tag that says so


def _to_degrees(value: float) -> tuple[TiffImagePlugin.IFDRational, ...]:
    seconds = round(abs(value) * 3600 * 100)
    parts = (seconds // 360_000, seconds // 6_000 % 60)
    return (*(TiffImagePlugin.IFDRational(part) for part in parts), TiffImagePlugin.IFDRational(seconds % 6_000, 100))


def make_metadata(name: str) -> Image.Exif:
    """Return what a phone writes into a photo: maker, owner, time, position."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Example Phones", "Pocket 5"
    exif[0x0112] = 6 if name in TURNED else 1
    exif[0x0132], exif[0x013B] = "2026:04:13 08:31:07", PHOTO_ARTIST
    latitude, longitude = PHOTO_POSITION
    exif.get_ifd(0x8825).update(
        {
            1: "S" if latitude < 0 else "N",
            2: _to_degrees(latitude),
            3: "W" if longitude < 0 else "E",
            4: _to_degrees(longitude),
        }
    )
    return exif


def encode_photo(name: str) -> bytes:
    """Return one photo as JPEG, softened as by a lens; some carry the metadata of a phone."""
    image = PHOTOS[name]()
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    if name in TURNED:
        image = image.transpose(Image.Transpose.ROTATE_90)
    out = io.BytesIO()
    if name in WITH_POSITION:
        image.save(out, "JPEG", quality=78, exif=make_metadata(name), comment=PHOTO_OWNER.encode())
    else:
        image.save(out, "JPEG", quality=78)
    return out.getvalue()


def encode_chart(name: str) -> bytes:
    """Return one chart as PNG."""
    out = io.BytesIO()
    CHARTS[name]().quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def encode_sticker() -> bytes:
    """Return the sticker as WebP, without loss."""
    out = io.BytesIO()
    draw_sticker().save(out, "WEBP", lossless=True)
    return out.getvalue()


def draw_sticker() -> Image.Image:
    """A parrot, as a sticker: 256 pixels square, transparent around it."""
    image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 30, 200, 230), fill=(60, 170, 80, 255))
    draw.ellipse((80, 20, 180, 120), fill=(220, 60, 50, 255))
    draw.ellipse((110, 54, 136, 80), fill=(255, 255, 255, 255))
    draw.ellipse((119, 62, 129, 72), fill=(20, 20, 20, 255))
    draw.polygon(((140, 66), (196, 84), (146, 104)), fill=(240, 190, 50, 255))
    draw.polygon(((80, 120), (150, 130), (96, 210)), fill=(50, 110, 190, 255))
    return image
