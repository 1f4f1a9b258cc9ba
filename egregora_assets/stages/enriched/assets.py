"""The asset of the stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg
import ibis
import pyarrow as pa

from egregora_assets.contracts.bundles import ENRICHED_BUNDLE
from egregora_assets.contracts.digests import digest_values
from egregora_assets.contracts.parts import ChangedParts, Part
from egregora_assets.contracts.pictures.looks import LOOK_DIGITS, format_look
from egregora_assets.contracts.pictures.said import list_lines
from egregora_assets.contracts.tables import Derived, Tables
from egregora_assets.contracts.vocabularies import EVERY_CHAT
from egregora_assets.references.code_references import render_prefilter
from egregora_assets.references.plan import MonthPlan, digest_references, plan_months
from egregora_assets.references.preview_plan import add_previews, choose_addresses, find_known
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.clock import Clock
from egregora_assets.services.external_services import ExternalServices
from egregora_assets.services.git import Git
from egregora_assets.services.leak_guard import LeakGuard
from egregora_assets.services.pictures import Pictures
from egregora_assets.services.run_options import RunOptions
from egregora_assets.services.settings import Settings
from egregora_assets.services.store import Store
from egregora_assets.services.tasks import DONE, UNTRIED, Task, TaskResult, TaskWork, describe_counts
from egregora_assets.services.vault import Vault
from egregora_assets.services.web_pages import Answer, WebPages
from egregora_assets.stages.enriched import expressions
from egregora_assets.stages.enriched.code.expressions import list_places
from egregora_assets.stages.enriched.code.resources import make_reader, read_excerpts
from egregora_assets.stages.enriched.code.rows import list_wanted, read_known
from egregora_assets.stages.enriched.histories.expressions import list_spaced_paths, list_versions
from egregora_assets.stages.enriched.histories.rows import list_path_ends, list_ref_names, read_repositories
from egregora_assets.stages.enriched.rows import (
    MentioningText,
    describe_files,
    find_addresses,
    find_texts,
    list_file_names,
    list_links,
    read_loose_months,
    read_months,
    resolve_mentions,
    tell_mentions,
    tell_months,
    tell_previews,
    tell_texts,
)

BATCH_ROWS = 20_000
"""Messages whose texts are Python values at one time."""
PREVIEWS = "link_previews"
UNREADABLE = TaskResult("it is no picture that can be read", is_final=True)


def _describe_external_state(resources: Any) -> str:
    """Whether pages are asked for previews."""
    return PREVIEWS if resources.external_services.is_enabled(PREVIEWS) else ""


def _list_due_pages(resources: Any) -> str:
    """The pages that it is time to ask, or to ask again."""
    if not resources.external_services.is_enabled(PREVIEWS):
        return ""
    version: str = resources.store.task_queue.compute_due_version("enrich_url", resources.clock.now())
    return version


@stage_asset(
    ENRICHED_BUNDLE,
    code_version="3",
    kinds={"duckdb", "python"},
    external_state=_describe_external_state,
    due_state=_list_due_pages,
)
def enriched(
    context: dg.AssetExecutionContext,
    anonymized: Tables,
    git_refs: Tables,
    git_commits: Tables,
    settings: Settings,
    vault: Vault,
    pictures: Pictures,
    git: Git,
    store: Store,
    external_services: ExternalServices,
    web_pages: WebPages,
    leak_guard: LeakGuard,
    clock: Clock,
    run_options: RunOptions,
) -> ChangedParts:
    """What messages point to: files, clean addresses, and code as it was when the message was sent.

    Grain: a row a file and one a file a message; a row an address and one an address a message; a row a mention of
    code, and one a place of code with its lines. Anybody may read it: addresses lost their secrets, files are known by
    their clean copies, lines of code in which something of the vault stands are left out. Stale when a message
    or an attachment changes, or a branch or tag of a configured repository moved. Asks no host, unless the setting
    `services` names `link_previews`: then each shared address is asked for its title once. Only months whose messages
    changed are read again, or all, where a branch or tag moved.
    """
    context.add_output_metadata({"leaves this machine": external_services.describe()})
    earlier = {} if run_options.is_forced(context.run) else store.read_parts("enriched")
    own = store.tables(ENRICHED_BUNDLE)
    with anonymized.session():
        reading = _plan_reading(anonymized, git_refs, git_commits, own, earlier)
    texts = anonymized.batches(reading.texts, BATCH_ROWS, "message_id")
    found = find_texts(texts, reading.ref_names, reading.spaced_names)
    addresses, previews = find_addresses(found, vault.key()), tell_previews()
    work = TaskWork(store.task_queue, context.run.run_id, clock.now(), revives=run_options.is_forced(context.run))
    if external_services.is_enabled(PREVIEWS):
        links = list_links(addresses, reading.read_kept_links(own))
        previews = _fetch_previews(work, links, store, web_pages, make_privacy_test(leak_guard))
    files = _describe_files(work, anonymized, store, pictures, settings)
    context.add_output_metadata(describe_counts(store.task_queue.count(), ("enrich_url", "enrich_media")))
    answers = _resolve_mentions(git_refs, git_commits, found.mentioning, reading.texts)
    places = list_wanted(found.mentioning, answers, reading.read_kept_places(own))
    results = {
        "result_files": files,
        "result_texts": tell_texts(found),
        "result_addresses": addresses,
        "result_previews": previews,
        "result_mentions": tell_mentions(found),
        "result_answers": answers,
        "result_excerpts": read_excerpts(
            places,
            read_known(own.rows("code_excerpts")) if places else {},
            make_reader(git, git_refs, settings),
            leak_guard,
            is_reused=reading.plan.changed is not None,
        ),
    }
    return reading.build_changes(anonymized, own, results)


@dataclass(frozen=True)
class _Reading:
    """Which messages are read for what they point to.

    Attributes:
        ref_names: short names of the refs that were observed.
        spaced_names: paths with a space, and their ends.
        messages: all; texts: of those that may point to something, the ones that are read.
    """

    plan: MonthPlan
    ref_names: frozenset[str]
    spaced_names: frozenset[str]
    messages: ibis.Table
    texts: ibis.Table

    def read_kept_links(self, own: Tables) -> pa.Table | None:
        """The stored links that messages share which are not read; None where all are read."""
        if not self.plan.holding:
            return None
        tables = self.messages, own["links"], own["message_links"]
        return own.rows(expressions.list_kept_links(*tables, expressions.tell_months(self.plan.holding)))

    def read_kept_places(self, own: Tables) -> pa.Table:
        """The places of code that stored mentions mean, of months that are not read."""
        months = self.plan.holding
        kept = expressions.list_kept(self.messages, expressions.tell_months(months)) if months else None
        return own.rows(list_places(own["code_references"], kept))

    def build_changes(self, anonymized: Tables, own: Tables, results: Mapping[str, pa.Table]) -> ChangedParts:
        """The rows of the months that are read, and the keys of the stored ones that do not stay.

        Files and links are written as a whole.
        """
        holding = {"result_holding_months": tell_months(self.plan.holding)}
        rows = expressions.build_tables(anonymized, own)
        names = () if self.plan.changed is None else ("message_links", "code_references")
        scope = {name: Derived(expressions.list_changed_rows(self.messages, own[name]), holding) for name in names}
        return ChangedParts({n: Derived(e, {**holding, **results}) for n, e in rows.items()}, scope, self.plan.parts)


def _plan_reading(
    anonymized: Tables, git_refs: Tables, git_commits: Tables, own: Tables, earlier: Mapping[str, Part]
) -> _Reading:
    """Which months are read: those whose messages changed; all, where the code or what a repository holds did."""
    observed = git_refs.rows("git_refs")
    refs, tips = list_ref_names(observed), git_commits.rows(expressions.list_tips(git_commits["git_chain"]))
    known = [rows.drop(["run_id"]).to_pylist() for rows in (git_refs.rows("git_repositories"), observed)]
    decisive = digest_values(digest_references(), *(sorted(map(repr, rows)) for rows in (*known, tips.to_pylist())))
    pattern, stored = render_prefilter(refs), [own["message_links"], own["code_references"]]
    candidates = expressions.list_candidates(anonymized["messages"], pattern)
    months = read_months(anonymized.rows(expressions.list_months(candidates)))
    loose = expressions.list_loose_months(anonymized["messages"], stored, pattern)
    plan = plan_months(months, decisive, earlier, read_loose_months(anonymized.rows(loose)) if earlier else ())
    texts = expressions.list_texts(candidates, plan.changed)
    spaced = list_path_ends(git_commits.rows(list_spaced_paths(git_commits["git_file_versions"])))
    return _Reading(plan, refs, spaced, anonymized["messages"], texts)


def judge_answer(answer: Answer) -> TaskResult:
    """What became of the task of asking for a page: a host that did not answer well is asked again later."""
    if answer.status == "pending":
        return UNTRIED
    return TaskResult(answer.reason or "no answer") if answer.status == "failed" else DONE


def make_privacy_test(leak_guard: LeakGuard) -> Callable[[str], bool]:
    """A test of words from elsewhere, which may stand on the pages of any chat."""

    def is_private(text: str) -> bool:
        return bool(leak_guard.findings(text.encode(), "a preview", EVERY_CHAT))

    return is_private


def _fetch_previews(
    work: TaskWork, links: list[dict[str, Any]], store: Store, web_pages: WebPages, is_private: Callable[[str], bool]
) -> pa.Table:
    """The previews of the pages of links; a request is in the journal before it is sent."""
    own, answers = store.read_own_table("links").to_pylist(), dict[str, Answer]()
    url_of = {str(row["link_id"]): str(row["url"]) for row in links}
    known = find_known(own)
    asked = set(choose_addresses(url_of.values(), known))

    def ask(tasks: list[Task]) -> dict[str, TaskResult]:
        entry = store.begin_transmission(work.run_id, PREVIEWS, len(tasks))
        answers.update(web_pages.ask(sorted(url_of[task.payload["link_id"]] for task in tasks)))
        found = answers.values()
        sent = sum(answer.request_count for answer in found), sum(answer.sent_bytes for answer in found)
        store.end_transmission(work.run_id, entry, *sent)
        return {task.task_id: judge_answer(answers[url_of[task.payload["link_id"]]]) for task in tasks}

    wanted = [{"link_id": link_id} for link_id, url in url_of.items() if url in asked]
    work.perform("enrich_url", wanted, ask)

    # A failure that waits for its next attempt stays one.
    waiting = {row["url"]: row for row in own if row["status"] == "failed" and row["url"] not in answers}
    return tell_previews(add_previews(links, waiting | known, answers, work.now, is_private))


def _describe_files(
    work: TaskWork, anonymized: Tables, store: Store, pictures: Pictures, settings: Settings
) -> pa.Table:
    sent = anonymized["attachments"], anonymized["messages"]
    files = anonymized.rows(expressions.list_files(*sent))
    lines = anonymized.rows(list_lines(*sent, anonymized["message_replies"]))
    return describe_files(files, lines, _hash_pictures(work, files.to_pylist(), store, pictures, settings))


def _is_picture(file: Mapping[str, str]) -> bool:
    """Whether a file can be looked at: a picture with a clean copy."""
    return bool(file["clean_path"]) and file["media_type"] in ("image", "sticker")


def _is_look(stored: str | None) -> bool:
    """Whether a stored hash is of the form that pictures are compared by now."""
    return len(stored or "") == LOOK_DIGITS


def _hash_pictures(
    work: TaskWork, files: list[dict[str, str]], store: Store, pictures: Pictures, settings: Settings
) -> dict[str, str]:
    """Perceptual hashes by media_id. An id depends on the content, so a stored hash is used again."""
    own = store.read_own_table("media_files")
    known: dict[str, str] = {row["media_id"]: row["phash"] for row in own.to_pylist() if _is_look(row["phash"])}
    found = {f["media_id"]: known[f["media_id"]] for f in files if f["media_id"] in known}
    new = {f["media_id"]: f["clean_path"] for f in files if _is_picture(f) and f["media_id"] not in found}

    def look(tasks: list[Task]) -> dict[str, TaskResult]:
        paths = {task.payload["media_id"]: new[task.payload["media_id"]] for task in tasks}
        grids = pictures.grey_grids(settings.values().home, paths)
        found.update({media_id: format_look(grid) for media_id, grid in grids.items()})
        return {task.task_id: DONE if task.payload["media_id"] in grids else UNREADABLE for task in tasks}

    work.perform("enrich_media", [{"media_id": media_id} for media_id in sorted(new)], look)
    return found


def _resolve_mentions(
    git_refs: Tables, git_commits: Tables, mentions: Sequence[MentioningText], texts: ibis.Table
) -> pa.Table:
    """What the git caches knew of the mentions of code in texts at each message's time."""
    chain = git_commits["git_chain"]
    versions = list_versions(git_commits["git_file_versions"], chain, list_file_names(mentions))
    with git_refs.session():
        git = {name: git_refs.rows(name) for name in ("git_repositories", "git_refs")}
        git |= {name: git_commits.rows(name) for name in ("git_commits", "git_chain")}
        places = git_commits.rows(expressions.find_places(texts, chain))
        repositories = read_repositories(git, git_commits.rows(versions))
    return resolve_mentions(mentions, places, repositories)
