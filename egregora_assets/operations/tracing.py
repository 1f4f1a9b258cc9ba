"""The way from a row back to the export."""

from __future__ import annotations

from egregora_assets.database.run_log.tracing import TraceStore
from egregora_assets.operations.context import DeploymentContext
from egregora_assets.runs.records import RunRecord
from egregora_assets.runs.tracing import Ancestors, Step, Trace, trace_identifier

__all__ = ["Ancestors", "RunRecord", "Step", "Trace", "find_trace"]


def find_trace(context: DeploymentContext, identifier: str) -> Trace:
    """Which runs made a row, by which code and from which inputs, back to the export.

    Args:
        identifier: a key (UUID or its first eight digits), `document_id:ordinal` for a citation, a slug, or a path
            of the site.

    Raises:
        RowUnknown, RowAmbiguous: no row has the identifier, or several have.
    """
    context.store.prepare()
    file = context.store.file("main")
    with file.open_reader():
        return trace_identifier(TraceStore(file), identifier)
