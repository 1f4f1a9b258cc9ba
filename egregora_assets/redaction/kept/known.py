"""What must not be published of chats: as an earlier run left it where that still holds, else found anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pyarrow as pa

from egregora_assets.contracts.identifiers import DeploymentKey
from egregora_assets.redaction.conversation import RawChat, RedactionOptions, collect_chat_values
from egregora_assets.redaction.kept.chat_state import ChatValues
from egregora_assets.redaction.kept.extension import KeptChat
from egregora_assets.redaction.kept.reading import digest_inputs
from egregora_assets.redaction.kept.stored import EarlierRun


def find_kept_chats(
    key: DeploymentKey,
    chats: Iterable[RawChat],
    existing: Mapping[str, str],
    options: RedactionOptions,
    before: EarlierRun,
    select_messages: Callable[[str], pa.Table],
) -> dict[str, KeptChat]:
    """Find what an earlier run left of chats, by id; only those are in it of which nothing changed, or that grew.

    Args:
        existing: the pseudonyms that earlier runs assigned, by author_id.
        select_messages: gives the rows of a chat's messages in order.
    """
    inputs = {chat.chat_id: digest_inputs(chat, existing, options) for chat in chats}
    return before.find_chats(key, inputs, select_messages)


def collect_values(
    chat_id: str, read_chat: Callable[[str], RawChat], options: RedactionOptions | None, kept: Mapping[str, KeptChat]
) -> tuple[ChatValues, str | None, str]:
    """The people and values of a chat, as the leak scan needs them, the chat's language and id.

    Args:
        kept: what an earlier run left of chats, by id; the result is the same without it.
    """
    known = kept.get(chat_id)
    if known is not None and known.is_same:
        return known.reading.redacted.known, known.reading.redacted.language, chat_id
    return collect_chat_values(read_chat(chat_id), options)
