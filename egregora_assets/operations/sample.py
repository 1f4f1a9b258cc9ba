"""The sample conversation, and the repository that it speaks of."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib import resources
from pathlib import Path

REPOSITORY_NAME = "gotejo"
_TIMEOUT_SECONDS = 60


def find_sample() -> Path:
    """The synthetic export that is shipped with the package."""
    folder = resources.files("egregora_assets") / "sample"
    return next(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".zip"))


def unpack_repository(folder: Path) -> bool:
    """Makes the repository that the sample speaks of, bare, unless something is there.

    Returns: whether it is there; false where git is not on the PATH or fails, and then nothing is left of it.
    """
    if folder.exists():
        return True
    bundle = find_sample().with_name(f"{REPOSITORY_NAME}.bundle")
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    fetch = ("fetch", "--quiet", "--no-write-fetch-head", "--no-auto-maintenance", str(bundle), "refs/*:refs/*")
    is_made = _run_git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(folder)) and _run_git(
        "-C", str(folder), *fetch
    )
    if not is_made:
        shutil.rmtree(folder, ignore_errors=True)
    return is_made


def _run_git(*arguments: str) -> bool:
    """Whether git does something, without the settings of this machine."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": os.devnull, "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *arguments], env={**kept, **quiet}, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
