"""What Dagster sees of the room."""

import pyarrow as pa

from egregora_assets.contracts.bundles import ENRICHED_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault
from egregora_assets.stages.enriched import expressions, media, records

BATCH_ROWS = 20_000
"""Messages whose texts are Python values at one time."""


@stage_asset(ENRICHED_BUNDLE, code_version="1", kinds={"duckdb", "python"})
def enriched(
    anonymized: Tables,
    git_refs: Tables,
    git_commits: Tables,
    settings: Settings,
    vault: Vault,
    pictures: Pictures,
    store: Store,
) -> Rows:
    """What messages point to: files, clean addresses, and code as it was when the message was sent.

    Grain: a row a file and one a file a message; a row an address and one an address a message; a row a mention of
    code. Anybody may read it: addresses lost their secrets, files are known by their clean copies. Stale when a message
    or an attachment changes, or a branch or tag of a configured repository moved.
    """
    messages, attachments = anonymized["messages"], anonymized["attachments"]
    files = anonymized.rows(expressions.files(attachments, messages))
    refs = git_refs.rows("git_refs")
    texts = anonymized.batches(expressions.texts(messages), BATCH_ROWS, "message_id")
    addressing, mentioning = records.pointing(texts, records.ref_names(refs))
    links, message_links = records.links(addressing, vault.key())
    hashes = _hashes(files.to_pylist(), store, pictures, settings)
    return {
        "media_files": records.media_files(files, hashes),
        "message_media": expressions.message_media(attachments),
        "links": links,
        "message_links": message_links,
        "code_references": _code_references(anonymized, git_refs, git_commits, refs, mentioning),
    }


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
