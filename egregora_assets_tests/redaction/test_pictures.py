from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from egregora_assets.redaction.pictures import CleanPicture, Unpublishable, clean_picture

SECRET = b"Nadia Osei lives here"


def picture(kind: str, **save: Any) -> bytes:
    image = Image.radial_gradient("L").resize((40, 20)).convert("RGB")
    target = io.BytesIO()
    image.save(target, kind, **save)
    return target.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010E] = SECRET.decode()
    found.get_ifd(0x8825)[1] = "N"
    return found


def with_everything() -> dict[str, bytes]:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return {
        "jpeg": picture("JPEG", exif=exif(), comment=SECRET, xmp=SECRET),
        "png": picture("PNG", exif=exif(), pnginfo=text),
        "webp": picture("WEBP", exif=exif().tobytes(), xmp=SECRET),
        "gif": picture("GIF", comment=SECRET),
        "jpeg with a tail": picture("JPEG") + SECRET,
    }


@pytest.mark.parametrize("name", sorted(with_everything()))
def test_a_clean_picture_holds_no_metadata(name: str) -> None:
    raw = with_everything()[name]
    assert SECRET in raw
    cleaned = clean_picture(raw)
    assert isinstance(cleaned, CleanPicture)
    assert SECRET not in cleaned.data
    with Image.open(io.BytesIO(cleaned.data)) as found:
        assert not found.getexif()
        assert not {"comment", "xmp", "exif", "Comment", "XML:com.adobe.xmp", "icc_profile"} & set(found.info)


@pytest.mark.parametrize("name", sorted(with_everything()))
def test_the_same_picture_gives_the_same_bytes(name: str) -> None:
    raw = with_everything()[name]
    assert clean_picture(raw) == clean_picture(raw)


def test_a_picture_that_lies_on_its_side_is_set_upright() -> None:
    cleaned = clean_picture(picture("JPEG", exif=exif(6)))
    assert isinstance(cleaned, CleanPicture)
    assert (cleaned.width, cleaned.height) == (20, 40)


def test_an_animation_keeps_its_frames_and_loses_its_comment() -> None:
    frames = [Image.new("P", (8, 8), n) for n in (0, 200, 90)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], comment=SECRET, duration=50)
    cleaned = clean_picture(target.getvalue())
    assert isinstance(cleaned, CleanPicture)
    assert SECRET not in cleaned.data


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (b"BM" + bytes(60), "not a picture"),
        (picture("JPEG")[:200], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "damaged"),
        (picture("GIF") + b"<script>alert(1)</script>", "also a document"),
        (picture("PNG") + b"PK\x03\x04", "also a document"),
    ],
    ids=["empty", "svg", "pdf", "bmp", "cut", "garbage", "script", "zip"],
)
def test_what_is_no_honest_picture_is_not_publishable(raw: bytes, reason: str) -> None:
    found = clean_picture(raw)
    assert isinstance(found, Unpublishable)
    assert reason in found.reason


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    target = io.BytesIO()
    Image.new("1", (9000, 9000)).save(target, "PNG")
    assert clean_picture(target.getvalue()) == Unpublishable("too many pixels")


def test_a_huge_side_is_reduced() -> None:
    target = io.BytesIO()
    Image.new("L", (6000, 60)).save(target, "PNG")
    cleaned = clean_picture(target.getvalue())
    assert isinstance(cleaned, CleanPicture)
    assert cleaned.width == 4096
