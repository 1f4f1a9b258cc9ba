"""What Dagster sees of the caches."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from egregora_assets.caches import cards, expressions, git_chains, retention
from egregora_assets.caches.git_log import LOG_FORMAT, ChainRows, moments
from egregora_assets.caches.git_observations import changes, latest
from egregora_assets.contracts.bundles import ASSET_CACHE_BUNDLE, GIT_COMMITS_BUNDLE, GIT_REFS_BUNDLE
from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.contracts.lookups import GIT_REFS, GIT_REPOSITORIES
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.clock import Clock
from egregora_assets.services.git import Git, branch_tip
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.settings import RepositorySetting, Settings
from egregora_assets.services.store import Store
from egregora_assets.services.vault import Vault

THUMBNAILS, CARDS = "cache/thumbnails", "cache/cards"
_MAKERS = {"thumbnail": ("webp", "image/webp", THUMBNAILS), "social_card": ("png", "image/png", CARDS)}


def _tips_outside(resources: Any) -> str:
    """The refs of every configured repository as they are now."""
    lines = []
    for setting in resources.settings.values().repositories:
        refs = resources.git.refs(setting.name, setting.path)
        lines += [setting.name, setting.branch, *(f"{name} {refs[name]}" for name in sorted(refs))]
    return "\n".join(lines)


@stage_asset(GIT_REFS_BUNDLE, code_version="1", kinds={"duckdb", "git"}, external_state=_tips_outside)
def git_refs(settings: Settings, git: Git, vault: Vault, store: Store, clock: Clock) -> Rows:
    """Where the branches and tags of the configured repositories point, and when that was seen to change.

    Grain: a row a repository; a row a change of a ref that was observed (a repository that did not change adds none).
    Anybody may read it. Stale when a ref moves or the configuration names other repositories. May be thrown away, but
    for the times of observation, which nothing else knows.
    """
    key, now = vault.key(), clock.now()
    log, own = store.own("git_refs"), store.own("git_repositories")
    looks = [look_at(git, setting, key, log, now) for setting in settings.values().repositories]
    seen = {repository["repository_id"] for repository, _ in looks}
    gone = [row for row in own.to_pylist() if row["repository_id"] not in seen]
    return {
        "git_repositories": GIT_REPOSITORIES.rows([r for r, _ in looks] + gone),
        "git_refs": pa.concat_tables([GIT_REFS.rows(log), *(moved for _, moved in looks)]),
    }


def look_at(
    git: Git, setting: RepositorySetting, key: DeploymentKey, log: pa.Table, now: datetime
) -> tuple[dict[str, Any], pa.Table]:
    """One repository as it is now, and the rows that its log gains."""
    name, path = setting.name, setting.path
    refs = git.refs(name, path)
    tip = branch_tip(refs, setting.branch)
    if tip is None:
        raise RepositoryUnreadable(name, f"it has no branch {setting.branch}")
    repository_id = key.uuid("repository", name)
    is_shallow = git.is_shallow(name, path)
    floor = moments([git.committed_at(name, path, tip[1])])[0].as_py() if is_shallow else None
    moved = changes(latest(log, repository_id), refs, now, lambda older, newer: git.is_ancestor(path, older, newer))
    rows = [{"repository_id": repository_id, **row} for row in moved]
    repository = {
        "repository_id": repository_id,
        "name": name,
        "branch": setting.branch,
        "is_shallow": is_shallow,
        "floor_at": floor,
    }
    return repository, GIT_REFS.rows(rows)


def _configured_outside(resources: Any) -> str:
    """The names of the configured repositories: the log of one that was taken out stays, its chain does not."""
    return "\n".join(sorted(setting.name for setting in resources.settings.values().repositories))


@stage_asset(GIT_COMMITS_BUNDLE, code_version="1", kinds={"duckdb", "git"}, external_state=_configured_outside)
def git_commits(git_refs: Tables, settings: Settings, git: Git, vault: Vault, store: Store) -> Rows:
    """The history of each configured branch along its first parents: commits, their places, what they changed.

    Grain: a row a commit; a row a place in a chain (from 0 at the root); a row a change of a file. Anybody may read it:
    no author is kept. Stale when an observed ref moved or the configuration names other repositories. May be thrown
    away: git knows it all.
    """
    key = vault.key()
    own = {name: store.own(name) for name in git_chains.NAMES}
    paths = {setting.name: setting.path for setting in settings.values().repositories}
    tips = git_refs.rows(expressions.tips(git_refs["git_repositories"], git_refs["git_refs"])).to_pylist()
    branches = [
        git_chains.Branch(t["repository_id"], t["name"], t["branch"], t["tip"]) for t in tips if t["name"] in paths
    ]
    return dict(git_chains.together(chain_of(git, paths[b.name], b, own, key) for b in branches))


def chain_of(
    git: Git, path: str, branch: git_chains.Branch, own: Mapping[str, pa.Table], key: DeploymentKey
) -> dict[str, pa.Table]:
    """A branch's chain: what is new added to what is known, or all of it where the branch was forced."""
    known = git_chains.known_chain(branch.repository_id, own)
    rows = ChainRows(branch.repository_id)
    if known and _is_rooted(git, path, branch, known):
        if known.tip == branch.tip:
            return git_chains.appended(known, rows)
        if git.has_parents(branch.name, path, known.tip) is not None:
            rows.take(git.first_parent_log(branch.name, path, LOG_FORMAT, branch.tip, known.tip))
            if git_chains.continues(known, rows.commits):
                return git_chains.appended(known, rows)
    rows.take(git.first_parent_log(branch.name, path, LOG_FORMAT, branch.tip))
    if known is None:
        chain_id = key.uuid("chain", branch.repository_id, branch.branch)
    elif git_chains.is_prefix(known, rows.commits):
        chain_id = known.chain_id
    else:
        chain_id = key.uuid("chain", branch.repository_id, branch.branch, branch.tip)
    return git_chains.replaced(chain_id, rows)


def _is_rooted(git: Git, path: str, branch: git_chains.Branch, known: git_chains.Known) -> bool:
    """Whether the known chain begins where history does: a shallow one may get deeper, and all places would shift."""
    return git.has_parents(branch.name, path, known.root) is False and not git.is_shallow(branch.name, path)


def _files_outside(resources: Any) -> str:
    """The files of the cache: a row without its file is made again."""
    listing: str = resources.pictures.kept_files(resources.settings.values().home, (THUMBNAILS, CARDS))
    return listing


@stage_asset(ASSET_CACHE_BUNDLE, code_version="1", kinds={"duckdb", "python"}, external_state=_files_outside)
def asset_cache(
    anonymized: Tables,
    enriched: Tables,
    generated: Tables,
    settings: Settings,
    pictures: Pictures,
    store: Store,
    clock: Clock,
) -> Rows:
    """What is dear to make and need be made once: thumbnails of pictures, social cards of posts.

    Grain: a row a thing, by the content of everything that went into it; pictures are files beside the database.
    Anybody may read it: it is made of clean pictures and titles. Stale when a picture, a post's title or dates, or the
    site's title changes, or a file is lost. May be thrown away. What nobody wants goes after its time, when the
    cap is reached, or at once where somebody opted out.
    """
    values, now = settings.values(), clock.now()
    jobs = {
        **_thumbnails(anonymized, enriched, pictures, values.home),
        **_cards(anonymized, generated, pictures, values.site_title),
    }
    rows = [row for row in store.own("asset_cache").to_pylist() if _is_there(pictures, values.home, row)]
    missing = {key: jobs[key] for key in sorted(set(jobs) - {retention.key_of(row) for row in rows})}
    rows += _made(pictures, values.home, missing, now)
    limits = retention.Limits(_rest(anonymized, values.cache_ttl_days), values.cache_cap_bytes)
    kept = retention.named(retention.retained(rows, jobs.keys(), now, limits), jobs)
    pictures.forget_others(values.home, (THUMBNAILS, CARDS), frozenset(row["relative_path"] or "" for row in kept))
    return {"asset_cache": retention.table(kept)}


def _rest(anonymized: Tables, ttl_days: int) -> timedelta:
    """How long an unwanted picture may rest: not at all once somebody opted out, since it may show their words."""
    authors = anonymized["authors"]
    opted_out = anonymized.rows(authors.filter(authors.is_opted_out).select("author_id").limit(1)).num_rows
    return timedelta(0) if opted_out else timedelta(days=ttl_days)


def _thumbnails(
    anonymized: Tables, enriched: Tables, pictures: Pictures, home: Path
) -> dict[retention.Key, retention.Wanted]:
    """Every clean picture, by its bytes."""
    found = anonymized.rows(expressions.clean_pictures(anonymized["attachments"], enriched["media_files"]))
    jobs = []
    for row in found.to_pylist():
        if digest := pictures.digest(home / row["clean_path"]):
            inputs = {"path": row["clean_path"], "sha256": digest, "media_id": row["media_id"]}
            jobs.append(retention.Wanted("thumbnail", row["media_id"], inputs, "pillow", pictures.thumbnail_version))
    return {job.key: job for job in jobs}


def _cards(
    anonymized: Tables, generated: Tables, pictures: Pictures, site_title: str | None
) -> dict[retention.Key, retention.Wanted]:
    """Every published post, by the words and colour of its card."""
    posts = generated.rows(expressions.shown_posts(generated["documents"], anonymized["chats"])).to_pylist()
    version = pictures.card_version(cards.TEMPLATE_FOLDER) if posts else ""
    jobs = []
    for post in posts:
        words = cards.words(
            post["document_id"],
            post["title"],
            post["language"],
            site_title or post["public_title"],
            (cards.instant(post["window_start"]), cards.instant(post["window_end"])),
            post["time_zone"],
        )
        jobs.append(retention.Wanted("social_card", post["document_id"], words, "typst", version))
    return {job.key: job for job in jobs}


def _made(
    pictures: Pictures, home: Path, missing: Mapping[retention.Key, retention.Wanted], now: datetime
) -> list[retention.Row]:
    """Makes what is missing, writes the files, and gives their rows."""
    drawn = pictures.cards(
        cards.TEMPLATE_FOLDER, {key[1]: job.inputs for key, job in missing.items() if job.kind == "social_card"}
    )
    rows = []
    for (kind, cache_key), job in missing.items():
        data = drawn[cache_key] if kind == "social_card" else pictures.thumbnail(home / job.inputs["path"])
        if data is not None:
            ending, content_type, folder = _MAKERS[kind]
            relative_path = pictures.keep(home, folder, ending, data)
            rows.append(retention.row_of(job, relative_path, len(data), content_type, now))
    return rows


def _is_there(pictures: Pictures, home: Path, row: retention.Row) -> bool:
    """Whether what a row stands for is there: a row without its file is a miss."""
    return row["relative_path"] is None or pictures.is_kept(home, row["relative_path"], row["byte_count"])


ASSETS = [git_refs, git_commits, asset_cache]
