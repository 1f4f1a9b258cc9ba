"""Private folders for copies that are not finished: deleted in any case, and swept up after a kill."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from egregora_assets import errors

_UNFINISHED = ".copy-"


@contextmanager
def make_scratch_path(target: Path) -> Iterator[Path]:
    """A path for an unfinished copy, in a private folder beside the target that is deleted in any case.

    Raises:
        DiskFull, FolderNotWritable: the target cannot be written.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
        try:
            yield folder / target.name
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as refusal:
        if refusal.errno in errors.NO_SPACE:
            raise errors.DiskFull(str(target)) from None
        raise errors.FolderNotWritable(str(target.parent)) from None


def sweep_unfinished(folder: Path) -> None:
    """Deletes what killed processes left of unfinished copies."""
    for left in sorted(folder.glob(f"{_UNFINISHED}*")):
        shutil.rmtree(left, ignore_errors=True)
