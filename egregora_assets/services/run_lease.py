"""The lease of a deployment: whoever changes it holds the lease from beginning to end, and everybody else waits.

The lock belongs to the process, so that its death releases it, however it dies. The lock file says who holds it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from egregora_assets.errors import DeploymentBusy, FolderNotWritable
from egregora_assets.services.system.locks import lock_file, read_note, write_note

LEASE_FILE = "run.lock"
_POLL_SECONDS = 0.1
_RECORD_BYTES = 512
"""The size of the record: always the same, so that a full disk has room for it."""
_REPORTS = (1.0, 5.0, 15.0)
"""Whoever waits is told after these seconds, and then every `_REPORT_EVERY`."""
_REPORT_EVERY = 30.0


@dataclass(frozen=True)
class Holder:
    """Who holds the lease.

    Attributes:
        command: of `egregora`; empty for a run that Dagster started.
        run_id: of the run that goes on; empty between runs.
        since: when the lease was taken; aware, UTC.
    """

    process_id: int
    since: dt.datetime
    command: str = ""
    run_id: str = ""

    def __str__(self) -> str:
        """Who it is, in words: `run 1a2b3c4d of egregora process (process 4711, since 09:30:00 UTC)`."""
        run = f"run {self.run_id[:8]}" if self.run_id else ""
        command = f"`egregora {self.command}`" if self.command else ""
        name = " of ".join(filter(None, (run, command))) or "another run"
        return f"{name} (process {self.process_id}, since {self.since:%H:%M:%S} UTC)"


@dataclass(frozen=True)
class Waiting:
    """The lease is held by another: by whom, and for how many seconds it was waited for so far."""

    holder: str
    seconds: float

    def __str__(self) -> str:
        """The line that whoever waits is shown."""
        return f"Waiting for {self.holder}: {self.seconds:.0f} s so far."


class RunLease:
    """The lease of the deployment in a folder. Within a thread uses nest: the outermost takes and releases it.

    Attributes:
        done: what its holder notes as done once and for all; forgotten when the lease is released.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / LEASE_FILE
        self._guard = threading.Lock()
        self._depth = 0
        self._thread = 0
        self._descriptor = -1
        self._holder: Holder | None = None
        self.done: set[str] = set()

    @contextmanager
    def hold(
        self, wait_seconds: float, *, command: str = "", on_wait: Callable[[Waiting], None] | None = None
    ) -> Iterator[None]:
        """Holds the lease inside the block.

        Args and Raises: as for `acquire`.
        """
        self.acquire(wait_seconds, command=command, on_wait=on_wait)
        try:
            yield
        finally:
            self.release()

    def acquire(
        self,
        wait_seconds: float,
        *,
        command: str = "",
        run_id: str = "",
        on_wait: Callable[[Waiting], None] | None = None,
    ) -> None:
        """Takes the lease, or takes it once more in the thread that has it. Each call needs its `release`.

        Args:
            wait_seconds: how long to wait for another holder.
            command, run_id: tell others who holds it; they stay those of the outermost use unless that had none.
            on_wait: is called now and then while it waits.

        Raises:
            DeploymentBusy: another still holds it.
            FolderNotWritable: the lock file cannot be made.
        """
        began, reports = time.monotonic(), list(_REPORTS)
        while not self._try(command, run_id):
            seconds = time.monotonic() - began
            holder = str(self.find_holder() or "another run")
            if seconds >= wait_seconds:
                raise DeploymentBusy(str(self._path.parent), holder, seconds)
            if on_wait and seconds >= reports[0]:
                on_wait(Waiting(holder, seconds))
                reports = reports[1:] or [reports[0] + _REPORT_EVERY]
            time.sleep(_POLL_SECONDS)

    def release(self) -> None:
        """Gives back one `acquire`; the last one lets others have the lease."""
        with self._guard:
            self._depth -= 1
            if not self._depth:
                os.close(self._descriptor)
                self._holder = None
                self.done.clear()

    def find_holder(self) -> Holder | None:
        """Who holds the lease now, in this process or another; None when nobody does."""
        with self._guard:
            if self._holder:
                return self._holder
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
        except OSError:
            return None
        try:
            lock_file(descriptor, "read")
        except BlockingIOError:
            return _read_holder(descriptor)
        finally:
            os.close(descriptor)
        return None

    def _try(self, command: str, run_id: str) -> bool:
        """Takes the lease if nobody else has it. Returns: whether it did."""
        with self._guard:
            if self._depth:
                if self._thread != threading.get_ident():
                    return False
                self._depth += 1
                self._name(command, run_id)
                return True
            try:
                descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError:
                raise FolderNotWritable(str(self._path.parent)) from None
            try:
                lock_file(descriptor, "write")
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._depth, self._thread, self._descriptor = 1, threading.get_ident(), descriptor
            self._name(command, run_id)
            return True

    def _name(self, command: str, run_id: str) -> None:
        """Writes who holds the lease, where there is something new to say."""
        before = self._holder or Holder(os.getpid(), dt.datetime.now(dt.UTC))
        now = replace(before, command=before.command or command, run_id=run_id or before.run_id)
        if now != self._holder:
            self._holder = now
            text = json.dumps({**asdict(now), "since": now.since.isoformat()}).encode()
            with suppress(OSError):  # on a full disk the lease has no name, and holds all the same
                write_note(self._descriptor, text.ljust(_RECORD_BYTES))


@cache
def get_run_lease(home: Path) -> RunLease:
    """This process's one object for a deployment's folder, so that its uses nest. `home` is absolute."""
    return RunLease(home)


def _read_holder(descriptor: int) -> Holder | None:
    """Who wrote the lock file; None while it is being written."""
    try:
        found = json.loads(read_note(descriptor, _RECORD_BYTES))
        return Holder(**{**found, "since": dt.datetime.fromisoformat(found["since"])})
    except (ValueError, TypeError, KeyError):
        return None
