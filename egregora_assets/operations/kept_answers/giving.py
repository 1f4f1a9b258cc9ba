"""Gives kept answers again: what `egregora status` shows, and what `egregora process` says where nothing is to do."""

from __future__ import annotations

import datetime as dt
import os
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from egregora_assets.errors import EgregoraError
from egregora_assets.operations.kept_answers.record import decode, find_answers, has_room, is_covered
from egregora_assets.runs.progress import Progress
from egregora_assets.services.run_lease import get_run_lease
from egregora_assets.services.settings.folder import find_home

if TYPE_CHECKING:
    from egregora_assets.operations.process import ProcessResult
    from egregora_assets.operations.status import Status

_SETTINGS_FILE = "egregora.toml"
_DEFINITIONS = "egregora_assets.definitions"
"""Whoever has imported the definitions saves nothing, and may have others than those in the files."""


def find_status(folder: Path | None) -> Status | None:
    """How a deployment stands, if that is known without working it out.

    Args:
        folder: the deployment's; None = as `Deployment`.
    """
    home = _find_existing_home(folder)
    if home is None or get_run_lease(home).find_holder():
        return None
    answers = find_answers(home, os.environ)
    if answers is None:
        return None
    status, now = decode(answers.status), dt.datetime.now(dt.UTC)
    status.holder = ""  # nobody, as was just seen; when the answer was kept, it was who kept it
    for asset in status.assets:
        asset.age = max(now - asset.materialized_at, dt.timedelta(0)) if asset.materialized_at else None
    return cast("Status", status)


def find_nothing_to_do(
    folder: Path | None, exports: Sequence[Path], settings: Mapping[str, str | None], report: Callable[[Any], None]
) -> ProcessResult | None:
    """What processing comes to where it is known that nothing would be done; each asset is reported.

    Args:
        folder: the deployment's; None = as `Deployment`.
        settings: those that were given to be remembered.
    """
    home = _find_existing_home(folder)
    if home is None or not _has_settings(home, settings):
        return None
    try:
        with get_run_lease(home).hold(0, command="process"):
            answers = find_answers(home, os.environ)
    except EgregoraError:  # another run goes on
        return None
    if answers is None or answers.result is None or not has_room(home, answers) or not is_covered(exports, answers):
        return None
    known = decode(answers.result)
    report(known["plan"])
    for asset in decode(answers.status).assets:
        report(Progress(asset.asset_key))
        report(Progress(asset.asset_key, 0.0, asset.row_count, is_reused=True))
    return cast("ProcessResult", known["result"])


def _find_existing_home(folder: Path | None) -> Path | None:
    """The deployment's folder; None where there is none, or nothing to save."""
    if _DEFINITIONS in sys.modules:
        return None
    try:
        home = find_home(folder, os.environ)
    except EgregoraError:
        return None
    return home if home.is_dir() else None


def _has_settings(home: Path, settings: Mapping[str, str | None]) -> bool:
    """Whether the deployment's file has these settings already."""
    given = {name: value for name, value in settings.items() if value is not None}
    if not given:
        return True
    try:
        known = tomllib.loads((home / _SETTINGS_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return given.items() <= {name: value for name, value in known.items() if isinstance(value, str)}.items()
