"""What a person may choose for a run: the only configuration that Dagster's launchpad offers."""

from __future__ import annotations

import enum

import dagster as dg
from pydantic import Field

FORCE_TAG = "egregora/force-refresh"
"""A run with this tag computes everything again, like one with `force_refresh`."""


class Target(enum.Enum):
    """The stage at which a run stops."""

    ingested = "ingested"
    anonymized = "anonymized"
    enriched = "enriched"
    knowledge = "knowledge"
    generated = "generated"
    ranked = "ranked"
    published = "published"


class RunOptions(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What this run is to do."""

    force_refresh: bool = Field(
        default=False, description="Compute everything again, even where nothing changed. The result is the same."
    )
    target: Target = Field(
        default=Target.published,
        description="Stop at this stage: what it does not need, directly or indirectly, is skipped.",
    )
    chats: list[str] = Field(
        default=[],
        description="Ids of conversations, never names. Of the exports that are new, only those of these conversations "
        'are read; the others wait. Empty = all. `egregora sql "SELECT chat_id, slug FROM chats"` lists the ids.',
    )

    def is_forced(self, run: dg.DagsterRun) -> bool:
        """Whether a run with these options, or with the tag, computes everything again."""
        return self.force_refresh or FORCE_TAG in run.tags
