"""Pictures by how they look: copies in another size or quality are found, different pictures are not."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from egregora_assets.contracts.pictures import looks
from egregora_assets.contracts.pictures.looks import LOOK_DIGITS, PictureLook, find_repeats, format_look
from egregora_assets.services.pictures import Pictures

SHAPES = ("photo", "chart", "page", "flat")


def draw_picture(seed: int, kind: str) -> Image.Image:
    """A picture as people send them; another seed gives one that a person tells apart."""
    draw = random.Random(f"{seed} {kind}")
    colour = tuple(draw.randint(0, 255) for _ in range(3)) if kind in ("photo", "flat") else (250, 250, 250)
    picture = Image.new("RGB", (640, 480), colour)
    pen = ImageDraw.Draw(picture)
    for n in range({"photo": 12, "chart": 8, "page": 22, "flat": 0}[kind]):
        paint = tuple(draw.randint(0, 255) for _ in range(3))
        if kind == "photo":
            x, y, r = draw.randint(0, 640), draw.randint(0, 480), draw.randint(30, 160)
            pen.ellipse((x - r, y - r, x + r, y + r), fill=paint)
        elif kind == "chart":
            pen.rectangle((40 + 72 * n, 460 - draw.randint(20, 400), 90 + 72 * n, 460), fill="steelblue")
        else:
            pen.rectangle((30, 20 + 20 * n, draw.randint(60, 610), 30 + 20 * n), fill="black")
    return picture


def look_of(folder: Path, name: str, picture: Image.Image, form: str = "PNG", quality: int = 90) -> PictureLook:
    target = io.BytesIO()
    picture.save(target, form, quality=quality)
    (folder / name).write_bytes(target.getvalue())
    grid = Pictures().grey_grids(folder, {name: name})[name]
    return PictureLook(name, format_look(grid), *picture.size)


@pytest.mark.slow
# Of one flat colour there is nothing to see but that, and compression shifts it.
@given(seed=st.integers(0, 10_000), kind=st.sampled_from([shape for shape in SHAPES if shape != "flat"]),
       form=st.sampled_from(("JPEG", "WEBP")), quality=st.integers(35, 95), width=st.integers(160, 1280))  # fmt: skip
@example(0, "flat", "JPEG", 90, 320)
@example(0, "photo", "JPEG", 35, 161)
@example(0, "page", "JPEG", 40, 200)
@settings(max_examples=6)
def test_a_copy_in_another_size_and_quality_is_found(
    tmp_path_factory: pytest.TempPathFactory, seed: int, kind: str, form: str, quality: int, width: int
) -> None:
    folder, picture = tmp_path_factory.mktemp("pictures"), draw_picture(seed, kind)
    copy = picture.resize((width, round(width * 0.75)), Image.Resampling.LANCZOS)
    both = [look_of(folder, "first", picture), look_of(folder, "copy", copy, form, quality)]
    assert find_repeats(both) == {"copy": "first"}


@pytest.mark.slow
def test_different_pictures_are_not_taken_for_copies(tmp_path: Path) -> None:
    every = [look_of(tmp_path, f"{kind} {n}", draw_picture(n, kind)) for kind in SHAPES for n in range(9)]
    assert find_repeats(every) == {}
    assert find_repeats([*every, *every]) == {}


def test_pictures_that_differ_by_colour_or_shape_alone_are_different(tmp_path: Path) -> None:
    red, green = (Image.new("RGB", (64, 48), c) for c in ((200, 0, 0), (0, 102, 0)))
    wide = Image.new("RGB", (96, 48), (200, 0, 0))
    assert find_repeats([look_of(tmp_path, str(n), p) for n, p in enumerate((red, green, wide))]) == {}


def test_a_copy_of_a_copy_repeats_the_first_and_what_has_no_look_repeats_nothing(tmp_path: Path) -> None:
    first = look_of(tmp_path, "a", draw_picture(1, "photo"))
    unknown = [first._replace(media_id=name, look=look) for name, look in (("d", None), ("e", "00ff00ff00ff00ff"))]
    copies = [first._replace(media_id=name) for name in "cba"]
    assert find_repeats([first, *unknown, *copies]) == {"b": "a", "c": "a"}


@given(st.binary(min_size=72, max_size=72))
def test_a_hash_has_64_bits_and_does_not_depend_on_brightness(grey: bytes) -> None:
    value = looks.compute_difference_hash(grey)
    assert len(value) == 16
    assert looks.compute_difference_hash(bytes(g // 2 * 2 // 2 for g in grey)) == looks.compute_difference_hash(
        bytes(g // 2 + 9 for g in grey)
    )
    assert len(format_look(grey + b"rgb")) == LOOK_DIGITS


def test_another_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="72 values"):
        looks.compute_difference_hash(b"1234")
