"""What Dagster sees of the room."""

import dagster as dg
import pyarrow as pa

from egregora_assets.contracts.bundles import ENRICHED_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.references import media
from egregora_assets.references import preview_plan as looking
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.clock import Clock
from egregora_assets.services.external_services import ExternalServices
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.services.web_pages import WebPages
from egregora_assets.stages.enriched import expressions
from egregora_assets.stages.enriched import rows as records

BATCH_ROWS = 20_000
"""Messages whose texts are Python values at one time."""


PREVIEWS = "link_previews"


@stage_asset(
    ENRICHED_BUNDLE,
    code_version="1",
    kinds={"duckdb", "python"},
    external_state=lambda resources: PREVIEWS if resources.external_services.is_enabled(PREVIEWS) else "",
)
def enriched(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    git_refs: Tables,
    git_commits: Tables,
    settings: Settings,
    vault: Vault,
    pictures: Pictures,
    store: Store,
    external_services: ExternalServices,
    web_pages: WebPages,
    leak_guard: LeakGuard,
    clock: Clock,
) -> Rows:
    """What messages point to: files, clean addresses, and code as it was when the message was sent.

    Grain: a row a file and one a file a message; a row an address and one an address a message; a row a mention of
    code. Anybody may read it: addresses lost their secrets, files are known by their clean copies. Stale when a message
    or an attachment changes, or a branch or tag of a configured repository moved. Asks no host, unless the setting
    `services` names `link_previews`: then each shared address is asked for its title once.
    """
    messages, attachments = anonymized["messages"], anonymized["attachments"]
    files = anonymized.rows(expressions.files(attachments, messages))
    refs = git_refs.rows("git_refs")
    texts = anonymized.batches(expressions.texts(messages), BATCH_ROWS, "message_id")
    addressing, mentioning = records.pointing(texts, records.ref_names(refs))
    links, message_links = records.links(addressing, vault.key())
    context.add_output_metadata({"leaves this machine": external_services.describe()})
    if external_services.is_enabled(PREVIEWS):
        links = _looked_at(context.run.run_id, links, store, web_pages, leak_guard, clock)
    hashes = _hashes(files.to_pylist(), store, pictures, settings)
    return {
        "media_files": records.media_files(files, hashes),
        "message_media": expressions.message_media(attachments),
        "links": links,
        "message_links": message_links,
        "code_references": _code_references(anonymized, git_refs, git_commits, refs, mentioning),
    }


def _looked_at(
    run_id: str, links: pa.Table, store: Store, web_pages: WebPages, leak_guard: LeakGuard, clock: Clock
) -> pa.Table:
    """The addresses with what their pages say of themselves; what leaves for it is in the journal before it does."""
    known = looking.known_previews(store.own("links"))
    asked, answers, at = looking.unseen(map(str, links["url"].to_pylist()), known), {}, clock.now()
    if asked:
        entry = store.begin_transmission(run_id, PREVIEWS, len(asked))
        answers = web_pages.ask(asked)
        found = answers.values()
        store.end_transmission(run_id, entry, sum(a.request_count for a in found), sum(a.sent_bytes for a in found))
    return looking.seen(links, known, answers, at, lambda text: bool(leak_guard.findings(text.encode(), "a preview")))


def _hashes(files: list[dict[str, str]], store: Store, pictures: Pictures, settings: Settings) -> dict[str, str]:
    """Perceptual hashes by media_id. An id is its content's, so a hash that was found once is not found again."""
    own = store.own("media_files")
    known: dict[str, str] = {row["media_id"]: row["phash"] for row in own.to_pylist() if row["phash"]}
    found = {f["media_id"]: known[f["media_id"]] for f in files if f["media_id"] in known}
    new = {f["media_id"]: f["clean_path"] for f in files if f["clean_path"] and f["media_id"] not in found}
    grids = pictures.grey_grids(settings.values().home, new)
    return {**found, **{media_id: media.difference_hash(grid) for media_id, grid in grids.items()}}


def _code_references(
    anonymized: Tables, git_refs: Tables, git_commits: Tables, refs: pa.Table, mentions: list[records.Mentioned]
) -> pa.Table:
    """The mentions of code, answered by the git caches as of each message's time."""
    git = {
        "git_repositories": git_refs.rows("git_repositories"),
        "git_refs": refs,
        **{name: git_commits.rows(name) for name in ("git_commits", "git_chain")},
    }
    names = records.file_names(mentions)
    versions = git_commits.rows(
        expressions.versions_of(git_commits["git_file_versions"], git_commits["git_chain"], names)
    )
    places = git_commits.rows(expressions.places(anonymized["messages"], git_commits["git_chain"]))
    return records.code_references(mentions, places, records.repositories(git, versions))


ASSETS = [enriched]
