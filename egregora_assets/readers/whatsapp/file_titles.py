"""Reads the chat's title from the names that phones give export files, in the languages of WhatsApp."""

from __future__ import annotations

import re

from egregora_assets.readers.whatsapp.vocabulary import list_phrases

_TITLE_PATTERNS = (
    re.compile(r"^与(?P<title>.+?)的 ?WhatsApp ?聊天"),
    re.compile(r"^與(?P<title>.+?)的 ?WhatsApp ?對話"),
    re.compile(r"^WhatsApp ?(?:ile|-) (?P<title>.+?) (?:arasındaki )?sohbet", re.IGNORECASE),
    re.compile(r"^WhatsAppで(?P<title>.+?)とチャット"),
    re.compile(r"^(?P<title>.+?)(?:님)?과 카카오톡"),
)


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
