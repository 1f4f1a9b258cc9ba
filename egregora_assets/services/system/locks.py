"""Locks on open files, which the system releases when their process ends, and what is noted in a locked file."""

from __future__ import annotations

import os
import struct
import sys
from typing import Literal

from egregora_assets.services.system.support import load_locks

Use = Literal["read", "write"]
"""A file is locked by many to read, or by one to write."""


def lock_file(descriptor: int, use: Use, *, waits: bool = False) -> None:
    """Locks an open file; closing it, or the end of the process, releases the lock.

    Raises:
        BlockingIOError: another has locked it, unless this waits.
        SystemUnsupported: this system has no such locks.
    """
    system = load_locks()
    kind = system.LOCK_SH if use == "read" else system.LOCK_EX
    system.flock(descriptor, kind if waits else kind | system.LOCK_NB)


def lock_record(descriptor: int, use: Use) -> None:
    """Locks an open file as DuckDB does, by a record over all of it.

    Raises:
        BlockingIOError, PermissionError: another has locked it.
        SystemUnsupported: this system has no such locks.
    """
    system = load_locks()
    system.lockf(descriptor, system.LOCK_NB | (system.LOCK_SH if use == "read" else system.LOCK_EX))


def find_record_holder(descriptor: int) -> int | None:
    """The id of the process that has locked a file by a record; None where nobody has, or the system does not say."""
    if sys.platform != "linux":
        return None
    system = load_locks()
    asked = struct.pack("@hhqqi", system.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    process_id: int = struct.unpack("@hhqqi", system.fcntl(descriptor, system.F_GETLK, asked)[: len(asked)])[4]
    return process_id if process_id > 0 else None


def write_note(descriptor: int, note: bytes) -> None:
    """Writes over the beginning of an open file, wherever it was read or written before."""
    os.pwrite(descriptor, note, 0)


def read_note(descriptor: int, byte_count: int) -> bytes:
    """The first bytes of an open file, wherever it was read or written before."""
    return os.pread(descriptor, byte_count, 0)
