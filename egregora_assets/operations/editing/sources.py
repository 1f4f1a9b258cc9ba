"""What an edited post stands on: the messages whose words it holds, and the people whom it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from egregora_assets.operations.editing.relinking import fold_words, list_linked_messages
from egregora_assets.services.content import Citation

LEAST_WORDS = 5
"""Of a message that is quoted without a link."""
_LONGEST = 280


def find_citations(
    content: str, known: Sequence[Citation], messages: Iterable[Mapping[str, Any]]
) -> tuple[Citation, ...]:
    """The citations of an edited text: earlier ones that it still holds, then further messages in their order.

    Args:
        known: of the version that stands.
        messages: `message_id`, `text` of everything that was said in the conversation, in order.
    """
    said, linked = fold_words(content), set(list_linked_messages(content))
    kept = [one for one in known if fold_words(one.quote) in said or one.message_id in linked]
    cited = {one.message_id for one in kept}
    further = []
    for row in messages:
        message_id, text = str(row["message_id"]), str(row["text"])
        if message_id in cited or not text.strip():
            continue
        words = fold_words(text)
        if message_id in linked or (words.count(" ") > LEAST_WORDS and words in said):
            further.append(Citation(message_id, text[:_LONGEST]))
    return (*kept, *further)


def find_people(
    texts: Iterable[str], cited: Iterable[str | None], people: Iterable[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Whom an edited post tells of: who said what it cites, and whose name stands in it; sorted ids.

    Args:
        cited: the author_ids of the cited messages.
        people: rows of `authors` of the conversation.
    """
    said = fold_words("\n".join(texts))
    named = {
        str(row["author_id"])
        for row in people
        if any(fold_words(str(row[name])) in said for name in ("pseudonym", "public_name") if str(row[name]).strip())
    }
    return tuple(sorted(named | {str(author) for author in cited if author}))
