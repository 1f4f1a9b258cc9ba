"""The file of kept answers: what was answered, under which state, until when. It lies in the vault, mode 0600."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from egregora_assets.operations.kept_answers.state import (
    RECORD_FILE,
    Surroundings,
    describe_file,
    describe_state,
    find_dagster_home,
)
from egregora_assets.services.disk import write_private

_VAULT = "vault"
RANKINGS = ("rankings.duckdb", "rankings/rankings.duckdb")
"""Where rankings of an older deployment lie beside an export."""


@dataclass(frozen=True)
class KeptAnswers:
    """Answers that hold while their state does.

    Attributes:
        digest: of the state.
        until: seconds since 1970 at which something is due, or becomes too old.
        least_free_bytes: with less room a run is refused.
        status: how the deployment stands, encoded.
        result: what processing came to, encoded, where it would have nothing to do; None where it would, or might.
        exports: the exports that the result holds for, beside the inbox: digests of their paths, with their stamps.
    """

    digest: str
    kept_at: float
    until: float
    inbox: str
    repositories: list[str]
    least_free_bytes: int
    status: Any
    result: Any = None
    exports: dict[str, str] = field(default_factory=dict)


def keep_answers(home: Path, answers: KeptAnswers) -> None:
    """Writes the answers."""
    with suppress(OSError):  # what is not kept is worked out
        write_private(home / _VAULT / RECORD_FILE, json.dumps(asdict(answers)).encode())


def drop_answers(home: Path) -> None:
    """Deletes the answers."""
    (home / _VAULT / RECORD_FILE).unlink(missing_ok=True)


def find_answers(home: Path, environment: Mapping[str, str]) -> KeptAnswers | None:
    """The answers of a deployment; None where anything that they depend on is not as it was."""
    try:
        kept = KeptAnswers(**json.loads((home / _VAULT / RECORD_FILE).read_bytes()))
        if not kept.kept_at <= time.time() < kept.until:
            return None
        around = Surroundings(
            home, find_dagster_home(home, environment), Path(kept.inbox), tuple(map(Path, kept.repositories))
        )
        return kept if describe_state(around, environment).digest == kept.digest else None
    except (OSError, ValueError, TypeError):
        return None


def has_room(home: Path, answers: KeptAnswers) -> bool:
    """Whether a run would find enough room on the disk."""
    return shutil.disk_usage(home).free >= answers.least_free_bytes


def describe_exports(exports: Iterable[Path]) -> dict[str, str]:
    """Digests of the paths of exports, with their stamps.

    Raises:
        OSError: one is no file, or older rankings lie beside it.
    """
    found = {}
    for export in exports:
        path = Path(os.path.realpath(export.expanduser()))
        if any((folder / name).exists() for folder in (path.parent, export.absolute().parent) for name in RANKINGS):
            raise FileExistsError(export)
        found[hashlib.sha256(os.fsencode(path)).hexdigest()] = describe_file(path)
    return found


def is_covered(exports: Sequence[Path], answers: KeptAnswers) -> bool:
    """Whether a result holds for these exports: it was of these files, and they are as they were."""
    try:
        return describe_exports(exports).items() <= answers.exports.items()
    except OSError:
        return False


def encode(value: object) -> Any:
    """An answer as JSON: values of this program by the names of their class and fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            "record": type(value).__name__,
            "fields": {f.name: encode(getattr(value, f.name)) for f in fields(value)},
        }
    if isinstance(value, Mapping):
        return {"mapping": [[encode(k), encode(v)] for k, v in value.items()]}
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, Path):
        return {"path": str(value)}
    if isinstance(value, tuple | list):
        return [encode(v) for v in value]
    return value


def decode(value: Any) -> Any:
    """An answer as the functions that print it read it: an object with the fields and the class's name."""
    if isinstance(value, list):
        return tuple(decode(v) for v in value)
    if not isinstance(value, dict):
        return value
    match value:
        case {"record": name, "fields": named}:
            return type(name, (SimpleNamespace,), {})(**{k: decode(v) for k, v in named.items()})
        case {"mapping": pairs}:
            return {decode(k): decode(v) for k, v in pairs}
        case {"moment": text}:
            return dt.datetime.fromisoformat(text)
        case {"seconds": number}:
            return dt.timedelta(seconds=number)
    return Path(value["path"])
