"""Reads the chat's title from the names that phones give export files, in the languages of WhatsApp."""

from __future__ import annotations

import re

_TITLE_PREFIXES = (
    "WhatsApp Chat with ",
    "WhatsApp Chat - ",
    "Conversa do WhatsApp com ",
    "Conversa no WhatsApp com ",
    "Conversa do WhatsApp - ",
    "Chat de WhatsApp con ",
    "Chat de WhatsApp - ",
    "Discussion WhatsApp avec ",
    "WhatsApp Chat mit ",
    "WhatsApp-Chat mit ",
    "WhatsApp-chat met ",
    "WhatsApp-chatt med ",
    "WhatsApp-chat med ",
    "WhatsApp-keskustelu: ",
    "Chat WhatsApp con ",
    "Chat WhatsApp s uživatelem ",
    "Чат WhatsApp с ",
    "Чат WhatsApp із ",
    "Chat de WhatsApp amb ",
    "Czat WhatsApp z ",
    "Conversație WhatsApp cu ",
    "Chat WhatsApp dengan ",
    "Συνομιλία WhatsApp με ",
    "דו שיח עם ",
    "محادثة واتساب مع ",
)
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
    for prefix in _TITLE_PREFIXES:
        if stem.casefold().startswith(prefix.casefold()):
            return stem[len(prefix) :].strip() or None
    for pattern in _TITLE_PATTERNS:
        found = pattern.match(stem)
        if found:
            return found["title"].strip() or None
    return None
