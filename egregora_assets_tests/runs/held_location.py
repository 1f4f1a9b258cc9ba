"""The code location of a deployment whose runs of `git_refs` stop where a test wants it: in the body, or in a check.

Dagster's code server imports it, so a run is held by a file in the deployment's folder.
"""

import os
import time
from pathlib import Path
from typing import Any

from egregora_assets.caches import expressions
from egregora_assets.definitions import build_defs
from egregora_assets.services.clock import Clock

_find_repeated = expressions.repeated_observations


def _hold(place: str) -> None:
    """Says that a run is at a place, and stays there for as long as it is held."""
    home = Path(os.environ["EGREGORA_HOME"])
    if (home / f"hold_{place}").exists():
        (home / f"is_at_{place}").touch()
    while (home / f"hold_{place}").exists():
        time.sleep(0.02)


class HeldClock(Clock):
    """A clock that the body of `git_refs` asks first."""

    def now(self) -> Any:
        """The time."""
        _hold("body")
        return super().now()


def find_repeated_when_let(refs: Any) -> Any:
    """What the check of `git_refs` asks first."""
    _hold("check")
    return _find_repeated(refs)


vars(expressions)["repeated_observations"] = find_repeated_when_let
defs = build_defs(overrides={"clock": HeldClock()})
