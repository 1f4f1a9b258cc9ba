"""What Dagster sees of the room."""

from typing import Any

import pyarrow as pa

from egregora_assets.contracts.bundles import PUBLISHED_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.settings import Settings, SettingsValues
from egregora_assets.services.site_folder import SiteFolder, Written
from egregora_assets.site.adapter import StaticPages
from egregora_assets.site.inspection import base_of, inspected
from egregora_assets.site.page_cache import PageCache
from egregora_assets.stages.published.expressions import site_questions
from egregora_assets.stages.published.rows import SiteOptions, assembled_site, wanted_sources


def _folder_and_people(resources: Any) -> str:
    """The state of the folder that stands, which is built again when it was deleted or damaged; what people decide."""
    folder = resources.site_folder.state(resources.settings.values().home)
    return f"{folder} {resources.store.people_version()}"


@stage_asset(PUBLISHED_BUNDLE, code_version="2", kinds={"duckdb", "python", "html"}, external_state=_folder_and_people)
def published(
    anonymized: Tables,
    enriched: Tables,
    knowledge: Tables,
    generated: Tables,
    ranked: Tables,
    asset_cache: Tables,
    settings: Settings,
    site_folder: SiteFolder,
    leak_guard: LeakGuard,
) -> Rows:
    """The site's manifest: one row a file of the folder that was swapped in.

    Grain: a row a file. Anybody may read it, and the folder: it holds pseudonyms and redacted text only, and every byte
    was looked through before the swap. Stale when a message, a document, a rating, a picture, the site's title,
    language or address changes, when a person saves, annotates or archives a document, or when the folder is no longer
    what was written.
    """
    questions = site_questions(anonymized, enriched, knowledge, generated, ranked, asset_cache)
    answers = {name: anonymized.rows(question) for name, question in questions.items()}
    values = settings.values()
    site = assembled_site(answers, _options(values, site_folder.missing(values.home, wanted_sources(answers))))
    cache = PageCache(site_folder.kept_pages(values.home), lambda path: site_folder.standing(values.home, path))
    files = inspected(StaticPages(cache).files(site), [c.path for c in site.copies], base_of(site.url))
    copies = [(c.path, c.source, c.document_id) for c in site.copies]
    written = site_folder.publish(
        values.home, files, copies, lambda data, place: {f.kind for f in leak_guard.findings(data, place)}
    )
    site_folder.keep_pages(values.home, cache.notes)
    return {"site_files": _manifest(written)}


def _options(values: SettingsValues, missing: frozenset[str]) -> SiteOptions:
    return SiteOptions(values.site_title, values.site_language, values.site_url, missing)


def _manifest(written: list[Written]) -> pa.Table:
    """The files as rows of `site_files`."""
    return pa.table(
        {
            "path": pa.array([w.path for w in written], pa.string()),
            "content_hash": pa.array([w.content_hash for w in written], pa.string()),
            "byte_count": pa.array([w.byte_count for w in written], pa.int64()),
            "document_id": pa.array([w.document_id for w in written], pa.string()),
        }
    )


ASSETS = [published]
