"""The ledger of look-ups that published documents stand on: what a file was when a message that they cite was sent.

A row stays as long as a published document cites its message. While the repository's history is there, it is what that
says now; of a history that is no longer there, it is what was said last.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import ibis
import pyarrow as pa

from egregora_assets.contracts.column_types import MOMENT
from egregora_assets.contracts.lookups import GIT_LOOKUP_CACHE
from egregora_assets.contracts.tables import Derived, name_result

NOW = name_result("result_now", {"now": MOMENT})
"""One row: the time of the run."""
_KEY = ("repository_id", "ref_name", "path", "asked_at")
_ANSWER = ("commit_id", "last_change_id", "blob_id")
_STATES = {"120000": "symlink", "160000": "submodule"}


class History(NamedTuple):
    """The tables of the history: `git_repositories`, `git_chain`, `git_file_versions`."""

    repositories: ibis.Table
    chain: ibis.Table
    versions: ibis.Table


def record_lookups(texts: Mapping[str, ibis.Table], references: ibis.Table, history: History, now: datetime) -> Derived:
    """The rows of `git_lookup_cache`; `now` is in UTC, the rest as for `list_cited_lookups`."""
    moment = pa.table({"now": pa.array([now], pa.timestamp("us", "UTC"))})
    rows = list_cited_lookups(texts, references, history, GIT_LOOKUP_CACHE.table())
    return Derived(rows, {NOW.get_name(): moment})


def list_cited_lookups(
    texts: Mapping[str, ibis.Table], references: ibis.Table, history: History, stored: ibis.Table
) -> ibis.Table:
    """Rows of `git_lookup_cache`, over `NOW`.

    Args:
        texts: `messages`, `documents`, `citations`; references: `code_references`; stored: the rows so far.
    """
    shown = texts["documents"].filter(texts["documents"].status == "published")
    cited = texts["citations"].semi_join(shown, "document_id").select("message_id").distinct()
    told = references.filter(references.path.notnull()).semi_join(cited, "message_id")
    sent = texts["messages"].select("message_id", asked_at=texts["messages"].sent_at.cast(MOMENT))
    asked = told.inner_join(sent, "message_id")
    found = _find_answers(asked.filter(asked.is_resolved & asked.blob_id.notnull()), history)
    before = {f"earlier_{name}": stored[name] for name in (*_ANSWER, "tip_id", "last_accessed_at")}
    earlier = found.left_join(stored.select(*_KEY, **before), _KEY)
    kept = earlier.select(*found.columns, *before).cross_join(NOW)
    is_same = ibis.and_(*(kept[name].fill_null("") == kept[f"earlier_{name}"].fill_null("") for name in _ANSWER))
    rows = kept.mutate(
        tip_id=is_same.ifelse(kept.earlier_tip_id, kept.tip_id).coalesce(kept.tip_id),
        last_accessed_at=is_same.ifelse(kept.earlier_last_accessed_at, kept.now).coalesce(kept.now),
    )
    columns = GIT_LOOKUP_CACHE.filled_columns
    gone = stored.anti_join(history.chain, "repository_id").semi_join(asked, "asked_at")
    return rows.select(*columns).union(gone.select(*columns))


def _find_answers(asked: ibis.Table, history: History) -> ibis.Table:
    """One row a question: what was resolved of it, the branch's commit then, and how certain that is."""
    chain, repositories = history.chain, history.repositories
    branches = repositories.select("repository_id", "branch")
    named = asked.inner_join(branches, "repository_id")
    questions = named.group_by("repository_id", "path", "asked_at", ref_name=named.revision.coalesce(named.branch)).agg(
        last_change_id=named.commit_id.max(), blob_id=named.blob_id.max(), is_implied=named.revision.isnull().all()
    )
    so_far = ibis.cumulative_window(group_by=chain.chain_id, order_by=chain.position)
    whole = ibis.window(group_by=chain.chain_id)
    places = chain.select(
        "chain_id", "repository_id", "position", "commit_id", "effective_at",
        latest=chain.committed_at.max().over(so_far), last=chain.position.max().over(whole),
        tip_id=chain.commit_id.argmax(chain.position).over(whole),
    )  # fmt: skip
    then = _join_place(questions, places)
    changes = history.versions.inner_join(
        chain.select("chain_id", "position", "repository_id", last_change_id=chain.commit_id), ("chain_id", "position")
    ).select("repository_id", "path", "last_change_id", "mode")
    told = then.left_join(changes, ("repository_id", "path", "last_change_id"))
    state = ibis.cases(*((told["mode"] == mode, state) for mode, state in _STATES.items()), else_="present")
    return told.select(
        *_KEY, "tip_id", "last_change_id", "blob_id",
        commit_id=told.is_implied.ifelse(told.place_id, ibis.null("string")),
        status=state,
        is_clock_disputed=(told.latest > told.asked_at).fill_null(False),
        is_provisional=(told.position == told["last"]).fill_null(False),
        is_cited=ibis.literal(True),
    )  # fmt: skip


def _join_place(questions: ibis.Table, places: ibis.Table) -> ibis.Table:
    """Each question with the place that its branch was at, by whole seconds, as git counts; nulls where it was none."""
    steps = places.group_by("repository_id", effective=places.effective_at.epoch_seconds()).agg(
        position=places.position.max()
    )
    asked = questions.mutate(asked=questions.asked_at.epoch_seconds())
    dated = asked.asof_join(steps, on=asked.asked >= steps.effective, predicates="repository_id")
    dated = dated.select(*questions.columns, "position")
    at = places.select("repository_id", "position", "latest", "last", "tip_id", place_id=places.commit_id)
    return dated.left_join(at, ("repository_id", "position"))
