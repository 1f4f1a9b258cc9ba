"""Where a deployment's folder is: named, or beside Dagster's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from egregora_assets.errors import DagsterHomeUnset, DeploymentMissing
from egregora_assets.services.disk import write_private

HOME_VARIABLE = "EGREGORA_HOME"
DAGSTER_VARIABLE = "DAGSTER_HOME"
DEFAULT_FOLDER = "egregora_home"
_NOTE = ".egregora_home"
"""A file in Dagster's folder with the path of the deployment that lay beside it."""


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
    """
    if home is not None:
        return Path(home).expanduser().resolve()
    if not environment.get(HOME_VARIABLE) and not environment.get(DAGSTER_VARIABLE):
        return (Path.cwd() / DEFAULT_FOLDER).resolve()
    return deployment_folder("", environment)


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
