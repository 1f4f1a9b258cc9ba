"""Which file of an archive or folder is the text of the chat, and the chat's title in a file's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath

from egregora_assets.readers.archive import MAX_ENTRY_BYTES
from egregora_assets.readers.decoding import normalize_bytes
from egregora_assets.readers.parts import Entry, Parts
from egregora_assets.readers.refusals import NoChatInside, NotAChat, SeveralChatsInside
from egregora_assets.readers.whatsapp.headers import has_header
from egregora_assets.readers.whatsapp.vocabulary import list_phrases

PEEK_BYTES = 1 << 16
_IOS_NAME = "_chat.txt"
_TITLE_PATTERNS = (
    re.compile(r"^与(?P<title>.+?)的 ?WhatsApp ?聊天"),
    re.compile(r"^與(?P<title>.+?)的 ?WhatsApp ?對話"),
    re.compile(r"^WhatsApp ?(?:ile|-) (?P<title>.+?) (?:arasındaki )?sohbet", re.IGNORECASE),
    re.compile(r"^WhatsAppで(?P<title>.+?)とチャット"),
)


def find_chat_text(parts: Parts, name: str) -> Entry:
    """The text of the one chat: `_chat.txt`, else a name that phones give, else the one text that reads like a chat.

    Args:
        parts: the files of an archive or folder.
        name: of the archive or folder; decides only between several texts.

    Raises:
        SeveralChatsInside, NotAChat, NoChatInside: there is not exactly one.
        ExportRefused: a file cannot be read.
    """
    texts = [e for e in parts.entries if e.name.casefold().endswith(".txt")]
    chats = find_chat_texts(parts, texts, name)
    if len(chats) == 1:
        return chats[0]
    if chats:
        raise SeveralChatsInside(len(chats))
    if len(texts) == 1:
        raise NotAChat
    raise NoChatInside(len(parts.entries))


def find_chat_texts(parts: Parts, texts: Sequence[Entry], name: str) -> list[Entry]:
    """Of some texts the one that is the chat, or all that read like chats where nothing says which is meant.

    Args:
        name: of the archive or folder: a text with the same name is the one.

    Raises:
        ExportRefused: a text cannot be read.
    """
    exact = [e for e in texts if e.base_name.casefold() == _IOS_NAME]
    if len(exact) == 1:
        return exact
    stem = PurePosixPath(name).stem.casefold()
    named = [e for e in texts if read_title(e.base_name) is not None]
    for candidates in (named, [e for e in texts if e not in named]):
        chats = [e for e in candidates if reads_like_a_chat(parts, e)]
        if len(chats) > 1:
            meant = [e for e in chats if e.base_name.casefold().removesuffix(".txt") == stem]
            chats = meant if len(meant) == 1 else _find_owner(parts, chats)
        if chats:
            return chats
    return []


def find_phone_texts(parts: Parts, files: Iterable[Entry], name: str) -> list[Entry]:
    """As `find_chat_texts`, of the texts under names that phones give, if one of them reads like a chat.

    Raises:
        ExportRefused: a text cannot be read.
    """
    texts = [e for e in files if e.name.casefold().endswith(".txt") and has_phone_name(e)]
    return find_chat_texts(parts, texts, name) if any(reads_like_a_chat(parts, e) for e in texts) else []


def has_phone_name(entry: Entry) -> bool:
    """Whether a file has a name that phones give to the text of a chat."""
    return entry.base_name.casefold() == _IOS_NAME or read_title(entry.base_name) is not None


def reads_like_a_chat(parts: Parts, entry: Entry) -> bool:
    """Whether a text begins as WhatsApp's exports do.

    Raises:
        ExportRefused: it cannot be read.
    """
    head = parts.read_head(entry, PEEK_BYTES)
    return has_header(normalize_bytes(head).utf8.decode("utf-8", "replace"))


def find_names(parts: Parts, text: Entry, names: Collection[str]) -> set[str]:
    """Those of some names that occur in a text, which is read in pieces.

    Raises:
        ExportRefused: it cannot be read.
    """
    missing = {name.encode("utf-8", "replace"): name for name in names}
    found: set[str] = set()
    overlap, rest = max(map(len, missing), default=0), b""
    for piece in parts.chunks(text) if missing else ():
        window = rest + piece
        found |= {name for raw, name in missing.items() if raw in window}
        rest = window[-overlap:]
    return found


def _find_owner(parts: Parts, chats: Sequence[Entry]) -> list[Entry]:
    """Of several chats the one that names all the others; all of them, where there is none or too much to read."""
    if sum(e.byte_count for e in chats) > MAX_ENTRY_BYTES:
        return list(chats)
    owners = []
    for chat in chats:
        others = {e.base_name for e in chats if e is not chat}
        if others == find_names(parts, chat, others):
            owners.append(chat)
    return owners if len(owners) == 1 else list(chats)


def read_title(file_name: str) -> str | None:
    """The chat's title in a file name; None where the name has no known form."""
    stem = re.sub(r"\.(?:zip|txt)$", "", file_name.strip(), flags=re.IGNORECASE)
    stem = re.sub(r" ?\(\d+\)$", "", stem)
    for prefix, _ in list_phrases("file_title"):
        if stem.casefold().startswith(prefix.casefold()):
            return stem[len(prefix) :].strip() or None
    for pattern in _TITLE_PATTERNS:
        found = pattern.match(stem)
        if found:
            return found["title"].strip() or None
    return None
