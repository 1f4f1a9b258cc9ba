"""Words on a terminal: progress, errors, counts."""

from __future__ import annotations

import sys

from egregora_assets.errors import EgregoraError
from egregora_assets.runs.progress import Progress

DOING = {
    "git_refs": "Looking at repositories",
    "git_commits": "Reading histories",
    "ingested": "Ingesting messages",
    "anonymized": "Replacing names and personal data",
    "enriched": "Finding links, media and code",
    "knowledge": "Building windows and the index",
    "generated": "Writing posts and profiles",
    "ranked": "Comparing posts",
    "asset_cache": "Making cards and thumbnails",
    "published": "Publishing the site",
}


def print_error(error: EgregoraError) -> None:
    """An error and its remedy, on standard error."""
    print(f"\nError: {error.problem}", file=sys.stderr)
    if error.detail_for_terminal:
        print(f"       {error.detail_for_terminal}", file=sys.stderr)
    print(f"Remedy: {error.remedy}", file=sys.stderr)


class ProgressPrinter:
    """Prints a line a stage, and keeps the first error."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._count = 0
        self.error: EgregoraError | None = None

    def __call__(self, news: Progress | EgregoraError) -> None:
        """Hears of a stage that began or ended, or of an error."""
        if isinstance(news, EgregoraError):
            if self.error is None:
                print(flush=True)
            self.error = self.error or news
        elif news.seconds is None:
            self._count += 1
            print(f"[{self._count}/{self._total}] {DOING[news.asset_key]} … ", end="", flush=True)
        else:
            print(f"({_ended(news)})", flush=True)


def _ended(news: Progress) -> str:
    if news.is_reused:
        return f"nothing to do, {news.row_count:,} rows"
    return f"{news.seconds:.1f} s, {news.row_count:,} rows, {news.changed_count:,} written"
