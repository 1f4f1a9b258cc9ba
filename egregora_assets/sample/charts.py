"""Charts and diagrams of the sample export."""

from __future__ import annotations

from PIL import Image

from egregora_assets.sample.drawing import BLUE, GOLD, INK, PAPER, RED, draw_chart, make_canvas


def wiring() -> Image.Image:
    """How a probe, the converter and the board are wired."""
    image, draw = make_canvas(PAPER, PAPER)
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
    return draw_chart(
        "A sealed jar in the sun",
        "moisture in percent, 10:00 to 16:00: raw (red), ratio (blue)",
        (before, after),
        (RED, BLUE),
    )


def valvechart() -> Image.Image:
    """The first automatic watering: it opens at 43 percent and closes at 61."""
    values = [46, 45, 45, 44, 43, 43, 47, 53, 58, 61, 61, 60, 60, 59, 59, 58]
    return draw_chart(
        "Bed three, the first automatic watering", "moisture in percent, 05:50 to 06:20", (values,), (BLUE,)
    )


def rootchart() -> Image.Image:
    """Daily litres before and after deep watering."""
    before = [62, 64, 63, 66, 61, 65, 64, 62, 66, 63, 62, 64, 65, 63]
    after = [52, 50, 51, 49, 50, 48, 49, 50, 47, 49, 48, 49, 47, 48]
    return draw_chart(
        "Litres a day, all beds",
        "before (red) and after (blue) deep watering, two weeks each",
        (before, after),
        (RED, BLUE),
    )
