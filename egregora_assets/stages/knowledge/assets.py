"""What Dagster sees of the room."""

import pyarrow as pa

from egregora_assets.contracts.bundles import KNOWLEDGE_BUNDLE
from egregora_assets.contracts.tables import Rows, Tables
from egregora_assets.runs.stage import stage_asset
from egregora_assets.services.settings import Settings
from egregora_assets.services.vault import Vault
from egregora_assets.stages.knowledge import expressions
from egregora_assets.stages.knowledge.rows import Chat, memory_of, together


@stage_asset(KNOWLEDGE_BUNDLE, code_version="1", kinds={"duckdb", "python"})
def knowledge(anonymized: Tables, enriched: Tables, settings: Settings, vault: Vault) -> Rows:
    """What the conversation remembers: windows, passages, an index of words, vectors, context for each window.

    Grain: a row a window, a message a window, a passage, a term a passage, a vector a passage, a passage that a window
    may look back on. Anybody may read it: it holds pseudonyms and redacted text only. Stale when a message, a link's
    title, a chat's zone or language, or the minimum size of a window changes.
    """
    minimum, key = settings.values().minimum_window_messages, vault.key()
    titles = expressions.link_titles(enriched["links"], enriched["message_links"])
    messages, authors = anonymized["messages"], anonymized["authors"]
    memories = []
    for chat in _chats(anonymized):
        conversation = expressions.conversation(messages, authors, chat.chat_id, chat.time_zone)
        tokens = expressions.tokens(messages, authors, titles, chat.chat_id, _names(anonymized, chat))
        memories.append(memory_of(chat, anonymized.rows(conversation), anonymized.rows(tokens), minimum, key))
    return together(memories)


def _chats(anonymized: Tables) -> list[Chat]:
    chats = anonymized["chats"].select("chat_id", "time_zone", "language").order_by("chat_id")
    return [Chat(**row) for row in anonymized.rows(chats).to_pylist()]


def _names(anonymized: Tables, chat: Chat) -> list[str]:
    rows: pa.Table = anonymized.rows(expressions.names_of(anonymized["authors"], chat.chat_id))
    return [str(name) for name in rows["name"].to_pylist()]


ASSETS = [knowledge]
