"""Messages become documents: posts, profiles and journal entries, in the members' own words.

In: a conversation under pseudonyms. Out: documents, each quote with the message that it comes from.
Not here: which messages make a window (`retrieval/`), HTML (`site/`), tables (`stages/generated/rows.py`).

- `write_documents(conversation, writer)` writes the documents of a conversation;
- `EmbeddedWriter` is the writer that needs no model and no network;
- `Conversation`, `Window`, `Message`, `Person`, `Link` and `Picture` describe what is read, `Document` and `Draft`
  what is written;
- `perform_task(task)` writes one window (`WindowTask`), in another process if need be;
- `progress/` tells only what changed since an earlier run.
"""

from egregora_assets.writing.conversation import Conversation, Link, Message, Person, Picture, Window
from egregora_assets.writing.documents import Document, write_documents
from egregora_assets.writing.drafts import Citation, Draft
from egregora_assets.writing.embedded_writer import EmbeddedWriter
from egregora_assets.writing.progress.windows import WindowTask, Writer, perform_task

__all__ = [
    "Citation", "Conversation", "Document", "Draft", "EmbeddedWriter", "Link", "Message", "Person",
    "Picture", "Window", "WindowTask", "Writer", "perform_task", "write_documents",
]  # fmt: skip
