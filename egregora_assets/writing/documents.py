"""Documents: what a writer writes of a conversation, with what each document is about and when it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.drafts import Draft
from egregora_assets.writing.journals import write_journal
from egregora_assets.writing.progress.sources import hold_conversation
from egregora_assets.writing.progress.telling import Told, tell
from egregora_assets.writing.progress.windows import Writer
from egregora_assets.writing.slugs import make_dated_slug, make_slug


@dataclass(frozen=True)
class Document:
    """A draft with what it is about.

    Args:
        doc_type: `post`, `journal` or `profile`.
        subject: the window's identifier, or the person's for a profile.
        created_at, window_start, window_end: nanoseconds since 1970, UTC; the window is None for a profile.
        wanted_slug: the slug that it gets unless it already has one or another document has it.
    """

    doc_type: str
    subject: str
    draft: Draft
    created_at: int
    wanted_slug: str
    window_start: int | None = None
    window_end: int | None = None


def write_documents(conversation: Conversation, writer: Writer) -> list[Document]:
    """Write the documents of a conversation: posts, journal entries and profiles.

    Every window gets a journal entry, which says what was read and left out; a window with enough to quote also gets a
    post, and everybody with enough messages a profile. Only exact words of people who did not opt out are quoted, and
    each quote names its message.

    Args:
        conversation: anonymised messages in windows (see `conversation`).
        writer: for example `EmbeddedWriter()`, which needs no model and no network.

    Returns: posts and journal entries in order of windows, then profiles by author_id.
    """
    return list_documents(tell(hold_conversation(conversation), writer), conversation, writer.minimum)


def list_documents(told: Told, conversation: Conversation, minimum: int) -> list[Document]:
    """The documents that were written anew, in the order of `write_documents`.

    Args:
        conversation: whose people have profiles.
        minimum: the messages with text that a post needs.
    """
    return [*_list_window_documents(told, minimum), *_list_profiles(told, conversation)]


def _list_window_documents(told: Told, minimum: int) -> Iterator[Document]:
    for window, result in told.windows:
        first, last = window.messages[0], window.messages[-1]
        span = (window.start, window.end)
        if post := result.post:
            slug = make_dated_slug(first.local_time, post.title)
            yield Document("post", window.window_id, post, last.sent_at, slug, *span)
        journal = write_journal(window, result, minimum)
        yield Document("journal", window.window_id, journal, last.sent_at, make_dated_slug(first.local_time, ""), *span)


def _list_profiles(told: Told, conversation: Conversation) -> Iterator[Document]:
    for author_id, profile in told.profiles.items():
        slug = make_slug(conversation.people[author_id].pseudonym) or "profile"
        yield Document("profile", author_id, profile.draft, profile.last_sent_at, slug)
