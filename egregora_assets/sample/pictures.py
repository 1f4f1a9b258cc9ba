"""The pictures of the sample export: drawings and charts of a garden, small, made by the same strokes every time."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFilter, TiffImagePlugin

from egregora_assets.sample.draws import Draws
from egregora_assets.sample.people import PHOTO_ARTIST, PHOTO_OWNER, PHOTO_POSITION

Colour = tuple[int, int, int]
SIZE = (800, 600)
SOIL, LEAF, DARK_LEAF, SKY, WOOD, PAPER, INK = (
    (112, 78, 52), (92, 152, 70), (48, 104, 52), (186, 214, 230), (168, 124, 78), (250, 246, 236), (58, 54, 50),
)  # fmt: skip
BLUE, RED, GOLD, PINK = (40, 92, 160), (196, 62, 48), (226, 170, 52), (232, 150, 168)


def _canvas(top: Colour, bottom: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    column = Image.new("RGB", (1, SIZE[1]))
    for y in range(SIZE[1]):
        share = y / SIZE[1]
        column.putpixel((0, y), _mixed(top, bottom, share))
    image = column.resize(SIZE)
    return image, ImageDraw.Draw(image)


def _mixed(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _plant(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, colour: Colour = LEAF) -> None:
    """Draw a plant as a rosette of leaves around a point."""
    for dx, dy in ((0, -1), (1, -0.4), (-1, -0.4), (0.7, 0.5), (-0.7, 0.5), (0, 0)):
        left, top = x + dx * size * 0.6, y + dy * size * 0.6
        draw.ellipse((left - size / 2, top - size / 2, left + size / 2, top + size / 2), fill=colour, outline=DARK_LEAF)


def _chart(title: str, unit: str, series: Sequence[Sequence[float]], colours: Sequence[Colour]) -> Image.Image:
    """Draw lines over a grid; values from 0 to 100."""
    image, draw = _canvas(PAPER, PAPER)
    draw.text((60, 24), title, fill=INK, font_size=26)
    draw.text((60, 58), unit, fill=INK, font_size=16)
    for value in range(0, 101, 25):
        y = 540 - value * 4.4
        draw.line((60, y, 760, y), fill=(214, 208, 196))
        draw.text((24, y - 8), str(value), fill=INK, font_size=14)
    for values, colour in zip(series, colours, strict=True):
        step = 700 / (len(values) - 1)
        points = [(60 + number * step, 540 - value * 4.4) for number, value in enumerate(values)]
        draw.line(points, fill=colour, width=4, joint="curve")
    return image


def _beds(draw: ImageDraw.ImageDraw, draws: Draws, rows: int, size: int) -> None:
    for row in range(rows):
        top = 280 + row * 300 // rows
        draw.polygon(((40 - row * 10, top + 60), (760 + row * 10, top + 60), (720, top), (80, top)), fill=SOIL)
        for column in range(11):
            green = _mixed(LEAF, DARK_LEAF, draws.below(60) / 100)
            _plant(draw, 100 + column * 60 + draws.below(14), top + 26 + draws.below(10), size + draws.below(8), green)


def plan() -> Image.Image:
    """The plan of the plot: four beds, the herb strip, the tree, the gate."""
    image, draw = _canvas(PAPER, (244, 238, 222))
    draw.rectangle((80, 80, 720, 520), outline=INK, width=4)
    for number in range(4):
        left = 130 + number * 130
        draw.rectangle((left, 190, left + 90, 470), fill=(226, 204, 170), outline=INK, width=3)
        draw.text((left + 38, 310), str(number + 1), fill=INK, font_size=34)
    draw.rectangle((100, 100, 560, 150), fill=(206, 226, 190), outline=INK, width=2)
    draw.text((240, 112), "ervas / herbs", fill=INK, font_size=22)
    draw.ellipse((600, 100, 700, 200), fill=LEAF, outline=DARK_LEAF, width=4)
    draw.rectangle((640, 512, 710, 528), fill=BLUE)
    draw.text((560, 535), "blue gate, 1.5 m", fill=INK, font_size=18)
    draw.text((90, 535), "11 m x 7 m", fill=INK, font_size=18)
    return image


def bench() -> Image.Image:
    """A jar with a probe on the workbench, the board beside it."""
    image, draw = _canvas((214, 208, 198), (190, 180, 166))
    draw.rectangle((0, 420, 800, 600), fill=WOOD)
    draw.rounded_rectangle((150, 160, 350, 440), 26, fill=(206, 224, 226), outline=(120, 140, 146), width=5)
    draw.rectangle((160, 300, 340, 430), fill=SOIL)
    draw.rectangle((235, 90, 265, 380), fill=(36, 36, 40))
    draw.line((250, 90, 330, 60, 480, 200, 520, 380), fill=RED, width=5, joint="curve")
    draw.rectangle((450, 370, 690, 440), fill=(30, 110, 70), outline=INK, width=3)
    for pin in range(10):
        draw.rectangle((462 + pin * 22, 376, 472 + pin * 22, 386), fill=GOLD)
    draw.rectangle((540, 396, 600, 428), fill=INK)
    return image


def beds() -> Image.Image:
    """The four beds on the first Saturday."""
    image, draw = _canvas(SKY, (214, 200, 160))
    draw.rectangle((0, 160, 800, 270), fill=(196, 176, 160))
    _beds(draw, Draws("beds"), 4, 14)
    return image


def seeds() -> Image.Image:
    """Seed packets on a table."""
    image, draw = _canvas(WOOD, (140, 100, 62))
    draws = Draws("seeds")
    for number, colour in enumerate((LEAF, RED, GOLD, PINK, BLUE, (150, 96, 160))):
        left, top = 70 + number % 3 * 230, 60 + number // 3 * 260
        draw.rectangle((left, top, left + 170, top + 210), fill=PAPER, outline=INK, width=2)
        draw.rectangle((left, top, left + 170, top + 44), fill=colour)
        for _ in range(26):
            x, y = left + 24 + draws.below(120), top + 70 + draws.below(116)
            draw.ellipse((x, y, x + 8, y + 11), fill=_mixed(SOIL, colour, 0.3))
    return image


def wiring() -> Image.Image:
    """How a probe, the converter and the board are wired."""
    image, draw = _canvas(PAPER, PAPER)
    boxes = ((60, "probe"), (310, "ADC"), (560, "board"))
    for left, name in boxes:
        draw.rounded_rectangle((left, 190, left + 170, 410), 12, outline=INK, width=4, fill=(236, 240, 232))
        draw.text((left + 50, 280), name, fill=INK, font_size=26)
    for y, colour in ((230, RED), (300, GOLD), (370, BLUE)):
        draw.line((230, y, 310, y), fill=colour, width=6)
        draw.line((480, y, 560, y), fill=colour, width=6)
    draw.text((60, 60), "gotejo: + red, signal yellow, - blue", fill=INK, font_size=24)
    return image


def jarchart() -> Image.Image:
    """What a sealed jar reads in the sun: before and after dividing by the reference."""
    before = [50, 50, 51, 53, 55, 57, 57, 56, 54, 52, 51, 50]
    after = [50, 50, 50, 51, 50, 50, 51, 50, 50, 50, 50, 50]
    return _chart(
        "A sealed jar in the sun",
        "moisture in percent, 10:00 to 16:00: raw (red), ratio (blue)",
        (before, after),
        (RED, BLUE),
    )


def rain() -> Image.Image:
    """A rain gauge after the night."""
    image, draw = _canvas((150, 166, 180), (196, 206, 210))
    draw.rounded_rectangle((330, 70, 470, 540), 20, fill=(226, 236, 240), outline=INK, width=4)
    draw.rectangle((336, 250, 464, 534), fill=(110, 160, 206))
    for number in range(10):
        y = 520 - number * 44
        draw.line((430, y, 464, y), fill=INK, width=3)
        draw.text((480, y - 12), f"{number * 6} mm", fill=INK, font_size=20)
    draws = Draws("rain")
    for _ in range(90):
        x, y = draws.below(800), draws.below(600)
        draw.line((x, y, x - 5, y + 16), fill=(224, 232, 238), width=2)
    return image


def pump(grains: int = 700) -> Image.Image:
    """The pump, opened, with sand where no sand should be."""
    image, draw = _canvas((206, 200, 190), (176, 166, 150))
    draw.ellipse((190, 110, 610, 530), fill=(120, 126, 132), outline=INK, width=6)
    draw.ellipse((270, 190, 530, 450), fill=(176, 182, 188), outline=INK, width=5)
    draw.ellipse((372, 292, 428, 348), fill=(54, 54, 58))
    draw.arc((352, 272, 448, 368), 20, 290, fill=RED, width=9)
    draws = Draws("sand")
    for _ in range(grains):
        x, y = 280 + draws.below(240), 350 + draws.below(90)
        draw.point((x, y), fill=GOLD)
        draw.ellipse((x, y, x + 4, y + 3), fill=_mixed(GOLD, SOIL, draws.below(60) / 100))
    return image


def mended_pump() -> Image.Image:
    """The pump again, clean, smaller, with its new seal."""
    return pump(grains=0).resize((640, 480))


def valvechart() -> Image.Image:
    """The first automatic watering: it opens at 43 percent and closes at 61."""
    values = [46, 45, 45, 44, 43, 43, 47, 53, 58, 61, 61, 60, 60, 59, 59, 58]
    return _chart("Bed three, the first automatic watering", "moisture in percent, 05:50 to 06:20", (values,), (BLUE,))


def rootchart() -> Image.Image:
    """Daily litres before and after deep watering."""
    before = [62, 64, 63, 66, 61, 65, 64, 62, 66, 63, 62, 64, 65, 63]
    after = [52, 50, 51, 49, 50, 48, 49, 50, 47, 49, 48, 49, 47, 48]
    return _chart(
        "Litres a day, all beds",
        "before (red) and after (blue) deep watering, two weeks each",
        (before, after),
        (RED, BLUE),
    )


def budget() -> Image.Image:
    """Where the money went: a ring and its legend."""
    image, draw = _canvas(PAPER, PAPER)
    start = -90.0
    parts = (
        (0.31, BLUE, "water"),
        (0.27, LEAF, "plants"),
        (0.2, WOOD, "wood"),
        (0.14, GOLD, "bread"),
        (0.08, RED, "ice"),
    )
    for number, (share, colour, name) in enumerate(parts):
        draw.pieslice((80, 110, 480, 510), start, start + share * 360, fill=colour, outline=PAPER, width=4)
        start += share * 360
        draw.rectangle((530, 190 + number * 50, 556, 216 + number * 50), fill=colour)
        draw.text((570, 190 + number * 50), f"{name} {share:.0%}", fill=INK, font_size=22)
    draw.ellipse((190, 220, 370, 400), fill=PAPER)
    draw.text((80, 40), "512,90", fill=INK, font_size=36)
    return image


def pcb() -> Image.Image:
    """Six little boards in a row."""
    image, draw = _canvas(WOOD, (150, 108, 66))
    for number in range(6):
        left = 50 + number * 120
        draw.rounded_rectangle((left, 170, left + 92, 430), 8, fill=(26, 104 + number * 6, 74), outline=INK, width=3)
        for pin in range(8):
            draw.ellipse((left + 10, 190 + pin * 28, left + 22, 202 + pin * 28), fill=GOLD)
        draw.rectangle((left + 36, 240, left + 76, 300), fill=INK)
        draw.ellipse((left + 48, 360, left + 64, 376), fill=(130, 255, 130))
    return image


def harvest() -> Image.Image:
    """Nine heads of lettuce, a bunch of rocket, half a kilo of beans."""
    image, draw = _canvas((206, 190, 160), WOOD)
    for number in range(9):
        _plant(
            draw,
            130 + number % 5 * 130 + number // 5 * 60,
            210 + number // 5 * 120,
            62,
            _mixed(LEAF, (180, 220, 120), number / 12),
        )
    for number in range(24):
        draw.arc((100 + number * 24, 430, 160 + number * 24, 520), 200, 330, fill=DARK_LEAF, width=7)
    return image


def bus() -> Image.Image:
    """The yellow bus before it left."""
    image, draw = _canvas(SKY, (226, 226, 214))
    draw.rectangle((0, 470, 800, 600), fill=(128, 128, 130))
    draw.rounded_rectangle((90, 200, 710, 470), 40, fill=(240, 190, 40), outline=INK, width=5)
    for number in range(5):
        draw.rounded_rectangle(
            (130 + number * 110, 240, 220 + number * 110, 330), 10, fill=(190, 220, 236), outline=INK, width=3
        )
    for left in (190, 520):
        draw.ellipse((left, 420, left + 100, 520), fill=INK)
        draw.ellipse((left + 32, 452, left + 68, 488), fill=(190, 190, 190))
    return image


def tomato() -> Image.Image:
    """The first black tomato, still on its plant."""
    image, draw = _canvas((120, 156, 96), (70, 108, 60))
    draws = Draws("tomato")
    for _ in range(26):
        _plant(
            draw,
            draws.below(800),
            draws.below(600),
            40 + draws.below(40),
            _mixed(LEAF, DARK_LEAF, draws.below(90) / 100),
        )
    draw.line((400, 0, 410, 170), fill=DARK_LEAF, width=14)
    draw.ellipse((250, 160, 560, 460), fill=(62, 26, 40), outline=(38, 14, 26), width=5)
    draw.ellipse((310, 210, 390, 270), fill=(112, 62, 78))
    draw.polygon(((405, 150), (330, 190), (380, 186), (400, 230), (424, 186), (484, 196)), fill=LEAF)
    return image


def poster() -> Image.Image:
    """The poster of the harvest feast: white letters on blue, and an arrow."""
    image, draw = _canvas(BLUE, (28, 70, 130))
    draw.text((90, 70), "QUINTAL", fill=PAPER, font_size=110)
    draw.text((90, 190), "LAB", fill=PAPER, font_size=110)
    draw.text((96, 340), "festa da colheita / harvest feast", fill=PAPER, font_size=34)
    draw.text((96, 390), "25.04, 16h", fill=GOLD, font_size=44)
    draw.line((700, 500, 480, 500), fill=PAPER, width=16)
    draw.polygon(((440, 500), (490, 466), (490, 534)), fill=PAPER)
    return image


def harvest2() -> Image.Image:
    """Pumpkins and beans for the feast."""
    image, draw = _canvas((216, 200, 168), WOOD)
    for number, size in enumerate((150, 120, 110, 96)):
        x = 150 + number * 170
        for turn in range(-2, 3):
            shade = _mixed((236, 140, 40), (196, 96, 24), abs(turn) / 3)
            draw.ellipse(
                (x + turn * size / 4 - size / 3, 360 - size, x + turn * size / 4 + size / 3, 380),
                fill=shade,
                outline=(150, 74, 20),
                width=3,
            )
        draw.rectangle((x - 10, 340 - size, x + 10, 370 - size), fill=DARK_LEAF)
    for number in range(13):
        _plant(draw, 80 + number * 54, 480, 40)
    return image


def sticker() -> Image.Image:
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


PHOTOS: dict[str, Callable[[], Image.Image]] = {
    "plan": plan, "bench": bench, "beds": beds, "seeds": seeds, "rain": rain, "pump": pump,
    "bench2": mended_pump, "budget": budget,
    "pcb": pcb, "harvest": harvest, "bus": bus, "tomato": tomato, "poster": poster, "harvest2": harvest2,
}  # fmt: skip
CHARTS: dict[str, Callable[[], Image.Image]] = {
    "wiring": wiring, "jarchart": jarchart, "valvechart": valvechart, "rootchart": rootchart,
}  # fmt: skip
WITH_POSITION = ("beds", "tomato", "bus", "harvest")
TURNED = ("harvest",)  # stored lying on its side, with a tag that says so


def _degrees(value: float) -> tuple[TiffImagePlugin.IFDRational, ...]:
    seconds = round(abs(value) * 3600 * 100)
    parts = (seconds // 360_000, seconds // 6_000 % 60)
    return (*(TiffImagePlugin.IFDRational(part) for part in parts), TiffImagePlugin.IFDRational(seconds % 6_000, 100))


def metadata(name: str) -> Image.Exif:
    """Return what a phone writes into a photo: maker, owner, time, position."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Example Phones", "Pocket 5"
    exif[0x0112] = 6 if name in TURNED else 1
    exif[0x0132], exif[0x013B] = "2026:04:13 08:31:07", PHOTO_ARTIST
    latitude, longitude = PHOTO_POSITION
    exif.get_ifd(0x8825).update(
        {
            1: "S" if latitude < 0 else "N",
            2: _degrees(latitude),
            3: "W" if longitude < 0 else "E",
            4: _degrees(longitude),
        }
    )
    return exif


def photo(name: str) -> bytes:
    """Return one photo as JPEG, softened as by a lens; some carry the metadata of a phone."""
    image = PHOTOS[name]()
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    if name in TURNED:
        image = image.transpose(Image.Transpose.ROTATE_90)
    out = io.BytesIO()
    if name in WITH_POSITION:
        image.save(out, "JPEG", quality=78, exif=metadata(name), comment=PHOTO_OWNER.encode())
    else:
        image.save(out, "JPEG", quality=78)
    return out.getvalue()


def chart(name: str) -> bytes:
    """Return one chart as PNG."""
    out = io.BytesIO()
    CHARTS[name]().quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def sticker_file() -> bytes:
    """Return the sticker as WebP, without loss."""
    out = io.BytesIO()
    sticker().save(out, "WEBP", lossless=True)
    return out.getvalue()
