"""From what is read to what is issued: the stage as one function."""

from __future__ import annotations

import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.stages.generated.assembly import Sources, conversations_of
from egregora_assets.stages.generated.documents import Earlier, Present, Register, issues_of
from egregora_assets.stages.generated.writing import Writer


def _present(sources: Sources) -> Present:
    """What there is today."""
    telling = sources.telling
    return Present(
        texts={r["message_id"]: r["text"] for r in telling.select(["message_id", "text"]).to_pylist()},
        author_ids=frozenset(str(r["author_id"]) for r in sources.authors.to_pylist() if not r["is_opted_out"]),
        chat_ids=frozenset(r["chat_id"] for r in sources.chats.to_pylist()),
    )


def documents_of(sources: Sources, writer: Writer, key: DeploymentKey, earlier: Earlier) -> dict[str, pa.Table]:
    """The stage's tables: what the writer makes of every conversation, and what is kept of earlier runs.

    Returns: by contract name `documents`, `document_authors`, `document_tags`, `citations`, without run_id.
    """
    register = Register(key, writer.name, earlier)
    for conversation in conversations_of(sources):
        for issue in issues_of(conversation, writer.write(conversation), writer.minimum):
            register.issue(conversation.chat_id, issue)
    register.archive_others(_present(sources))
    return register.tables()
