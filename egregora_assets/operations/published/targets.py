"""Where a site is published to: a folder of this machine, or what `rsync` reaches."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.errors import NO_SPACE, DiskFull, FolderNotWritable, TargetRefused
from egregora_assets.operations.published.manifest import Files
from egregora_assets.services.site_publishing import is_regular, is_safe

Counts = tuple[int, int, int]
"""How many files were copied, removed, unchanged."""
_RSYNC = "rsync"
_OPTIONS = (
    "--files-from=-", "--from0", "--delete-missing-args", "--checksum", "--chmod=F644,D755", "--out-format=%i %n",
)  # fmt: skip
"""It deletes nothing but what is in the list and missing here: earlier files of ours."""


@dataclass(frozen=True)
class CopyPlan:
    """What is to be done in a folder; paths are relative to it.

    Attributes:
        others: files that have the site's bytes already and were put there by somebody else.
    """

    target: Path
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    others: frozenset[str]
    gone: tuple[str, ...]


def digest_file(content: bytes) -> str:
    """The digest of a file by which it is known again."""
    return public_uuid("file", content)


def plan_copy(contents: Mapping[str, bytes], target: Path, earlier: Files, home: Path) -> CopyPlan:
    """Compares a folder with the site; writes nothing.

    Args:
        contents: the site's files; target: absolute, links resolved; earlier: what was put there before.

    Raises:
        TargetRefused: it is no folder, it is in the deployment or around it, or it holds files that would be replaced
            and are not from here.
    """
    if target.exists() and not target.is_dir():
        raise TargetRefused("it is no folder", "name a folder.", str(target))
    if target == home or home in target.parents or target in home.parents:
        raise TargetRefused("the deployment lies there", "name a folder outside of the deployment.", str(target))
    changed, unchanged, foreign = list[str](), list[str](), list[str]()
    for path, content in contents.items():
        file = target / path
        if file.parent.resolve() != file.parent:
            foreign.append(path)
        elif is_regular(file) and file.stat().st_size == len(content) and file.read_bytes() == content:
            unchanged.append(path)
        elif path not in earlier and (file.exists() or file.is_symlink()):
            foreign.append(path)
        else:
            changed.append(path)
    if foreign:
        reason = f"{len(foreign)} files there have names of the site's and are not from here"
        raise TargetRefused(reason, "move them away, or name an empty folder.", str(target / min(foreign)))
    gone = [path for path in earlier if path not in contents and _is_ours(target, path, earlier[path])]
    others = frozenset(path for path in unchanged if path not in earlier)
    return CopyPlan(target, tuple(sorted(changed, key=_order)), tuple(unchanged), others, tuple(sorted(gone)))


def apply_copy(plan: CopyPlan, contents: Mapping[str, bytes]) -> Counts:
    """Does what is planned: each file is replaced whole, pages after what they show, then what is gone is removed.

    Raises:
        FolderNotWritable, DiskFull: the folder cannot be written; the rest is done the next time.
    """
    try:
        plan.target.mkdir(parents=True, exist_ok=True)
        for path in plan.changed:
            _replace(plan.target / path, contents[path])
        for path in plan.gone:
            (plan.target / path).unlink(missing_ok=True)
            _remove_empty((plan.target / path).parent, plan.target)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(str(plan.target)) from None
        raise FolderNotWritable(str(plan.target)) from None
    return len(plan.changed), len(plan.gone), len(plan.unchanged)


def send_changed(site: Path, target: str, paths: Sequence[str], earlier: Files) -> Counts:
    """Hands the site over to `rsync`, which compares by content, and removes earlier files that are gone.

    Raises:
        TargetRefused: `rsync` is not installed, or fails; what it said is on standard error.
    """
    program = shutil.which(_RSYNC)
    if program is None:
        raise TargetRefused(
            "rsync is not installed", "install rsync, or publish into a folder and copy that yourself.", target
        )
    gone = [path for path in earlier if path not in set(paths) and is_safe(path)]
    listed = "".join(f"{path}\0" for path in [*paths, *sorted(gone)])
    command = [program, *_OPTIONS, "--", f"{site}/", target]
    done = subprocess.run(command, input=listed.encode(), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        remedy = "look at what rsync said above, then publish again: it goes on."
        raise TargetRefused(f"rsync ended with code {done.returncode}", remedy, target)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    copied = sum(line.startswith(("<f", ">f", "cf")) for line in lines)
    removed = sum(line.startswith("*deleting") and not line.endswith("/") for line in lines)
    return copied, removed, len(paths) - copied


def _order(path: str) -> tuple[bool, str]:
    return path.endswith((".html", ".xml")), path


def _is_ours(target: Path, path: str, digests: Sequence[str]) -> bool:
    """Whether a file is there as it was put there, and by no link."""
    file = target / path
    is_inside = is_safe(path) and file.parent.resolve() == file.parent
    return is_inside and is_regular(file) and digest_file(file.read_bytes()) in digests


def _replace(file: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(content)
        aside.chmod(0o644)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def _remove_empty(folder: Path, target: Path) -> None:
    """Removes folders that hold nothing any more, below the target."""
    while folder != target and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
