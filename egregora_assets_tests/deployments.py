"""Deployments in folders of their own, driven as a person drives them: by commands.

`egregora` runs a command in this process: starting one takes longer than most commands. What is about processes (kills,
locks, exit codes, what an import loads) is run by `egregora_assets_tests.processes`.
"""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import dagster as dg
import pytest

from egregora_assets.cli import main
from egregora_assets.cli.app import egregora as root
from egregora_assets.database.connection import DatabaseFile
from egregora_assets_tests.guard import GUARD

ROOT = Path(__file__).parent.parent
OURS = ("EGREGORA_", "DAGSTER_")
"""What names of environment variables begin with that belong to a deployment."""
INSTANCE: dict[str, Any] = {
    "telemetry": {"enabled": False},
    "compute_logs": {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"},
}
"""Dagster's settings where a test needs no others: capturing output would start four processes a run."""


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without anything that belongs to a deployment, and as outside of CI."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS) and k != "CI"}
    return {**kept, "PYTHONPATH": str(ROOT), "DO_NOT_TRACK": "1", **extra}


def make_empty_home(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """The folder of a deployment in which nothing was run, beside a Dagster home that alone the environment names."""
    for name in [n for n in os.environ if n.startswith(OURS)]:
        patch.delenv(name)
    for inner in ("home", "dagster"):
        (folder / inner).mkdir(mode=0o700)
    (folder / "home" / "egregora.toml").write_text("stable_seconds = 0\nsnapshot_count = 0\n")
    (folder / "dagster" / "dagster.yaml").write_text(json.dumps(INSTANCE))
    patch.setenv("DAGSTER_HOME", str(folder / "dagster"))
    return folder / "home"


@contextmanager
def fresh_process_state(extra: Mapping[str, str], typed: str | bytes) -> Iterator[None]:
    """What a command finds in a process of its own, and leaves nothing of in this one.

    Dagster calls what it deprecated itself, which would be an error in a test and is nothing in a process.
    """
    before, thresholds, stdin = dict(os.environ), gc.get_threshold(), sys.stdin
    try:
        os.environ.clear()
        os.environ.update(environment(**extra))
        sys.stdin = io.TextIOWrapper(
            io.BytesIO(typed if isinstance(typed, bytes) else typed.encode()), encoding="utf-8"
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        sys.stdin = stdin
        gc.set_threshold(*thresholds)
        os.environ.clear()
        os.environ.update(before)


def egregora(
    *arguments: str | Path, check: bool = True, extra: Mapping[str, str] | None = None, typed: str | bytes = ""
) -> Done:
    """Runs a command in this process; on an unexpected failure its words are shown.

    Args:
        extra: environment variables; typed: what stands on standard input.
    """
    if arguments[:1] == ("process",):
        with suppress(click.UsageError):
            understand([str(a) for a in arguments])
            GUARD.require("slow")
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with fresh_process_state(extra or {}, typed), redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        try:
            code = copy_context().run(main, [str(a) for a in arguments])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in streams)
    assert not check or code == 0, stdout + stderr
    return Done(code, stdout, stderr)


def understand(arguments: Sequence[str]) -> None:
    """Parses a command line as the command would, and runs nothing.

    Raises:
        click.UsageError: it is no command.
    """
    command: click.Command = root
    context = command.make_context("egregora", list(arguments))
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None
        command, context = found, found.make_context(name, rest, parent=context)


def query(home: Path, sql: str, database: str = "egregora.duckdb") -> list[tuple[Any, ...]]:
    """Rows of a deployment's database; what JSON does not know (times, UUIDs) as text."""
    with DatabaseFile(home / database).open_reader() as connection:
        rows = connection.execute(sql).fetchall()
    return [tuple(row) for row in json.loads(json.dumps(rows, default=str))]


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder, by relative path, with a digest of its bytes."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def written_rows(home: Path) -> int:
    """How many rows of content the latest run wrote."""
    latest = "(SELECT run_id FROM runs ORDER BY started_at DESC LIMIT 1)"
    written = "coalesce(sum(inserted_count + updated_count + deleted_count), 0)::BIGINT"
    sql = f"SELECT {written} FROM materializations WHERE run_id = {latest}"
    return int(query(home, sql)[0][0])


def canonical(home: Path, folder: Path) -> dict[str, str]:
    """Digests of the canonical export of a deployment."""
    egregora("debug", "export", folder, "--output", home)
    return digests(folder)


def files_outside_the_vault(home: Path, also: Sequence[Path] = ()) -> list[Path]:
    """Every file of a deployment but the vault's and the inbox's."""
    private = (home / "vault", home / "inbox")
    roots = [home, *also]
    return [
        p for root in roots for p in sorted(root.rglob("*")) if p.is_file() and not any(q in p.parents for q in private)
    ]


def dagster_statuses(home: Path) -> list[str]:
    """The statuses of all runs in Dagster's own storage, sorted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(home / "dagster"))
        with dg.DagsterInstance.get() as instance:
            return sorted(run.status.value for run in instance.get_runs())
