"""Pictures: thumbnails, social cards, comparisons. No file that is written has metadata, times or places."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import dagster as dg
import typst
from PIL import Image, ImageOps, UnidentifiedImageError, features
from PIL import __version__ as pillow_version

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.services import cache_files

GRID = (9, 8)
CARD_TEMPLATE = "card.typ"
FONT_FOLDER = "fonts"
_UNREADABLE = (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError)
"""Raised by Pillow for a file that is no picture, is damaged, or is far too large."""


class Pictures(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Makes thumbnails and social cards, and keeps them as files named by content.

    Attributes:
        thumbnail_pixels: the longer side of a thumbnail at most.
        thumbnail_quality: WebP's, from 0 to 100.
    """

    thumbnail_pixels: int = 640
    thumbnail_quality: int = 80

    @property
    def thumbnail_version(self) -> str:
        """Everything but the picture that a thumbnail depends on."""
        encoder = features.version("webp") or ""
        return f"{pillow_version}+webp{encoder}+{self.thumbnail_pixels}q{self.thumbnail_quality}"

    def card_version(self, folder: Path) -> str:
        """Everything but its data that a card depends on: the program, the template and every font in the folder."""
        digest = hashlib.sha256()
        for path in sorted([folder / CARD_TEMPLATE, *(folder / FONT_FOLDER).glob("*.ttf")]):
            data = path.read_bytes()
            digest.update(f"{path.name}\0{len(data)}\0".encode() + data)
        return f"{version('typst')}+{digest.hexdigest()[:16]}"

    def digest(self, path: Path) -> str | None:
        """SHA-256 of a file, or None where it is missing."""
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            return None

    def grey_grids(self, home: Path, paths: Mapping[str, str]) -> dict[str, bytes]:
        """9 x 8 grey values and the mean red, green and blue by id, of the pictures among the files that can be read.

        Args:
            paths: relative to `home`, by id.
        """
        found: dict[str, bytes] = {}
        for name in sorted(paths):
            if (picture := _open(home / paths[name])) is not None:
                found[name] = _reduce(_flatten(picture))
        return found

    def make_thumbnail(self, path: Path) -> bytes | None:
        """A picture as a small WebP, upright, never enlarged; None where it cannot be read."""
        picture = _open(path)
        if picture is None:
            return None
        picture.thumbnail((self.thumbnail_pixels, self.thumbnail_pixels), Image.Resampling.LANCZOS)
        fresh = Image.new(picture.mode, picture.size)
        fresh.paste(picture)
        target = io.BytesIO()
        fresh.save(target, "WEBP", quality=self.thumbnail_quality, method=4, exact=False)
        return target.getvalue()

    def draw_cards(self, folder: Path, wanted: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
        """Social cards of 1200 x 630 pixels as PNG, by name; without those that the template refuses.

        Args:
            folder: holds `card.typ` and `fonts/`.
            wanted: the data that the template shows, by name; never read as markup.
        """
        if not wanted:
            return {}
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder / FONT_FOLDER])
        compiler = typst.Compiler(root=folder / FONT_FOLDER, font_paths=fonts)
        template = (folder / CARD_TEMPLATE).read_bytes()
        drawn = {
            name: _draw(compiler, template, wanted[name]) for name in counted(sorted(wanted), "cards", len(wanted))
        }
        return {name: card for name, card in drawn.items() if card is not None}

    def keep(self, home: Path, folder: str, ending: str, data: bytes) -> str:
        """Writes a file of the cache, named by its content. Returns: its path relative to `home`.

        Raises:
            FolderNotWritable: the folder cannot be written.
        """
        return cache_files.write_by_content(home, folder, ending, data)

    def is_kept(self, home: Path, relative_path: str, byte_count: int, *, by_content: bool = False) -> bool:
        """Whether a file of the cache is there with its size; or, by its content, just as it was written."""
        is_there = cache_files.is_whole if by_content else cache_files.is_present
        return is_there(home, relative_path, byte_count)

    def list_kept(self, home: Path, folders: tuple[str, ...]) -> str:
        """Names and sizes of the files of the cache, one a line, sorted."""
        return cache_files.list_files(home, folders)

    def remove_others(self, home: Path, folders: tuple[str, ...], wanted: frozenset[str]) -> int:
        """Removes the files of the cache that are not wanted. Returns: how many."""
        return cache_files.remove_others(home, folders, wanted)


def _draw(compiler: typst.Compiler, template: bytes, words: Mapping[str, str]) -> bytes | None:
    """Draws a card; None where the template refuses it.

    The template goes with every call: typst 0.15 forgets one given as bytes once the data changes.
    """
    try:
        page = compiler.compile(template, format="png", ppi=72.0, sys_inputs=dict(words))
    except typst.TypstError:
        return None
    return page if isinstance(page, bytes) else None


def _open(path: Path) -> Image.Image | None:
    """The first frame of a picture, upright, as RGB or RGBA; None where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                upright = ImageOps.exif_transpose(picture)
                return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (*_UNREADABLE, Image.DecompressionBombWarning):
        return None


def _reduce(picture: Image.Image) -> bytes:
    """The grey values of a grid and the mean colour; both by averaging areas, whatever the picture's size."""
    grey = picture.convert("L").resize(GRID, Image.Resampling.BOX).tobytes()
    return grey + picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()


def _flatten(picture: Image.Image) -> Image.Image:
    """The picture on white: transparent pixels may have any colour."""
    if picture.mode != "RGBA":
        return picture
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
