"""Exports of one chat become one conversation: the same message counts once, and its id never changes.

`merge_exports` adds exports to the vault's tables in memory (`VaultRows`), `move_to_zone` brings these under another
`time_zone`, and `find_moving_chats` tells which conversations that would move. `read_chat` and `preview_exports` read
paths without a key or a vault.

In: exports that were read. Out: the rows of the conversation, whatever the order and overlap of its exports.
Not here: reading (`readers/`), where the rows are kept (`database/`).
"""

from egregora_assets.merging.preview import Preview, preview_exports, read_chat
from egregora_assets.merging.vault_rows import MergeOptions, VaultRows, merge_exports
from egregora_assets.merging.zone_change import find_moving_chats, move_to_zone

__all__ = [
    "MergeOptions", "Preview", "VaultRows", "find_moving_chats", "merge_exports", "move_to_zone", "preview_exports",
    "read_chat",
]  # fmt: skip
