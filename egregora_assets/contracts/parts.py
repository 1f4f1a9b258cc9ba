"""Parts: stretches of an asset's tables that are computed by themselves, such as a window or a conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from egregora_assets.contracts.counting.steps import counted
from egregora_assets.contracts.tables import Rows, Source

Task = TypeVar("Task")
Result = TypeVar("Result")


class Perform(Protocol):
    """Computes parts, here or in other processes."""

    def __call__(
        self, function: Callable[[Task], Result], tasks: Sequence[Task], estimated_seconds: float
    ) -> list[Result]:
        """What a function gives for each task, in their order.

        Args:
            function: pure, and found by its name in another process; tasks and results can be sent there.
            estimated_seconds: about how long all of it takes one process.
        """


def perform_here(function: Callable[[Task], Result], tasks: Sequence[Task], estimated_seconds: float) -> list[Result]:  # noqa: ARG001 - a `Perform`
    """Computes everything in this process."""
    return [function(task) for task in (counted(tasks, "parts", len(tasks)) if len(tasks) > 1 else tasks)]


@dataclass(frozen=True)
class Part:
    """What decided a part's rows when they were computed.

    Attributes:
        key: digest of everything that decides them: inputs, names in force, settings, code. Equal keys, equal rows.
        state: what a later run may go on from instead of beginning at the start. It may hold redacted words, so an
            erasure deletes it.
    """

    key: str
    state: bytes = b""


@dataclass(frozen=True)
class ChangedParts:
    """The rows of the parts that changed; those of all other parts stay as they are stored.

    Attributes:
        rows: by contract, for every table of the bundle: the rows of the changed parts as they are now.
        scope: by contract: the primary keys of the stored rows that belong to changed parts, as an unbound expression
            over stored tables or as Arrow. A stored row in scope that is not given is deleted. A table without an entry
            is written as a whole, as all are where no earlier parts are known.
        parts: by id, every part as it is now.
    """

    rows: Rows
    scope: Mapping[str, Source]
    parts: Mapping[str, Part]
