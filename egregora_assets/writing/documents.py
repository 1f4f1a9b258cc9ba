"""Documents: what a writer writes of a conversation, with what each document is about and when it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.draft_cache import DraftCache
from egregora_assets.writing.drafts import Draft, WrittenConversation
from egregora_assets.writing.journals import write_journal
from egregora_assets.writing.slugs import make_dated_slug, make_slug


class Writer(Protocol):
    """Turns a conversation into drafts. Pure: the same conversation gives the same drafts."""

    @property
    def name(self) -> str:
        """Name and version, as stored in the column `writer`."""

    @property
    def minimum(self) -> int:
        """How many messages with text a window needs for a post."""

    def write(self, conversation: Conversation, cache: DraftCache | None = None) -> WrittenConversation:
        """Write a post for each window, and a profile of everybody with enough messages who did not opt out.

        Args:
            cache: drafts of an earlier run; it saves time and never changes the result.
        """


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


def write_documents(conversation: Conversation, writer: Writer, cache: DraftCache | None = None) -> list[Document]:
    """Write the documents of a conversation: posts, journal entries and profiles.

    Every window gets a journal entry, which says what was read and left out; a window with enough to quote also gets a
    post, and everybody with enough messages a profile. Only exact words of people who did not opt out are quoted, and
    each quote names its message.

    Args:
        conversation: anonymised messages in windows (see `conversation`).
        writer: for example `EmbeddedWriter()`, which needs no model and no network.
        cache: drafts of an earlier run; it saves time and never changes the result.

    Returns: posts and journal entries in order of windows, then profiles by author_id.
    """
    written = writer.write(conversation, cache)
    return [*_list_window_documents(conversation, written, writer.minimum), *_list_profiles(conversation, written)]


def _list_window_documents(
    conversation: Conversation, written: WrittenConversation, minimum: int
) -> Iterator[Document]:
    for window, result in zip(conversation.windows, written.windows, strict=True):
        first, last = window.messages[0], window.messages[-1]
        span = (window.start, window.end)
        if post := result.post:
            slug = make_dated_slug(first.local_time, post.title)
            yield Document("post", window.window_id, post, last.sent_at, slug, *span)
        journal = write_journal(window, result, minimum)
        yield Document("journal", window.window_id, journal, last.sent_at, make_dated_slug(first.local_time, ""), *span)


def _list_profiles(conversation: Conversation, written: WrittenConversation) -> Iterator[Document]:
    last_times = {m.author_id: m.sent_at for window in conversation.windows for m in window.messages}
    for author_id, draft in written.profiles.items():
        slug = make_slug(conversation.people[author_id].pseudonym) or "profile"
        yield Document("profile", author_id, draft, last_times[author_id], slug)
