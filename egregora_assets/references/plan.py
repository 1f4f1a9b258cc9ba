"""Which months of a chat are read again for what they point to, by what an earlier run noted of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from egregora_assets.contracts.digests import digest_code, digest_values
from egregora_assets.contracts.parts import Part

_PACKAGES = ("egregora_assets.references", "egregora_assets.stages.enriched", "egregora_assets.contracts")
_LIBRARIES = ("duckdb", "pyarrow")


@dataclass(frozen=True)
class MonthPlan:
    """What is to be read.

    Attributes:
        parts: every month of every chat in which a message may point to something.
        changed: chat and month of those that are read again; None = all.
    """

    parts: Mapping[str, Part]
    changed: Collection[tuple[str, int]] | None

    @property
    def holding(self) -> list[tuple[str, int]]:
        """Chat and month of those that are not read again."""
        changed = set(self.changed or ())
        return [] if self.changed is None else [m for m in map(_read_name, sorted(self.parts)) if m not in changed]


def digest_references() -> str:
    """A digest of the code that decides what a text points to, and of the libraries that it uses."""
    return digest_code(_PACKAGES, _LIBRARIES)


def plan_months(
    months: Iterable[tuple[str, int, str]],
    decisive: str,
    earlier: Mapping[str, Part],
    loose: Collection[tuple[str, int]] = (),
) -> MonthPlan:
    """Plan which months are read again.

    Args:
        months: chat, month (months since the year 0), and a digest of the messages that may point to something.
        decisive: digest of what decides the result of every text: the code, and what repositories hold.
        earlier: the parts of the last run; none = all months are read.
        loose: chat and month of those that have stored rows of messages that no longer point to anything.
    """
    parts = {f"{chat_id}/{month}": Part(digest_values(digest, decisive)) for chat_id, month, digest in months}
    if not earlier:
        return MonthPlan(parts, None)
    changed = {_read_name(name) for name, part in parts.items() if part != earlier.get(name)}
    return MonthPlan(parts, sorted(changed | {month for month in map(_read_name, parts) if month in loose}))


def _read_name(name: str) -> tuple[str, int]:
    chat_id, _, month = name.partition("/")
    return chat_id, int(month)
