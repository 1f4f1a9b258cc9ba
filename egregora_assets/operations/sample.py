"""The sample conversation."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def find_sample() -> Path:
    """The synthetic export that is shipped with the package."""
    folder = resources.files("egregora_assets") / "sample"
    return next(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".zip"))
