"""What a conversation remembers: windows, passages, an index of words, vectors, and the context of each window.

In: redacted messages in order, and their words. Out: values and Arrow columns. Retrieval looks only back in time.
Not here: tables (`stages/knowledge/rows.py`).

- `build_memory(chat, conversation, tokens, minimum, key)` builds the memory of a chat;
- `split_windows` and `cut_passages` do its first two steps alone.
"""

from egregora_assets.retrieval.chunks import cut_passages
from egregora_assets.retrieval.memory import Chat, Memory, build_memory
from egregora_assets.retrieval.windows import Window, split_windows

__all__ = ["Chat", "Memory", "Window", "build_memory", "cut_passages", "split_windows"]
