"""What is left of an unexpected error when it leaves a stage or a process: its type and place, never its text."""

from __future__ import annotations

import traceback
from types import TracebackType

from egregora_assets.errors.database_files import NO_SPACE, DiskFull
from egregora_assets.errors.family import EgregoraError, StageFailed

_PACKAGE = "egregora_assets"


def locate_error(trace: TracebackType | None) -> str:
    """The innermost line of our own code in a traceback, as `file:line`, without source text."""
    frames = [f for f in traceback.extract_tb(trace, limit=200) if _PACKAGE in f.filename]
    if not frames:
        return "an unknown place"
    file = frames[-1].filename.rpartition(_PACKAGE)[2].lstrip("/\\")
    return f"{_PACKAGE}/{file}:{frames[-1].lineno}"


def reduce_error(stage: str, error: BaseException, trace: TracebackType | None) -> EgregoraError:
    """The error as it may be stored: one of ours without its notes; another as a `StageFailed` or `DiskFull`."""
    if isinstance(error, EgregoraError):
        error.__notes__ = []
        return error
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return DiskFull(stage)
    return StageFailed(stage, type(error).__name__, locate_error(trace))
