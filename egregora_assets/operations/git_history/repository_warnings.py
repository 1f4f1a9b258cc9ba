"""Which configured repositories the last run could not read, or only in part, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from egregora_assets.contracts.bundles import CONTRACTS
from egregora_assets.database.tables.reading import read_rows
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.operations.context import DeploymentContext


@dataclass(frozen=True)
class RepositoryWarning:
    """A repository that was not read, or not whole; what earlier runs read of it stays.

    Attributes:
        problem: one sentence; remedy: what to do about it.
    """

    name: str
    problem: str
    remedy: str


def list_repository_warnings(context: DeploymentContext) -> tuple[RepositoryWarning, ...]:
    """One a configured repository with a warning, by name."""
    configured = {setting.name for setting in context.settings.repositories}
    if not configured:
        return ()
    known = CONTRACTS["git_repositories"].table().order_by("name")
    rows = read_rows(context.store.file("main"), known.select("name", "problem", "is_shallow", "floor_at")).to_pylist()
    return tuple(_describe(row) for row in rows if row["name"] in configured and (row["problem"] or row["is_shallow"]))


def _describe(row: dict[str, Any]) -> RepositoryWarning:
    if row["problem"]:
        error = RepositoryUnreadable(row["name"], row["problem"])
        return RepositoryWarning(row["name"], error.problem, error.remedy)
    return RepositoryWarning(
        row["name"],
        f"The git repository {row['name']} is shallow: what was before {row['floor_at']:%Y-%m-%d} is unknown.",
        "fetch the rest with `git fetch --unshallow` in it, and run `egregora process` again.",
    )
