"""A file of the site by its address, and no other file of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from egregora_assets.operations.published.site import START_PAGE
from egregora_assets.services.site_publishing import is_safe
from egregora_assets.services.system.folders import open_member


def read_address(target: str) -> str | None:
    """The path below the site that a request names, a folder's start page for a folder; None for what can be none.

    It is decoded once: what is still encoded after that is a name like any other.
    """
    address = target.partition("?")[0].partition("#")[0]
    try:
        path = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return None
    if not path.startswith("/"):
        return None
    path = path[1:] + START_PAGE if path.endswith("/") else path[1:]
    return path if is_safe(path) else None


def open_file(site: Path, path: str) -> BinaryIO | None:
    """A regular file below the site, found without following a link; None where there is none.

    Args:
        path: safe, with slashes (`read_address`).
    """
    try:
        return open_member(site, path)
    except OSError:
        return None


def is_folder(site: Path, path: str) -> bool:
    """Whether a folder of the site is meant whose start page is there."""
    stream = open_file(site, f"{path}/{START_PAGE}")
    if stream:
        stream.close()
    return stream is not None
