"""The asset of the stage."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import dagster as dg

from egregora_assets.contracts.bundles import GENERATED_BUNDLE
from egregora_assets.contracts.identifiers import public_uuid
from egregora_assets.contracts.parts import ChangedParts
from egregora_assets.contracts.tables import Tables
from egregora_assets.runs.shown import render_posts
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.clock import Clock
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.tasks import DONE, Task, TaskResult, TaskWork, describe_counts
from egregora_assets.services.vault import Vault
from egregora_assets.services.workers.resource import Workers
from egregora_assets.stages.generated.rows import Stored, build_tables, read_sources
from egregora_assets.writing.embedded_writer import EmbeddedWriter, compute_minimum_texts
from egregora_assets.writing.progress.telling import PutOff


@stage_asset(
    GENERATED_BUNDLE,
    code_version="7",
    kinds={"duckdb", "python"},
    cost="model",
    external_state=lambda resources: _read_decisions(resources),
)
def generated(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    enriched: Tables,
    knowledge: Tables,
    settings: Settings,
    store: Store,
    vault: Vault,
    clock: Clock,
    run_options: RunOptions,
    leak_guard: LeakGuard,
    workers: Workers,
) -> ChangedParts:
    """One row a document (posts, profiles, journal entries), with its people, its tags and its citations.

    Written by the embedded writer from anonymised messages alone: every quote is exact and names its message. Anybody
    may read it; it is what the site publishes. Stale when the conversation, its links, media or windows change, when
    the settings or the writer do, or when a person edits a post, hides one or nominates a message. A document keeps
    its identifier and its address for ever.
    """
    values = settings.values()
    sources = read_sources(anonymized, enriched, knowledge, values.site_language)
    work = TaskWork(store.task_queue, context.run.run_id, clock.now(), revives=run_options.is_forced(context.run))
    writer = EmbeddedWriter(compute_minimum_texts(values.minimum_window_messages))
    parts = {} if run_options.is_forced(context.run) else store.read_parts("generated")
    stored = Stored(store.tables(GENERATED_BUNDLE), anonymized, knowledge, parts)
    if withdrawn := stored.list_withdrawn():
        store.release_posts(withdrawn, context.run.run_id)
    put_off, perform = _put_profiles_through_queue(work), workers.serve("generated")
    changed, shown = build_tables(sources, writer, vault.key(), stored, put_off, perform)
    context.add_output_metadata(describe_counts(store.task_queue.count(), ("update_profile",)))
    context.add_output_metadata({"posts": render_posts(shown, leak_guard)})
    return changed


def _put_profiles_through_queue(work: TaskWork) -> PutOff:
    """Puts the profiles that have to be written through the queue of tasks, the newest update a person alone."""

    def put_off(stale: Mapping[str, str], write: Callable[[Collection[str]], None]) -> None:
        left = set(stale)

        def update(tasks: list[Task]) -> dict[str, TaskResult]:
            write([task.payload["author_id"] for task in tasks])
            left.difference_update(task.payload["author_id"] for task in tasks)
            return {task.task_id: DONE for task in tasks}

        payloads = [{"author_id": a, "version": public_uuid("profile", f)} for a, f in sorted(stale.items())]
        work.perform("update_profile", payloads, update)
        write(sorted(left))  # nobody is left out for what befell the queue

    return put_off


def _read_decisions(resources: Any) -> str:
    """What people decided of documents and messages."""
    version: str = resources.store.compute_people_version()
    return version
