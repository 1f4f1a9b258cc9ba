"""From what is read to what is issued: the stage as one function."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.writing.assembly import Sources, conversations_of
from egregora_assets.writing.conversation import Conversation
from egregora_assets.writing.documents import Earlier, Present, Register, issues_of
from egregora_assets.writing.drafts import Manuscript
from egregora_assets.writing.reuse import Reuse


class Writer(Protocol):
    """Turns a conversation into drafts. Pure: the same conversation gives the same manuscript."""

    @property
    def name(self) -> str:
        """The value of the column `writer`: which writer, and its version."""

    @property
    def minimum(self) -> int:
        """The messages with text that a window needs for a post."""

    def write(self, conversation: Conversation, reuse: Reuse | None = None) -> Manuscript:
        """Posts and tallies of every window, profiles of people with enough messages who did not opt out.

        Args:
            reuse: hands out what an earlier run wrote of the same; it never changes the manuscript.
        """


def _present(sources: Sources) -> Present:
    """What there is today."""
    telling = sources.telling
    return Present(
        texts={r["message_id"]: r["text"] for r in telling.select(["message_id", "text"]).to_pylist()},
        author_ids=frozenset(str(r["author_id"]) for r in sources.authors.to_pylist() if not r["is_opted_out"]),
        chat_ids=frozenset(r["chat_id"] for r in sources.chats.to_pylist()),
    )


def documents_of(
    sources: Sources, writer: Writer, key: DeploymentKey, earlier: Earlier, reuse: Reuse | None = None
) -> dict[str, pa.Table]:
    """The stage's tables: what the writer makes of every conversation, and what is kept of earlier runs.

    Args:
        reuse: hands out what an earlier run wrote of the same; it never changes the rows.

    Returns: by contract name `documents`, `document_authors`, `document_tags`, `citations`, without run_id.
    """
    register = Register(key, writer.name, earlier)
    for conversation in conversations_of(sources):
        for issue in issues_of(conversation, writer.write(conversation, reuse), writer.minimum):
            register.issue(conversation.chat_id, issue)
    register.archive_others(_present(sources))
    return register.tables()
