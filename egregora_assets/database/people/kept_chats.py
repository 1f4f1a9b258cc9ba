"""What redaction keeps of conversations in the vault, so that it can go on from there."""

from __future__ import annotations

from collections.abc import Mapping

from egregora_assets.contracts.vault import KEPT_CHATS
from egregora_assets.database.connection import DatabaseFile
from egregora_assets.database.tables.reading import read_table


def read_kept_chats(file: DatabaseFile) -> dict[str, bytes]:
    """What is kept, by conversation.

    Raises:
        DatabaseBusy, DatabaseMissing, DatabaseDamaged: the vault cannot be read.
    """
    return {str(row["chat_id"]): bytes(row["reading"]) for row in read_table(file, KEPT_CHATS).to_pylist()}


def keep_chats(file: DatabaseFile, chats: Mapping[str, bytes]) -> None:
    """Replace all that is kept.

    Raises:
        DatabaseBusy, DatabaseMissing, DiskFull: what was kept still is.
    """
    known = read_kept_chats(file)
    if known == chats:
        return
    with file.transaction() as connection:
        for chat_id in sorted(known.keys() - chats.keys()):
            connection.execute("DELETE FROM kept_chats WHERE chat_id = $1", [chat_id])
        for chat_id, reading in sorted(chats.items()):
            if known.get(chat_id) != reading:
                connection.execute("INSERT OR REPLACE INTO kept_chats VALUES ($1, $2)", [chat_id, reading])
