"""Answers for programs: one JSON document on standard output, also of what failed (docs/command-line.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from egregora_assets.errors import EgregoraError

if TYPE_CHECKING:
    from egregora_assets.operations.process import ProcessResult
    from egregora_assets.operations.running import Progress
    from egregora_assets.operations.summary import Summary

JSON_OPTION = "--json"


def is_asked_for(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, be it understood or not."""
    words = list(arguments)
    return JSON_OPTION in words[: words.index("--") if "--" in words else None]


def print_answer(answer: object) -> None:
    """Prints a document."""
    print(json.dumps(answer, indent=2, ensure_ascii=False), flush=True)


def describe_error(error: EgregoraError) -> dict[str, str]:
    """An error: its class, what is wrong, what to do, and what only its operator may see, such as a file's name."""
    return {
        "code": type(error).__name__,
        "problem": error.problem,
        "remedy": error.remedy,
        "detail": error.detail_for_terminal,
    }


def describe_usage(problem: str, help_command: str) -> dict[str, str]:
    """A command line that cannot be understood, as an error."""
    return {"code": "Usage", "problem": problem, "remedy": f"see `{help_command} --help`.", "detail": ""}


def describe_result(result: ProcessResult, stages: Sequence[Progress]) -> dict[str, Any]:
    """What processing came to.

    Args:
        stages: the ends of the stages, in their order.
    """
    return {
        "error": describe_error(result.error) if result.error else None,
        "stages": [
            {
                "asset": one.asset_key,
                "seconds": round(one.seconds or 0.0, 3),
                "rows": one.row_count,
                "written": one.changed_count,
                "is_reused": one.is_reused,
            }
            for one in stages
        ],
        "files": [asdict(line) for line in result.files],
        "refusals": [{"file": one.file_name, "reason": one.reason, "message": one.message} for one in result.refusals],
        "unimported_rankings": [str(path) for path in result.unimported_rankings],
        "archived": result.archived_count,
        "archive_folder": str(result.archive_folder) if result.archive_folder else None,
        "is_vault_empty": result.is_vault_empty,
        "copy_failure": describe_error(result.copy_failure) if result.copy_failure else None,
        "summary": _describe_summary(result.summary) if result.summary else None,
    }


def _describe_summary(summary: Summary) -> dict[str, Any]:
    return {
        "counts": dict(summary.counts),
        "transmissions": [
            {"service": one.service, "requests": one.request_count, "bytes": one.sent_bytes}
            for one in summary.transmissions
        ],
        "unreviewed_names": summary.unreviewed_name_count,
        "withheld_texts": summary.withheld_count,
        "page": str(summary.page),
        "repository_warnings": [asdict(one) for one in summary.repository_warnings],
    }
