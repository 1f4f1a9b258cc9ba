"""Records of erasures: the private journal of an unfinished one, and the proofs of those that ended.

The journal holds the person's names, which have to be searched for after they are gone from the vault. It lies in the
vault with mode 0600 and is deleted when the erasure ends. A proof names nobody: it has ids, counts, dates, digests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from egregora_assets.errors import ErasureUnfinished
from egregora_assets.services.disk import private_folder, write_private
from egregora_assets.services.system.folders import sync

JOURNAL = "erasure.json"
PROOFS = "erasures"
_ALLOWED: set[Path] = set()


def journal_path(home: Path) -> Path:
    """The path of the journal of an unfinished erasure."""
    return home / "vault" / JOURNAL


def read_journal(home: Path) -> dict[str, Any] | None:
    """The journal of an unfinished erasure; None where there is none."""
    path = journal_path(home)
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def write_journal(home: Path, journal: Mapping[str, Any]) -> None:
    """Writes the journal, whole or not at all, and waits until it is on the disk.

    Raises:
        FolderNotWritable, FolderTooOpen: the vault cannot be used.
    """
    private_folder(home / "vault")
    _remove_leftovers(home)
    write_private(journal_path(home), json.dumps(journal, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    sync(home / "vault")


def delete_journal(home: Path) -> None:
    """Ends an erasure."""
    journal_path(home).unlink(missing_ok=True)
    _remove_leftovers(home)
    sync(home / "vault")


@contextmanager
def allow_during_erasure(home: Path) -> Iterator[None]:
    """Allows this process, which does the erasure, what all others are refused meanwhile."""
    _ALLOWED.add(home)
    try:
        yield
    finally:
        _ALLOWED.discard(home)


def refuse_during_erasure(home: Path) -> None:
    """Refuses to go on while an erasure is unfinished.

    Raises:
        ErasureUnfinished: it is.
    """
    journal = None if home in _ALLOWED else read_journal(home)
    if journal is not None:
        raise ErasureUnfinished()


def write_proof(home: Path, erasure_id: str, proof: Mapping[str, Any]) -> Path:
    """Writes the proof of an erasure. Returns: its path.

    Raises:
        FolderNotWritable, FolderTooOpen: the folder cannot be used.
    """
    path = private_folder(home / PROOFS) / f"{erasure_id}.json"
    write_private(path, (json.dumps(proof, indent=2, sort_keys=True) + "\n").encode())
    sync(path.parent)
    return path


def read_erased_ids(home: Path) -> frozenset[str]:
    """The ids of the people who were erased, by the proofs, which outlive the vault."""
    found: set[str] = set()
    for path in sorted((home / PROOFS).glob("*.json")):
        try:
            found |= {str(author_id) for author_id in json.loads(path.read_bytes())["author_ids"]}
        except (ValueError, KeyError, TypeError):  # no proof of ours
            continue
    return frozenset(found)


def _remove_leftovers(home: Path) -> None:
    """Removes journals that a killed process had not finished to write: they hold names."""
    for left in (home / "vault").glob(f".{JOURNAL}.*.part"):
        left.unlink(missing_ok=True)
