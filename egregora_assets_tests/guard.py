"""Which tests may do what costs: `make test-fast` leaves out those that are marked, so those that do it must be."""

from __future__ import annotations

import sys

import pytest

STARTS = frozenset({"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec"})
"""Events of Python's audit by which a process starts."""


class Guard:
    """Knows the test that runs now, its fixtures included.

    Attributes:
        is_enforced: whether this is a run of `make test-fast`, in which nothing unmarked may do what costs.
    """

    item: pytest.Item | None = None
    is_enforced: bool = False

    def require(self, mark: str) -> None:
        """Fails the test that runs now unless it has a mark."""
        if self.is_enforced and self.item is not None and self.item.get_closest_marker(mark) is None:
            item, self.item = self.item, None
            pytest.fail(f"mark {item.nodeid} with `{mark}`: make test-fast leaves such tests out")

    def watch(self, event: str, _arguments: tuple[object, ...], starts: frozenset[str] = STARTS) -> None:
        """Python's audit: a process starts. The events are bound here: modules lose their names before hooks end."""
        if event in starts:
            self.require("process")


GUARD = Guard()
sys.addaudithook(GUARD.watch)
