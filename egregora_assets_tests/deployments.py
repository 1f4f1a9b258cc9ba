"""Deployments in folders of their own, driven as a user drives them: by the command, in a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from egregora_assets.cli.app import egregora as root

ROOT = Path(__file__).parent.parent


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without anything that belongs to a deployment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EGREGORA_", "DAGSTER_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "DO_NOT_TRACK": "1", **extra}


def egregora(
    *arguments: str | Path, check: bool = True, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the command; on an unexpected failure its words are shown."""
    done = subprocess.run(
        [sys.executable, "-m", "egregora_assets.cli", *map(str, arguments)],
        env=environment(**(extra or {})),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=300,
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


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
    """Rows of a deployment's database, read in a process of its own: this one must not open the file."""
    program = (
        "import duckdb, json, sys\n"
        "rows = duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2]).fetchall()\n"
        "print(json.dumps(rows, default=str))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home / database), sql], capture_output=True, text=True, check=True
    )
    return [tuple(row) for row in json.loads(done.stdout)]


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
