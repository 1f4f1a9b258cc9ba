"""What a conversation remembers: windows, passages, an index of words, vectors, and the context of each window.

In: redacted messages in order, and their words. Out: values and Arrow columns. Retrieval looks only back in time.
Not here: tables (`stages/knowledge/rows.py`).

- `split_windows(weeks, chat_id, minimum, key)` splits a chat into windows, `chain_windows` says what decides each;
- `build_memory(chat, conversation, windows, past)` builds the memory of a chat's last windows;
- `Asked(postings, vectors, language)` finds the passages that answer a question; `Embedder` makes vectors.
"""

from egregora_assets.retrieval.answering import Asked
from egregora_assets.retrieval.chain import chain_windows, count_unchanged
from egregora_assets.retrieval.embedding import Embedder
from egregora_assets.retrieval.memory import Chat, Memory, Past, build_memory
from egregora_assets.retrieval.windows import Week, Window, split_windows

__all__ = [
    "Asked", "Chat", "Embedder", "Memory", "Past", "Week", "Window", "build_memory", "chain_windows", "count_unchanged",
    "split_windows",
]  # fmt: skip
