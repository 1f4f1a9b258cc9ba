"""The clock, for times of observation and creation."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from egregora_assets.contracts.instants import to_aware_utc


class Clock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """This machine's clock, or one that stands at a fixed time (ISO 8601 with zone), to replay a run."""

    stands_at: str = ""

    def now(self) -> datetime:
        """The time in UTC, to the microsecond."""
        return to_aware_utc(datetime.fromisoformat(self.stands_at)) if self.stands_at else datetime.now(UTC)
