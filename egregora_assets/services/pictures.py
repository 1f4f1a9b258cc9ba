"""Pictures: reduced, compared and drawn. Nothing that is written carries metadata, time or place."""

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

from egregora_assets.errors import PictureNotDrawn
from egregora_assets.services import cache_files

GRID = (9, 8)
CARD_TEMPLATE = "card.typ"
FONT_FOLDER = "fonts"
_UNREADABLE = (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError)
"""What Pillow raises for a file that is no picture, is damaged, or is far too large."""


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
        """What a thumbnail depends on beside its picture."""
        encoder = features.version("webp") or ""
        return f"{pillow_version}+webp{encoder}+{self.thumbnail_pixels}q{self.thumbnail_quality}"

    def card_version(self, folder: Path) -> str:
        """What a card depends on beside its words: the program, the template and every font in the folder."""
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
        """9 x 8 grey values by id, for the pictures among the files (paths relative to `home`) that can be read."""
        found: dict[str, bytes] = {}
        for name in sorted(paths):
            if (picture := _opened(home / paths[name])) is not None:
                found[name] = _flat(picture).convert("L").resize(GRID, Image.Resampling.LANCZOS).tobytes()
        return found

    def thumbnail(self, path: Path) -> bytes | None:
        """A picture as a small WebP, upright, never enlarged; None where it cannot be read."""
        picture = _opened(path)
        if picture is None:
            return None
        picture.thumbnail((self.thumbnail_pixels, self.thumbnail_pixels), Image.Resampling.LANCZOS)
        fresh = Image.new(picture.mode, picture.size)
        fresh.paste(picture)
        target = io.BytesIO()
        fresh.save(target, "WEBP", quality=self.thumbnail_quality, method=4, exact=False)
        return target.getvalue()

    def card(self, folder: Path, words: Mapping[str, str]) -> bytes:
        """A social card of 1200 x 630 pixels as PNG.

        Args:
            folder: holds `card.typ` and `fonts/`.
            words: data of the template; never read as markup.

        Raises:
            PictureNotDrawn: the template refused.
        """
        return self.cards(folder, {"": words})[""]

    def cards(self, folder: Path, wanted: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
        """Cards by name; the fonts are read once.

        Raises:
            PictureNotDrawn: the template refused one.
        """
        if not wanted:
            return {}
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder / FONT_FOLDER])
        compiler = typst.Compiler(root=folder / FONT_FOLDER, font_paths=fonts)
        template = (folder / CARD_TEMPLATE).read_bytes()
        return {name: _drawn(compiler, template, wanted[name]) for name in sorted(wanted)}

    def keep(self, home: Path, folder: str, ending: str, data: bytes) -> str:
        """Writes a file of the cache; see `cache_files.write_by_content`."""
        return cache_files.write_by_content(home, folder, ending, data)

    def is_kept(self, home: Path, relative_path: str, byte_count: int) -> bool:
        """Whether a file of the cache is there, whole."""
        return cache_files.is_present(home, relative_path, byte_count)

    def kept_files(self, home: Path, folders: tuple[str, ...]) -> str:
        """The files of the cache and their sizes, as text in a fixed order: what a lost file changes."""
        return cache_files.listing(home, folders)

    def forget_others(self, home: Path, folders: tuple[str, ...], wanted: frozenset[str]) -> int:
        """Removes the files of the cache that nothing names. Returns: how many."""
        return cache_files.sweep(home, folders, wanted)


def _drawn(compiler: typst.Compiler, template: bytes, words: Mapping[str, str]) -> bytes:
    """One page. The template goes with every call: typst 0.15 forgets one given as bytes once the words change."""
    try:
        page = compiler.compile(template, format="png", ppi=72.0, sys_inputs=dict(words))
    except typst.TypstError:
        raise PictureNotDrawn("a social card") from None
    if not isinstance(page, bytes):
        raise PictureNotDrawn("a social card")
    return page


def _opened(path: Path) -> Image.Image | None:
    """The first frame of a picture, upright, as RGB or RGBA; None where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                upright = ImageOps.exif_transpose(picture)
                return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (*_UNREADABLE, Image.DecompressionBombWarning):
        return None


def _flat(picture: Image.Image) -> Image.Image:
    """The picture on white: what is transparent has colours that nobody sees."""
    if picture.mode != "RGBA":
        return picture
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
