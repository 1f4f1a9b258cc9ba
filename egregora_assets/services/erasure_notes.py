"""Notes of erasures: the private journal of one that is under way, the proofs of those that ended.

The journal holds the names of the person, because what is gone from the vault could no longer be looked for: it lies in
the vault, mode 0600, and goes when the erasure ends. A proof names nobody: it has keyed ids, counts, dates and digests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from egregora_assets.errors import ErasureUnfinished
from egregora_assets.services.disk import private_folder, sync, write_private

JOURNAL = "erasure.json"
PROOFS = "erasures"
_GOING_ON: set[Path] = set()


def journal_path(home: Path) -> Path:
    """Where the journal of an unfinished erasure lies."""
    return home / "vault" / JOURNAL


def read_journal(home: Path) -> dict[str, Any] | None:
    """The journal of an erasure that is under way; None where none is."""
    path = journal_path(home)
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def write_journal(home: Path, journal: Mapping[str, Any]) -> None:
    """Keeps the journal, whole or not at all, and waits until it is on the disk."""
    private_folder(home / "vault")
    _sweep(home)
    write_private(journal_path(home), json.dumps(journal, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    sync(home / "vault")


def drop_journal(home: Path) -> None:
    """Ends an erasure."""
    journal_path(home).unlink(missing_ok=True)
    _sweep(home)
    sync(home / "vault")


@contextmanager
def going_on(home: Path) -> Iterator[None]:
    """Lets this process, which does the erasure, use what all others are refused meanwhile."""
    _GOING_ON.add(home)
    try:
        yield
    finally:
        _GOING_ON.discard(home)


def refuse_unfinished(home: Path) -> None:
    """Nothing, unless an erasure was begun and has not ended.

    Raises:
        ErasureUnfinished: it has not.
    """
    journal = None if home in _GOING_ON else read_journal(home)
    if journal is not None:
        raise ErasureUnfinished()


def write_proof(home: Path, erasure_id: str, proof: Mapping[str, Any]) -> Path:
    """Writes what an erasure came to, under its id."""
    path = private_folder(home / PROOFS) / f"{erasure_id}.json"
    write_private(path, (json.dumps(proof, indent=2, sort_keys=True) + "\n").encode())
    sync(path.parent)
    return path


def erased_in_proofs(home: Path) -> frozenset[str]:
    """Whom the proofs of a deployment say to be erased: the vault may be thrown away, and they stay so."""
    found: set[str] = set()
    for path in sorted((home / PROOFS).glob("*.json")):
        try:
            found |= {str(author_id) for author_id in json.loads(path.read_bytes())["author_ids"]}
        except (ValueError, KeyError, TypeError):  # no proof of ours
            continue
    return frozenset(found)


def _sweep(home: Path) -> None:
    """Removes what a journal that was being written when its process was killed left: it holds names."""
    for left in (home / "vault").glob(f".{JOURNAL}.*.part"):
        left.unlink(missing_ok=True)
