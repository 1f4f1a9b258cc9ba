"""Photos of the garden, as drawings."""

from __future__ import annotations

from PIL import Image

from egregora_assets.sample.drawing import (
    BLUE,
    DARK_LEAF,
    GOLD,
    INK,
    LEAF,
    PAPER,
    PINK,
    RED,
    SKY,
    SOIL,
    WOOD,
    draw_beds,
    draw_plant,
    make_canvas,
    mix,
)
from egregora_assets.sample.draws import Draws


def plan() -> Image.Image:
    """The plan of the plot: four beds, the herb strip, the tree, the gate."""
    image, draw = make_canvas(PAPER, (244, 238, 222))
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


def beds() -> Image.Image:
    """The four beds on the first Saturday."""
    image, draw = make_canvas(SKY, (214, 200, 160))
    draw.rectangle((0, 160, 800, 270), fill=(196, 176, 160))
    draw_beds(draw, Draws("beds"), 4, 14)
    return image


def seeds() -> Image.Image:
    """Seed packets on a table."""
    image, draw = make_canvas(WOOD, (140, 100, 62))
    draws = Draws("seeds")
    for number, colour in enumerate((LEAF, RED, GOLD, PINK, BLUE, (150, 96, 160))):
        left, top = 70 + number % 3 * 230, 60 + number // 3 * 260
        draw.rectangle((left, top, left + 170, top + 210), fill=PAPER, outline=INK, width=2)
        draw.rectangle((left, top, left + 170, top + 44), fill=colour)
        for _ in range(26):
            x, y = left + 24 + draws.below(120), top + 70 + draws.below(116)
            draw.ellipse((x, y, x + 8, y + 11), fill=mix(SOIL, colour, 0.3))
    return image


def rain() -> Image.Image:
    """A rain gauge after the night."""
    image, draw = make_canvas((150, 166, 180), (196, 206, 210))
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


def harvest() -> Image.Image:
    """Nine heads of lettuce, a bunch of rocket, half a kilo of beans."""
    image, draw = make_canvas((206, 190, 160), WOOD)
    for number in range(9):
        draw_plant(
            draw,
            130 + number % 5 * 130 + number // 5 * 60,
            210 + number // 5 * 120,
            62,
            mix(LEAF, (180, 220, 120), number / 12),
        )
    for number in range(24):
        draw.arc((100 + number * 24, 430, 160 + number * 24, 520), 200, 330, fill=DARK_LEAF, width=7)
    return image


def tomato() -> Image.Image:
    """The first black tomato, still on its plant."""
    image, draw = make_canvas((120, 156, 96), (70, 108, 60))
    draws = Draws("tomato")
    for _ in range(26):
        draw_plant(
            draw, draws.below(800), draws.below(600), 40 + draws.below(40), mix(LEAF, DARK_LEAF, draws.below(90) / 100)
        )
    draw.line((400, 0, 410, 170), fill=DARK_LEAF, width=14)
    draw.ellipse((250, 160, 560, 460), fill=(62, 26, 40), outline=(38, 14, 26), width=5)
    draw.ellipse((310, 210, 390, 270), fill=(112, 62, 78))
    draw.polygon(((405, 150), (330, 190), (380, 186), (400, 230), (424, 186), (484, 196)), fill=LEAF)
    return image


def harvest2() -> Image.Image:
    """Pumpkins and beans for the feast."""
    image, draw = make_canvas((216, 200, 168), WOOD)
    for number, size in enumerate((150, 120, 110, 96)):
        x = 150 + number * 170
        for turn in range(-2, 3):
            shade = mix((236, 140, 40), (196, 96, 24), abs(turn) / 3)
            draw.ellipse(
                (x + turn * size / 4 - size / 3, 360 - size, x + turn * size / 4 + size / 3, 380),
                fill=shade,
                outline=(150, 74, 20),
                width=3,
            )
        draw.rectangle((x - 10, 340 - size, x + 10, 370 - size), fill=DARK_LEAF)
    for number in range(13):
        draw_plant(draw, 80 + number * 54, 480, 40)
    return image
