"""What all drawings of the sample export share: colours, canvas, plants, line charts."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from egregora_assets.sample.draws import Draws

Colour = tuple[int, int, int]
SIZE = (800, 600)
SOIL, LEAF, DARK_LEAF, SKY, WOOD, PAPER, INK = (
    (112, 78, 52), (92, 152, 70), (48, 104, 52), (186, 214, 230), (168, 124, 78), (250, 246, 236), (58, 54, 50),
)  # fmt: skip
BLUE, RED, GOLD, PINK = (40, 92, 160), (196, 62, 48), (226, 170, 52), (232, 150, 168)


def make_canvas(top: Colour, bottom: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A picture with a vertical gradient, and what draws on it."""
    column = Image.new("RGB", (1, SIZE[1]))
    for y in range(SIZE[1]):
        share = y / SIZE[1]
        column.putpixel((0, y), mix(top, bottom, share))
    image = column.resize(SIZE)
    return image, ImageDraw.Draw(image)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two; `share` is that of the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def draw_plant(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, colour: Colour = LEAF) -> None:
    """Draw a plant as a rosette of leaves around a point."""
    for dx, dy in ((0, -1), (1, -0.4), (-1, -0.4), (0.7, 0.5), (-0.7, 0.5), (0, 0)):
        left, top = x + dx * size * 0.6, y + dy * size * 0.6
        draw.ellipse((left - size / 2, top - size / 2, left + size / 2, top + size / 2), fill=colour, outline=DARK_LEAF)


def draw_beds(draw: ImageDraw.ImageDraw, draws: Draws, rows: int, size: int) -> None:
    """Draw rows of beds with plants."""
    for row in range(rows):
        top = 280 + row * 300 // rows
        draw.polygon(((40 - row * 10, top + 60), (760 + row * 10, top + 60), (720, top), (80, top)), fill=SOIL)
        for column in range(11):
            green = mix(LEAF, DARK_LEAF, draws.below(60) / 100)
            draw_plant(
                draw, 100 + column * 60 + draws.below(14), top + 26 + draws.below(10), size + draws.below(8), green
            )


def draw_chart(title: str, unit: str, series: Sequence[Sequence[float]], colours: Sequence[Colour]) -> Image.Image:
    """Draw lines over a grid; values from 0 to 100."""
    image, draw = make_canvas(PAPER, PAPER)
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
