"""Whether this system is one that the program can keep its promises on."""

from __future__ import annotations

import importlib
import platform
from types import ModuleType

from egregora_assets.errors import SystemUnsupported


def require_posix() -> None:
    """Does nothing on Linux, macOS and their like.

    Raises:
        SystemUnsupported: on any other system.
    """
    load_locks()


def load_locks() -> ModuleType:
    """The standard library's `fcntl`, which is there on POSIX systems alone.

    Raises:
        SystemUnsupported: it is not there.
    """
    try:
        return importlib.import_module("fcntl")
    except ImportError:
        raise SystemUnsupported(platform.system() or "This system") from None
