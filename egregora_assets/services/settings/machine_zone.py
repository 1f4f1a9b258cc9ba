"""The time zone of this machine, as a guess for conversations that say none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from egregora_assets.contracts.time_zones import find_time_zone
from egregora_assets.errors import TimeZoneUnknown

_LINK, _NAME = Path("/etc/localtime"), Path("/etc/timezone")
_FOLDER = "zoneinfo/"
_SAYS_NOTHING = ("Etc/", "UTC", "UCT", "GMT", "Zulu", "Universal", "Greenwich")
"""What machines have that nobody told where they stand."""


def guess_time_zone(environment: Mapping[str, str] = os.environ) -> str | None:
    """The IANA zone that the machine's clock shows; None where it shows none, or UTC as servers do."""
    for name in _list_names(environment):
        try:
            find_time_zone(name)
        except TimeZoneUnknown:
            continue
        return None if name.startswith(_SAYS_NOTHING) else name
    return None


def _list_names(environment: Mapping[str, str]) -> Iterator[str]:
    yield environment.get("TZ", "").removeprefix(":")
    try:
        yield os.path.realpath(_LINK).partition(_FOLDER)[2]
        yield _NAME.read_text("ascii").strip()
    except (OSError, ValueError):
        return
