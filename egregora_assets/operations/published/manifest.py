"""Which files were put where by `publish`: a target's earlier files alone may be replaced or removed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.services.disk import write_private

MANIFEST = "publications.json"

Files = Mapping[str, tuple[str, ...]]
"""By path, the digests of the bytes that the file may have, if nobody else changed it."""


def read_manifest(home: Path, target: str) -> Files:
    """What was put into a target; nothing where the file is gone or damaged: then nothing there is ours."""
    known = _read(home).get(_name(target), {})
    return {path: tuple(digests) for path, digests in known.items()}


def write_manifest(home: Path, target: str, files: Files) -> None:
    """Notes what is in a target. The target's name may name a person, so a digest of it is kept."""
    known = {**_read(home), _name(target): {path: list(digests) for path, digests in sorted(files.items())}}
    write_private(home / MANIFEST, json.dumps(known, sort_keys=True).encode())


def _name(target: str) -> str:
    return public_uuid("publication", target.encode("utf-8", "surrogatepass"))


def _read(home: Path) -> dict[str, dict[str, list[str]]]:
    try:
        known: dict[str, dict[str, list[str]]] = json.loads((home / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return known
