"""Photos of the workshop and of outings, as drawings."""

from __future__ import annotations

from PIL import Image

from egregora_assets.sample.drawing import BLUE, GOLD, INK, LEAF, PAPER, RED, SKY, SOIL, WOOD, make_canvas, mix
from egregora_assets.sample.draws import Draws


def bench() -> Image.Image:
    """A jar with a probe on the workbench, the board beside it."""
    image, draw = make_canvas((214, 208, 198), (190, 180, 166))
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


def pump(grains: int = 700) -> Image.Image:
    """The pump, opened, with sand where no sand should be."""
    image, draw = make_canvas((206, 200, 190), (176, 166, 150))
    draw.ellipse((190, 110, 610, 530), fill=(120, 126, 132), outline=INK, width=6)
    draw.ellipse((270, 190, 530, 450), fill=(176, 182, 188), outline=INK, width=5)
    draw.ellipse((372, 292, 428, 348), fill=(54, 54, 58))
    draw.arc((352, 272, 448, 368), 20, 290, fill=RED, width=9)
    draws = Draws("sand")
    for _ in range(grains):
        x, y = 280 + draws.below(240), 350 + draws.below(90)
        draw.point((x, y), fill=GOLD)
        draw.ellipse((x, y, x + 4, y + 3), fill=mix(GOLD, SOIL, draws.below(60) / 100))
    return image


def mended_pump() -> Image.Image:
    """The pump again, clean, smaller, with its new seal."""
    return pump(grains=0).resize((640, 480))


def budget() -> Image.Image:
    """Where the money went: a ring and its legend."""
    image, draw = make_canvas(PAPER, PAPER)
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
    image, draw = make_canvas(WOOD, (150, 108, 66))
    for number in range(6):
        left = 50 + number * 120
        draw.rounded_rectangle((left, 170, left + 92, 430), 8, fill=(26, 104 + number * 6, 74), outline=INK, width=3)
        for pin in range(8):
            draw.ellipse((left + 10, 190 + pin * 28, left + 22, 202 + pin * 28), fill=GOLD)
        draw.rectangle((left + 36, 240, left + 76, 300), fill=INK)
        draw.ellipse((left + 48, 360, left + 64, 376), fill=(130, 255, 130))
    return image


def bus() -> Image.Image:
    """The yellow bus before it left."""
    image, draw = make_canvas(SKY, (226, 226, 214))
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


def poster() -> Image.Image:
    """The poster of the harvest feast: white letters on blue, and an arrow."""
    image, draw = make_canvas(BLUE, (28, 70, 130))
    draw.text((90, 70), "QUINTAL", fill=PAPER, font_size=110)
    draw.text((90, 190), "LAB", fill=PAPER, font_size=110)
    draw.text((96, 340), "festa da colheita / harvest feast", fill=PAPER, font_size=34)
    draw.text((96, 390), "25.04, 16h", fill=GOLD, font_size=44)
    draw.line((700, 500, 480, 500), fill=PAPER, width=16)
    draw.polygon(((440, 500), (490, 466), (490, 534)), fill=PAPER)
    return image
