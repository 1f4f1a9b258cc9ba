"""What exports are read as, for programs: the decisions, counts and doubts of the report, and no name unless asked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from egregora_assets.operations.inspection_report import list_doubts
from egregora_assets.readers.messages import ParsedChat, values

if TYPE_CHECKING:
    from egregora_assets.merging.preview import Preview
    from egregora_assets.operations.inspection import Inspection


def describe_inspection(found: Inspection, *, with_names: bool = False) -> dict[str, Any]:
    """An inspection as JSON can hold it; docs/inspect.md has the keys.

    Args:
        with_names: add the title and everybody's name with the number of messages.
    """
    described: dict[str, Any] = {
        "time_zone": found.time_zone,
        "locale": found.locale,
        "files": [_describe_file(file) for file in found.files],
        "conversation": _describe_messages(found.conversation),
    }
    if with_names:
        authors = Counter(n for n in values(found.conversation.messages["author_name"]) if n is not None)
        described |= {"title": found.conversation.title, "names": dict(sorted(authors.items()))}
    return described


def _describe_file(file: Preview) -> dict[str, Any]:
    report, rejected = file.chat.report, file.chat.rejected.select(["line_number", "reason"]).to_pylist()
    named = {n.casefold() for n in values(pc.unique(file.chat.messages["attachment_name"])) if n is not None}
    held = {n.casefold() for n in file.attachment_names or ()}
    return {
        "number": file.number,
        "source": file.source,
        "platform": report.platform,
        "bytes": file.byte_count,
        "language": report.language,
        "encoding": report.encoding,
        "time_zone": file.time_zone,
        "date_order": report.date_order,
        "date_order_evidence": report.date_order_evidence,
        "is_date_order_open": report.is_date_order_open,
        "is_twelve_hour": report.is_twelve_hour,
        "has_seconds": report.has_seconds,
        "attachments": {"named": len(named), "there": len(named & held)},
        "rejected": [{"line": row["line_number"], "reason": row["reason"]} for row in rejected],
        "doubts": list(list_doubts(report)),
        **_describe_messages(file.chat),
    }


def _describe_messages(chat: ParsedChat) -> dict[str, Any]:
    messages = chat.messages
    first, last = (find(messages["local_time"]).as_py() for find in (pc.min, pc.max))
    return {
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "messages": messages.num_rows,
        "kinds": dict(sorted(Counter(values(messages["kind"])).items())),
        "edited": pc.sum(messages["is_edited"]).as_py() or 0,
        "people": pc.count_distinct(messages["author_name"]).as_py(),
    }
