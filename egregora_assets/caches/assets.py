"""The assets of the caches, as Dagster sees them."""

from dataclasses import fields
from typing import Any

import dagster as dg

from egregora_assets.caches import expressions
from egregora_assets.caches.branch_history import Branch, follow_history, merge_histories, read_known
from egregora_assets.caches.cited_code import History, record_lookups
from egregora_assets.caches.made_files import is_present, make_missing, plan_cards, plan_thumbnails
from egregora_assets.caches.ref_log import observe_repository, record_observations
from egregora_assets.caches.retention import Limits, record_files, retain_rows
from egregora_assets.contracts.bundles import ASSET_CACHE_BUNDLE, CONTRACTS, GIT_COMMITS_BUNDLE, GIT_REFS_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.errors import RepositoryUnreadable
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.cache_files import MADE_FOLDERS
from egregora_assets.services.clock import Clock
from egregora_assets.services.git import Git
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.tasks import TaskWork, describe_counts
from egregora_assets.services.vault import Vault


def _render_refs(resources: Any) -> str:
    """The refs of every configured repository as they are now."""
    lines = []
    for setting in resources.settings.values().repositories:
        try:
            refs = resources.git.refs(setting.name, setting.path)
        except RepositoryUnreadable as error:
            refs = {"": error.kind}
        lines += [setting.name, setting.branch, *(f"{name} {refs[name]}" for name in sorted(refs))]
    return "\n".join(lines)


@stage_asset(GIT_REFS_BUNDLE, code_version="1", kinds={"duckdb", "git"}, external_state=_render_refs)
def git_refs(settings: Settings, git: Git, vault: Vault, store: Store, clock: Clock) -> Rows:
    """Where the branches and tags of the configured repositories point, and when they were seen to change.

    Grain: a row a repository; a row a change of a ref that was observed (a repository that did not change adds none).
    A repository that cannot be read keeps its rows, and its own says why; a check warns of it. Anybody may read it.
    Stale when a ref moves or the configuration names other repositories. It may be deleted, but the times of
    observation are recorded nowhere else.
    """
    key, now = vault.key(), clock.now()
    known = store.read_own_tables(("git_repositories", "git_refs"))
    stored, log = known["git_repositories"], known["git_refs"]
    observed = [observe_repository(git, setting, key, stored, log, now) for setting in settings.values().repositories]
    return record_observations(observed)


def _render_repositories(resources: Any) -> str:
    """The names of the configured repositories: the log of one that was removed stays, its history does not."""
    return "\n".join(sorted(setting.name for setting in resources.settings.values().repositories))


def _list_unread(resources: Any) -> str:
    """The configured repositories whose history does not end where their branch was seen last."""
    names = [setting.name for setting in resources.settings.values().repositories]
    if not names:
        return ""
    tables = (CONTRACTS[name].table() for name in ("git_repositories", "git_refs", "git_chain"))
    unread = resources.store.tables(GIT_COMMITS_BUNDLE).rows(expressions.unread_branches(*tables)).to_pylist()
    return "\n".join(f"{row['name']} {row['tip']}" for row in unread if row["name"] in names)


@stage_asset(
    GIT_COMMITS_BUNDLE,
    code_version="1",
    kinds={"duckdb", "git"},
    external_state=_render_repositories,
    due_state=_list_unread,
)
def git_commits(git_refs: Tables, settings: Settings, git: Git, vault: Vault, store: Store) -> Rows:
    """The history of each configured branch along its first parents: commits, their order, the files that they changed.

    Grain: a row a commit; a row a position in a branch's history (from 0 at the root); a row a change of a file.
    Of a repository that cannot be read, what was read before stays; the next run tries again. Anybody may read it: no
    author is kept. Stale when an observed ref moved or the configuration names other repositories. It may
    be deleted: git has all of it.
    """
    tips = git_refs.rows(expressions.branch_tips(git_refs["git_repositories"], git_refs["git_refs"])).to_pylist()
    own, key = store.tables(GIT_COMMITS_BUNDLE), vault.key()
    known = read_known(own) if tips else {}
    paths = {setting.name: setting.path for setting in settings.values().repositories}
    branches = [Branch(*(t[f.name] for f in fields(Branch))) for t in tips if t["name"] in paths]
    histories = (follow_history(git, paths[b.name], b, known.get(b.repository_id), key) for b in branches)
    return dict(merge_histories(own, histories))


def _render_files(resources: Any) -> str:
    """The files of the cache: a row without its file is made again; and what people decided of the posts."""
    listing: str = resources.pictures.list_kept(resources.settings.values().home, MADE_FOLDERS)
    return f"{listing}\n{resources.store.compute_people_version()}"


@stage_asset(ASSET_CACHE_BUNDLE, code_version="2", kinds={"duckdb", "python"}, external_state=_render_files)
def asset_cache(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    enriched: Tables,
    generated: Tables,
    git_refs: Tables,
    git_commits: Tables,
    settings: Settings,
    pictures: Pictures,
    store: Store,
    clock: Clock,
    run_options: RunOptions,
) -> Rows:
    """Files that take long to make and are made once: thumbnails of pictures, social cards of posts; and the ledger of
    what code was when messages that published documents cite were sent.

    Grain: a row a file, by the content of everything that it is made from; the files lie beside the database. A row a
    look-up that a published document stands on, as long as it does. Anybody may read it: it is made of clean pictures
    and titles, of paths and commits. Stale when a picture, a post's title or dates, a code reference or the site's
    title changes, a person takes a post off the site or puts it back, or a file is lost; what is damaged otherwise is
    made again with `--force-refresh`. It may be deleted. A file that is no longer wanted is removed after
    `cache_ttl_days`, when `cache_cap_bytes` is reached, or at once where somebody opted out.
    """
    values, now = settings.values(), clock.now()
    work = TaskWork(store.task_queue, context.run.run_id, now, revives=run_options.is_forced(context.run))
    wanted = plan_thumbnails(anonymized, enriched, pictures, values.home)
    wanted |= plan_cards(anonymized, generated, pictures, values.site_title)
    stored, by_content = store.read_own_table("asset_cache").to_pylist(), run_options.is_forced(context.run)
    rows = [row for row in stored if is_present(pictures, values.home, row, by_content=by_content)]
    made = make_missing(pictures, values.home, rows, wanted, work)
    has_opt_out = anonymized.rows(expressions.opted_out_authors(anonymized["authors"])).num_rows > 0
    limits = Limits.decide(has_opt_out, values.cache_ttl_days, values.cache_cap_bytes)
    kept = retain_rows([*rows, *made], wanted.keys(), now, limits)
    pictures.remove_others(values.home, MADE_FOLDERS, frozenset(row["relative_path"] or "" for row in kept))
    context.add_output_metadata(describe_counts(store.task_queue.count(), ("generate_banner",)))
    history = History(git_refs["git_repositories"], git_commits["git_chain"], git_commits["git_file_versions"])
    texts = {"messages": anonymized["messages"], **generated}
    look_ups = record_lookups(texts, enriched["code_references"], history, now)
    return {"asset_cache": record_files(made, kept, wanted), "git_lookup_cache": look_ups}
