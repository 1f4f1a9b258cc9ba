"""The asset of the stage."""

import datetime as dt
from collections.abc import Collection, Hashable, Mapping, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import PUBLISHED_BUNDLE
from egregora_assets.contracts.digests import Notes
from egregora_assets.contracts.parts import Perform
from egregora_assets.contracts.tables import Derived, Rows, Tables
from egregora_assets.contracts.vocabularies import WITHHELD
from egregora_assets.errors import SiteLeak
from egregora_assets.runs.chat_progress import ask_for_progress, read_progress, render_progress
from egregora_assets.runs.run_log import ConfirmInputs
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.clock import Clock
from egregora_assets.services.digest_cache import DigestCache
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings, SettingsValues
from egregora_assets.services.site_folder import SiteFolder
from egregora_assets.services.site_publishing import ADDRESS, SITE
from egregora_assets.services.store import Store
from egregora_assets.services.workers.resource import Workers
from egregora_assets.site import PageCache, Site, build_site, inspect_files
from egregora_assets.site.inspecting.inspection import Inspection, get_base_path
from egregora_assets.site.inspecting.leak_filter import LeakFilter
from egregora_assets.site.inspecting.scan_verdicts import ScanVerdicts
from egregora_assets.site.withholding import (
    MaskedSite,
    SiteText,
    count_by_place,
    find_leaking_texts,
    map_texts,
)
from egregora_assets.stages.published.expressions import build_questions, list_site_files
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
    values = resources.settings.values()
    hosts = "".join(f" {r.name} {r.address}" for r in values.repositories if r.address)
    return f"{resources.site_folder.fingerprint(values.home)} {resources.store.compute_people_version()}{hosts}"


WITHHELD_TEXTS = "withheld"
"""Metadata of a materialization: how many texts the site leaves out because something of the vault is left in them."""
MOST_SHOWN = 100


@stage_asset(
    PUBLISHED_BUNDLE, code_version="14", kinds={"duckdb", "python", "html"}, external_state=_describe_external_state
)
def published(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    enriched: Tables,
    knowledge: Tables,
    generated: Tables,
    ranked: Tables,
    asset_cache: Tables,
    git_refs: Tables,
    git_commits: Tables,
    settings: Settings,
    store: Store,
    site_folder: SiteFolder,
    page_cache: DigestCache,
    inspection_cache: DigestCache,
    scan_cache: DigestCache,
    leak_guard: LeakGuard,
    clock: Clock,
    confirm_inputs: ConfirmInputs,
    run_options: RunOptions,
    workers: Workers,
) -> Rows:
    """The site's manifest: one row a file of the folder that was swapped in.

    Grain: a row a file. Anybody may read it, and the folder: it holds pseudonyms and redacted text only, and every byte
    was looked through before the swap. Stale when a message, a document, a rating, a picture, a repository that the
    chat speaks of, the site's title, language or address changes, when a person saves, annotates or archives a
    document, or when the folder is no longer what was written.
    """
    questions = build_questions(anonymized, enriched, knowledge, generated, ranked, asset_cache, git_refs, git_commits)
    with anonymized.session():
        answers = {name: anonymized.rows(question) for name, question in questions.items()}
    site = _read_site(answers, settings, site_folder)
    is_forced = run_options.is_forced(context.run)
    notes = _Notes(
        settings.values().home, page_cache, inspection_cache, scan_cache, clock.now().date(), is_used=not is_forced
    )
    perform = workers.serve("published") if settings.values().workers > 1 else None
    publication = _Publication(notes, site_folder, leak_guard, confirm_inputs, perform)
    files = publication.publish(site)
    before = store.read_own_table("site_files")
    chats = render_progress(read_progress(anonymized.rows(ask_for_progress())))
    described = _describe_site(settings.values(), before, files)
    context.add_output_metadata({**described, **_describe_withheld(publication.withheld), "chats": chats})
    return {"site_files": Derived(list_site_files(generated["document_addresses"]), {"result_files": files})}


def _describe_site(values: SettingsValues, before: pa.Table, after: pa.Table) -> dict[str, Any]:
    """Where the site is, what changed, and what the scan of every file found: it raises `SiteLeak` otherwise."""
    folder = values.home / SITE / "index.html"
    return {
        "site": dg.MetadataValue.url(values.site_url) if values.site_url else dg.MetadataValue.path(str(folder)),
        "files changed": count_changed_files(before, after),
        "leak scan": f"nothing found in {after.num_rows:,} files",
    }


def _describe_withheld(withheld: Mapping[SiteText, tuple[str, ...]]) -> dict[str, Any]:
    """How many texts were left out, and which: places, ids and kinds, never words."""
    places = count_by_place(withheld)
    shown = dg.MetadataValue.json([list(p) for p in places[:MOST_SHOWN]])
    return {WITHHELD_TEXTS: len(places), "withheld texts": shown}


def _read_site(answers: Answers, settings: Settings, site_folder: SiteFolder) -> Site:
    values = settings.values()
    missing = site_folder.find_missing(values.home, list_sources(answers))
    hosts = {r.name: r.address for r in values.repositories if r.address}
    return read_site(answers, SiteOptions(values.site_title, values.site_language, values.site_url, missing, hosts))


@dataclass(frozen=True)
class _Notes:
    """What was noted of the last site, and where it is kept for the next.

    Args:
        pages: the pages by what decides them; inspection, scan: what was found in them, by their bytes.
        today: decides whether it is time for a full scan.
        is_used: False = everything is made and looked through anew.
    """

    home: Path
    pages: DigestCache
    inspection: DigestCache
    scan: DigestCache
    today: dt.date
    is_used: bool

    def read(self, cache: DigestCache) -> Notes:
        """The notes of the last site, where they are used."""
        return cache.read(self.home) if self.is_used else {}

    def write(self, pages: Notes, inspection: Notes, scan: Notes) -> None:
        """Keeps the notes of this site."""
        for cache, notes in ((self.pages, pages), (self.inspection, inspection), (self.scan, scan)):
            cache.write(self.home, notes)


class _Publication:
    """Builds, inspects and writes the site, with the unchanged pages of the last build.

    Attributes:
        withheld: the texts that the last attempt left out, with the kinds of what was found in them.
    """

    def __init__(
        self,
        notes: _Notes,
        site_folder: SiteFolder,
        leak_guard: LeakGuard,
        confirm_inputs: ConfirmInputs,
        perform: Perform | None,
    ) -> None:
        self._home, self._notes, self._site_folder = notes.home, notes, site_folder
        self._leak_guard, self._confirm_inputs, self._perform = leak_guard, confirm_inputs, perform
        self._found: Set[Hashable] = frozenset()
        self.withheld: dict[SiteText, tuple[str, ...]] = {}

    def publish(self, site: Site) -> pa.Table:
        """Publish the site; where the leak scan finds something in it, without the texts that hold it.

        Returns: the files that were written, as `build_manifest` gives them.

        Raises:
            SiteLeak: something is found that stands in no text.
        """
        found: set[Hashable] = set()
        while True:
            try:
                return self._write(map_texts(site, self._write_text) if self.withheld else site)
            except SiteLeak:
                if self._found <= found:
                    raise
                found |= self._found
                self.withheld = find_leaking_texts(site, partial(self._leak_guard.find_in_texts, secrets=found))

    def _write_text(self, text: SiteText) -> str:
        return WITHHELD if text in self.withheld else text.text

    def _write(self, site: Site) -> pa.Table:
        notes, guard = self._notes, self._leak_guard
        cache = PageCache(notes.read(notes.pages), lambda path: self._site_folder.read_file(self._home, path))
        inspection = Inspection(get_base_path(site.url), notes.read(notes.inspection))
        files = inspect_files(build_site(site, cache, self._perform), [c.path for c in site.copies], inspection)
        paged = (*site.posts, *site.profiles, *site.announcements, *site.file_documents)
        chats = {d.document_id: d.chat_id for d in paged}
        verdicts = ScanVerdicts(notes.read(notes.scan), guard.list_secrets(), guard.look_for, notes.today)
        leak_filter = LeakFilter(guard.find_secrets, MaskedSite(site).build, chats, verdicts)

        def scan(data: bytes, place: str) -> Collection[str]:
            path = data.decode() if place == ADDRESS else place
            return leak_filter.find_in_copy(data, path, f"/{path}" if place == ADDRESS else path)

        copies = [(c.path, c.source, c.document_id) for c in site.copies]
        try:
            clean = leak_filter.pass_on(files)
            written = self._site_folder.publish(self._home, clean, copies, scan, self._confirm_inputs)
        finally:
            self._found = leak_filter.left.keys()
        notes.write(cache.notes, inspection.notes, verdicts.notes)
        return build_manifest((w.path, w.content_hash, w.byte_count, w.document_id) for w in written)
