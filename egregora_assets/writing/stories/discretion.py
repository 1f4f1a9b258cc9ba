"""What of a window is told: nothing that personal data were removed from, nor what was said of it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from egregora_assets.writing.conversation import NANOSECONDS_PER_MINUTE, Message
from egregora_assets.writing.reading.utterances import Utterance

_REMOVED = re.compile(r"\[[a-z]+(?:-[a-z]+)?-\d+\]")
"""A placeholder of personal data, which are numbered; names have none."""
_AT_ONCE = 5 * NANOSECONDS_PER_MINUTE


def holds_removed(text: str) -> bool:
    """Whether personal data were removed from a text."""
    return _REMOVED.search(text) is not None


def leave_out_private(utterances: Sequence[Utterance]) -> list[Utterance]:
    """The utterances without those that hold a placeholder of personal data and without the next one, within minutes.

    A hint at a password, or a call at a number, says enough to whoever wants to know.
    """
    kept = []
    before: Message | None = None
    for utterance in utterances:
        message = utterance.message
        is_private = holds_removed(message.text)
        is_at_once = before is not None and message.sent_at - before.sent_at <= _AT_ONCE
        if not (is_private or is_at_once):
            kept.append(utterance)
        before = message if is_private else None
    return kept
