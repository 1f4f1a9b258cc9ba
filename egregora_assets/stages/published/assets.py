"""The asset of the stage."""

from typing import Any

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import PUBLISHED_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.runs.chat_progress import ask_for_progress, read_progress, render_progress
from egregora_assets.runs.run_log import ConfirmInputs
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.settings import Settings, SettingsValues
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.site_publishing import SITE
from egregora_assets.services.store import Store
from egregora_assets.site import PageCache, Site, build_site, inspect_files
from egregora_assets.site.inspection import get_base_path
from egregora_assets.stages.published.expressions import build_questions
from egregora_assets.stages.published.rows import (
    Answers,
    SiteOptions,
    build_manifest,
    count_changed_files,
    list_sources,
    read_site,
)


def _describe_external_state(resources: Any) -> str:
    """The state of the folder, which is built again when it was deleted or damaged, and what people decided."""
    folder = resources.site_folder.fingerprint(resources.settings.values().home)
    return f"{folder} {resources.store.compute_people_version()}"


@stage_asset(
    PUBLISHED_BUNDLE, code_version="2", kinds={"duckdb", "python", "html"}, external_state=_describe_external_state
)
def published(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    enriched: Tables,
    knowledge: Tables,
    generated: Tables,
    ranked: Tables,
    asset_cache: Tables,
    settings: Settings,
    store: Store,
    site_folder: SiteFolder,
    page_cache: DigestCache,
    leak_guard: LeakGuard,
    confirm_inputs: ConfirmInputs,
) -> Rows:
    """The site's manifest: one row a file of the folder that was swapped in.

    Grain: a row a file. Anybody may read it, and the folder: it holds pseudonyms and redacted text only, and every byte
    was looked through before the swap. Stale when a message, a document, a rating, a picture, the site's title,
    language or address changes, when a person saves, annotates or archives a document, or when the folder is no longer
    what was written.
    """
    questions = build_questions(anonymized, enriched, knowledge, generated, ranked, asset_cache)
    with anonymized.session():
        answers = {name: anonymized.rows(question) for name, question in questions.items()}
    site = _read_site(answers, settings, site_folder)
    rows = _publish(site, settings, site_folder, page_cache, leak_guard, confirm_inputs)
    before = store.read_own_table("site_files")
    chats = render_progress(read_progress(anonymized.rows(ask_for_progress())))
    context.add_output_metadata({**_describe_site(settings.values(), before, rows["site_files"]), "chats": chats})
    return rows


def _describe_site(values: SettingsValues, before: pa.Table, after: pa.Table) -> dict[str, Any]:
    """Where the site is, what changed, and what the scan of every file found: it raises `SiteLeak` otherwise."""
    folder = values.home / SITE / "index.html"
    return {
        "site": dg.MetadataValue.url(values.site_url) if values.site_url else dg.MetadataValue.path(str(folder)),
        "files changed": count_changed_files(before, after),
        "leak scan": f"nothing found in {after.num_rows:,} files",
    }


def _read_site(answers: Answers, settings: Settings, site_folder: SiteFolder) -> Site:
    values = settings.values()
    missing = site_folder.find_missing(values.home, list_sources(answers))
    return read_site(answers, SiteOptions(values.site_title, values.site_language, values.site_url, missing))


def _publish(
    site: Site,
    settings: Settings,
    site_folder: SiteFolder,
    page_cache: DigestCache,
    leak_guard: LeakGuard,
    confirm_inputs: ConfirmInputs,
) -> dict[str, pa.Table]:
    """Build, inspect and write the site, with the unchanged pages of the last build."""
    home = settings.values().home
    cache = PageCache(page_cache.read(home), lambda path: site_folder.read_file(home, path))
    files = inspect_files(build_site(site, cache), [c.path for c in site.copies], get_base_path(site.url))
    copies = [(c.path, c.source, c.document_id) for c in site.copies]
    written = site_folder.publish(
        home, files, copies, lambda data, place: {f.kind for f in leak_guard.findings(data, place)}, confirm_inputs
    )
    page_cache.write(home, cache.notes)
    return {"site_files": build_manifest((w.path, w.content_hash, w.byte_count, w.document_id) for w in written)}
