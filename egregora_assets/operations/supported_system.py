"""What must be so before anything is done: a system that can keep what this program promises."""

from __future__ import annotations

from egregora_assets.services.system.support import require_posix


def require_supported_system() -> None:
    """Does nothing on Linux, macOS and their like.

    Raises:
        SystemUnsupported: on any other system.
    """
    require_posix()
