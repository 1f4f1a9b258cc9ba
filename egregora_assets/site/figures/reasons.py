"""Why a post is worth reading, in a word: never a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from egregora_assets.site.site_model import Document

_MANY_VOICES = 5


def choose_reasons(posts: Sequence[tuple[Document, int]]) -> list[str]:
    """Why posts of the first page are worth reading: keys below `site.worth`, or nothing; each once where that can be.

    Args:
        posts: each with the number of its voices.
    """
    chosen: list[str] = []
    for post, voice_count in posts:
        reasons = list(_list_reasons(post, voice_count))
        chosen.append(next((r for r in reasons if r not in chosen), reasons[0] if reasons else ""))
    return chosen


def _list_reasons(post: Document, voice_count: int) -> Iterator[str]:
    """All that speaks for a post, what says most first."""
    rating = post.rating
    if rating and rating.vote_balance > 0:
        yield "chosen"
    if voice_count >= _MANY_VOICES:
        yield "voices"
    if rating and rating.has_outcome:
        yield "outcome"
    if voice_count > 1:
        yield "talk"
