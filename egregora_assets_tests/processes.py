"""Processes of their own for what is about processes: kills, locks, exit codes, what two do at the same time.

They are forked from one that has imported the package: to start Python, Dagster and Ibis anew takes seconds each time.
What needs a fresh interpreter (what an import loads, hash seeds, time zones) uses `subprocess`.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from egregora_assets_tests.deployments import Done, environment
from egregora_assets_tests.guard import GUARD

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

    def says(self, words: str) -> None:
        """Waits until words stand on its standard output."""
        while words not in (Path(self.folder.name) / "out").read_text("utf-8"):
            assert self.process.is_alive(), (Path(self.folder.name) / "err").read_text("utf-8")
            time.sleep(0.01)

    def ended(self, seconds: float = 600) -> Done:
        """Waits for its end. Its code is what the function returned, 1 if it raised, minus its signal."""
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
    GUARD.require("process")
    folder = tempfile.TemporaryDirectory(prefix="process-")
    for name, text in (("in", typed), ("out", ""), ("err", "")):
        (Path(folder.name) / name).write_text(text, "utf-8")
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


def dagster(*arguments: str) -> int:
    """The command `dagster`, to be called in a process of its own."""
    sys.argv = ["dagster", *arguments]
    runpy.run_module("dagster", run_name="__main__", alter_sys=True)
    return 0


def program(text: str, *arguments: object) -> None:
    """A program as `python -c` runs it, to be called in a process of its own."""
    sys.argv = ["-c", *map(str, arguments)]
    exec(compile(textwrap.dedent(text), "<program>", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own text


def forget_imports(*packages: str) -> None:
    """Lets packages be imported anew: in a process of its own, for code that is changed before it is imported."""
    for name in [m for m in sys.modules if f"{m}.".startswith(tuple(f"{p}." for p in packages))]:
        del sys.modules[name]


@contextmanager
def held_by_another_process(database: Path, *, read_only: bool = False) -> Iterator[int]:
    """While a process that is not ours has a database open. Gives its number."""
    holder = started(_hold, database, read_only)
    try:
        holder.says("held")
        yield holder.pid
    finally:
        holder.kill()


def _hold(database: Path, read_only: bool) -> None:
    with duckdb.connect(str(database), read_only=read_only):
        sys.stdout.write("held")
        sys.stdout.flush()
        threading.Event().wait()


def _called(
    function: Callable[..., int | None], arguments: tuple[Any, ...], folder: str, variables: dict[str, str]
) -> None:
    os.environ.clear()
    os.environ.update(variables)
    for number, (name, mode) in enumerate((("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))):
        opened = os.open(Path(folder) / name, mode | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    sys.exit(function(*arguments))
