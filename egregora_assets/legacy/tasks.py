"""Imports older tasks with current identifiers or web addresses, and nothing else of their payload."""

from __future__ import annotations

import json
from collections.abc import Mapping

from egregora_assets.contracts.bookkeeping import DONE_STATUSES, TASK_STATUSES, TASK_TYPES
from egregora_assets.legacy.import_plan import ImportPlan, to_microseconds
from egregora_assets.legacy.older_rows import OlderRow
from egregora_assets.legacy.outcomes import RowRefused
from egregora_assets.legacy.texts import is_harmless

_ERROR = "LegacyTaskFailed: it failed in the older deployment. Remedy: do it again here."
_LONGEST_URL = 2000


def import_task(plan: ImportPlan, row: OlderRow) -> list[str] | None:
    """Plan one older task.

    Returns: the changes made to it; None if it was imported before.

    Raises:
        RowRefused: it cannot be imported.
    """
    task = _read_task(row)
    payload, changes = _reduce_payload(plan, task["task_type"], row.read_mapping("payload"))
    content = json.dumps(payload, sort_keys=True)
    task_id = plan.make_id(
        "task", row.read_text("task_id", "id") or f"{task['task_type']} {content} {task['created_at']}"
    )
    if task_id in plan.current.other_ids or task_id in plan.task_ids:
        return None
    plan.task_ids.add(task_id)
    changes += ["work_was_left"] if (row.read_text("status") or "").lower() == "processing" else []
    changes += ["error_text_dropped"] if task["error"] else []
    plan.add("tasks", {**task, "task_id": task_id, "payload": content, "attempts": 0, "not_before": None})
    return changes


def _read_task(row: OlderRow) -> dict[str, object]:
    """The columns but id and payload. A task in progress is pending again."""
    task_type, status = (row.read_text("task_type", "type") or "").lower(), (row.read_text("status") or "").lower()
    created = row.read_moment("created_at")
    if task_type not in TASK_TYPES:
        raise RowRefused("kind_not_kept")
    if status not in TASK_STATUSES:
        raise RowRefused("status_unknown")
    if created is None:
        raise RowRefused("date_missing")
    status = "pending" if status == "processing" else status
    processed = row.read_moment("processed_at") or created
    done_at = max(to_microseconds(processed.at), to_microseconds(created.at)) if status in DONE_STATUSES else None
    return {
        "task_type": task_type,
        "status": status,
        "created_at": to_microseconds(created.at),
        "processed_at": done_at,
        "error": _ERROR if status == "failed" and row.read_text("error") else None,
    }


def _reduce_payload(
    plan: ImportPlan, task_type: object, older: Mapping[str, object]
) -> tuple[dict[str, str], list[str]]:
    """The identifier or web address that a task needs, and the changes.

    Raises:
        RowRefused: it does not exist here, or may not be stored.
    """

    def read_text(*names: str) -> str:
        return next((str(older[n]).strip() for n in names if isinstance(older.get(n), str) and older[n]), "")

    if task_type == "generate_banner":
        post = plan.find_post(read_text("post_id", "document_id") or None) or plan.find_post(
            read_text("post_slug", "slug") or None
        )
        if post is None:
            raise RowRefused("post_unknown")
        payload = {"document_id": post}
    elif task_type == "update_profile":
        author = read_text("author_uuid", "author_id", "subject_uuid").lower()
        is_opted_out = plan.current.authors.get(author)
        if is_opted_out is not False:
            raise RowRefused("opted_out" if is_opted_out else "subject_unknown")
        payload = {"author_id": author}
    elif task_type == "enrich_media":
        media_id = read_text("media_id").lower()
        if media_id not in plan.current.media_ids:
            raise RowRefused("media_unknown")
        payload = {"media_id": media_id}
    else:
        url = read_text("url")
        is_web = url.startswith(("https://", "http://")) and len(url) <= _LONGEST_URL
        if not is_web or not is_harmless([url], plan.tools, plan.pseudonyms):
            raise RowRefused("url_missing")
        payload = {"url": url}
    return payload, ["payload_reduced"] if len(older) > len(payload) else []
