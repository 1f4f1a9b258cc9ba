"""Processes of their own for what is about processes: kills, locks, exit codes, what two do at the same time.

They are forked from one that has imported the package: to start Python, Dagster and Ibis anew takes seconds each time.
What needs a fresh interpreter (what an import loads, hash seeds, time zones) uses `subprocess`.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egregora_assets_tests.deployments import Done, environment

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["egregora_assets_tests.warm_imports"])


@dataclass
class Running:
    """A process that was started, and where its standard streams lie."""

    process: Any
    folder: tempfile.TemporaryDirectory[str]

    @property
    def pid(self) -> int:
        """Its number."""
        return int(self.process.pid)

    def ended(self, seconds: float = 600) -> Done:
        """Waits for its end. The code is what the function returned, 1 if it raised, minus the signal if it was killed."""
        self.process.join(seconds)
        assert self.process.exitcode is not None, "the process does not end"
        texts = [(Path(self.folder.name) / name).read_text("utf-8") for name in ("out", "err")]
        self.folder.cleanup()
        return Done(self.process.exitcode, *texts)

    def kill(self) -> None:
        """Ends it at once."""
        self.process.kill()
        self.ended()


def started(
    function: Callable[..., int | None],
    *arguments: Any,
    typed: str = "",
    extra: Mapping[str, str] | None = None,
) -> Running:
    """Calls a function of a module in a process of its own.

    Args:
        function: found by its name in the other process, so none that is defined inside another.
        typed: what stands on standard input; extra: environment variables.
    """
    folder = tempfile.TemporaryDirectory(prefix="process-")
    (Path(folder.name) / "in").write_text(typed, "utf-8")
    process = _SERVER.Process(
        target=_called, args=(function, arguments, folder.name, environment(**(extra or {}))), daemon=True
    )
    process.start()
    return Running(process, folder)


def in_a_process(function: Callable[..., int | None], *arguments: Any, **given: Any) -> Done:
    """The same, waited for."""
    return started(function, *arguments, **given).ended()


def command(*arguments: str) -> int:
    """The command `egregora`, to be called in a process of its own."""
    from egregora_assets.cli import main

    return main(list(arguments))


def _called(
    function: Callable[..., int | None], arguments: tuple[Any, ...], folder: str, variables: dict[str, str]
) -> None:
    os.environ.clear()
    os.environ.update(variables)
    for number, (name, mode) in enumerate((("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))):
        opened = os.open(Path(folder) / name, mode | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115, PTH123
    sys.exit(function(*arguments))
