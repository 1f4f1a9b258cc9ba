"""Where a deployment's folder is: named, or beside Dagster's."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from egregora_assets.errors import DagsterHomeUnset, DeploymentAbsent, DeploymentMissing
from egregora_assets.services.disk import write_private

HOME_VARIABLE = "EGREGORA_HOME"
DAGSTER_VARIABLE = "DAGSTER_HOME"
DEFAULT_FOLDER = "egregora_home"
_NOTE = ".egregora_home"
"""A file in Dagster's folder with the path of the deployment that lay beside it."""
_SIGNS = (".key-check", "egregora.duckdb", "vault/deployment.key", "vault/vault.duckdb")
_COPIES = "snapshots/egregora*.duckdb*"
"""What lies in a deployment's folder, or in what is left of a damaged one."""
_MOST_NEAR = 3
_MOST_LOOKED_AT = 200
"""Folders beside a missing one that are looked into."""


def deployment_folder(home: str, environment: Mapping[str, str]) -> Path:
    """The deployment's folder, absolute.

    Args:
        home: the folder as it was named; empty = look in the environment.

    Raises:
        DagsterHomeUnset: neither the argument nor the environment names it.
        DeploymentMissing: Dagster's folder was moved without the deployment that lay beside it.
    """
    named = home or environment.get(HOME_VARIABLE, "")
    if named:
        return Path(named).expanduser().resolve()
    dagster_home = _find_dagster_home(environment)
    if dagster_home is None:
        raise DagsterHomeUnset()
    beside = dagster_home.parent / DEFAULT_FOLDER
    note = dagster_home / _NOTE
    if not beside.exists() and note.is_file():
        raise DeploymentMissing(str(beside), note.read_text("utf-8"), str(note))
    return beside


def find_home(home: Path | str | None, environment: Mapping[str, str]) -> Path:
    """The deployment's folder, absolute: the given one, `EGREGORA_HOME`, or `egregora_home` beside `DAGSTER_HOME` or
    in the working directory.

    Raises:
        DeploymentMissing: `DAGSTER_HOME` was moved without the deployment beside it.
        DeploymentAbsent: it is meant from the working directory, which was deleted.
    """
    if home is None and (environment.get(HOME_VARIABLE) or environment.get(DAGSTER_VARIABLE)):
        return deployment_folder("", environment)
    meant = Path(DEFAULT_FOLDER if home is None else home).expanduser()
    if not meant.is_absolute() and _find_working_folder() is None:
        raise DeploymentAbsent(str(meant), [])
    return meant.resolve()


def is_deployment(folder: Path) -> bool:
    """Whether a folder holds a deployment, or what is left of one."""
    return any((folder / sign).exists() for sign in _SIGNS) or any(folder.glob(_COPIES))


def require_deployment(home: Path) -> None:
    """Does nothing where a folder holds a deployment.

    Raises:
        DeploymentAbsent: it does not; names the deployments near it.
    """
    if not is_deployment(home):
        raise DeploymentAbsent(str(home), [str(folder) for folder in list_near(home)])


def list_near(home: Path) -> list[Path]:
    """The deployments that may be meant instead of a folder: beside it, in it and where commands look by themselves.

    Those with the most similar names come first.
    """
    below = next((p for p in (home, *home.parents) if p.is_dir()), home)
    here = _find_working_folder()
    places = [*_list_folders(home), *_list_folders(below), *(() if here is None else (*_list_folders(here), here))]
    found = sorted({place.resolve() for place in places if is_deployment(place)})
    return sorted(found, key=lambda place: -_compare(place, home))[:_MOST_NEAR]


def _find_working_folder() -> Path | None:
    """Where commands run; None where that was deleted in the meantime."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def _list_folders(folder: Path) -> Iterator[Path]:
    try:
        yield from islice((p for p in sorted(folder.iterdir()) if p.is_dir()), _MOST_LOOKED_AT)
    except OSError:
        return


def _compare(place: Path, wanted: Path) -> float:
    """How alike the names of two folders are, from 0 to 1."""
    return difflib.SequenceMatcher(None, place.name.casefold(), wanted.name.casefold()).ratio()


def note_deployment(home: Path, environment: Mapping[str, str]) -> None:
    """Notes in Dagster's folder which deployment lies beside it, so that a move of one without the other is noticed."""
    dagster_home = _find_dagster_home(environment)
    if dagster_home is None or home != dagster_home.parent / DEFAULT_FOLDER or not dagster_home.is_dir():
        return
    note, path = dagster_home / _NOTE, str(home)
    if not note.is_file() or note.read_text("utf-8") != path:
        write_private(note, path.encode())


def _find_dagster_home(environment: Mapping[str, str]) -> Path | None:
    named = environment.get(DAGSTER_VARIABLE, "")
    return Path(named).expanduser().resolve() if named else None
