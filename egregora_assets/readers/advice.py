"""What to do about a file that is not read, by the program that it seems to come from."""

from __future__ import annotations

import re

EXPORT_AGAIN = (
    "export the chat again as docs/sources.md says for its program (in WhatsApp: More > Export chat), and use that "
    "file unchanged."
)
_HOW = {
    "whatsapp": "in WhatsApp choose More > Export chat",
    "telegram": "in Telegram Desktop choose Export chat history, format JSON, and use result.json or the whole folder",
    "discord": "export the channel with DiscordChatExporter, format JSON",
    "slack": "in Slack choose Export workspace data, and use the ZIP as it comes",
    "signal": "run signal-export, and use the folder that it makes or a data.json of it",
    "messenger": "on Facebook choose Download your information, format JSON, and use the ZIP as it comes",
    "instagram": "on Instagram choose Download your information, format JSON, and use the ZIP as it comes",
    "google_chat": "at Google Takeout choose Google Chat, and use the ZIP as it comes",
    "matrix": "in Element choose Export chat, format JSON",
    "imessage": "run imessage-exporter, format txt, and use the folder that it makes or a text of it",
    "kakaotalk": "in KakaoTalk choose Export messages in the settings of the chat, as text",
    "line": "in LINE choose Export chat history in the settings of the chat",
    "table": "write the table with the columns that docs/sources.md lists",
}
_LABELS = {
    "whatsapp": "WhatsApp",
    "google_chat": "Google Chat",
    "imessage": "iMessage",
    "kakaotalk": "KakaoTalk",
    "line": "LINE",
    "table": "a table",
}
_SIGNS = (
    ("discord", re.compile(rb"DiscordChatExporter|chatlog__message|cdn\.discordapp\.com|messages/c\d{6,}/")),
    (
        "telegram",
        re.compile(rb"tgme_|telegram|page_wrap|class=\"message (?:default|service)|result\.json", re.IGNORECASE),
    ),
    ("instagram", re.compile(rb"instagram", re.IGNORECASE)),
    ("messenger", re.compile(rb"facebook|messenger", re.IGNORECASE)),
    ("imessage", re.compile(rb"imessage|chat_message_join|message_attachment_join|(?<![\w-])chat\.db", re.IGNORECASE)),
    ("signal", re.compile(rb"signal", re.IGNORECASE)),
    ("slack", re.compile(rb"slack", re.IGNORECASE)),
    ("google_chat", re.compile(rb"takeout|google chat", re.IGNORECASE)),
    ("matrix", re.compile(rb"mx_|matrix\.to|element\.io", re.IGNORECASE)),
    ("kakaotalk", re.compile("카카오톡|kakaotalk|カカオトーク".encode(), re.IGNORECASE)),
    ("line", re.compile(rb"\[LINE\]|naver_line|linebackup")),
    ("whatsapp", re.compile(rb"whatsapp|msgstore|chatstorage\.sqlite", re.IGNORECASE)),
)
"""What shows the program in the beginning of a file that is machine-written, or in the names of an archive's files."""
_HEADED = ("kakaotalk", "line")
"""Programs whose texts begin with a line that names them."""
_MACHINE_WRITTEN = (b"<", b"{", b"[{", b"SQLite format 3")


def label_program(source: str) -> str:
    """The name of a program in a sentence."""
    return _LABELS.get(source, source.capitalize())


def advise(source: str) -> str:
    """How to export from a program so that the file is read; the general way where it is not known."""
    return f"{_HOW[source]}; docs/sources.md has the details." if source in _HOW else EXPORT_AGAIN


def guess_program(head: bytes, names: str = "") -> str:
    """The program that a file which nobody reads seems to come from; empty where nothing shows it.

    Args:
        head: its beginning; counts only where a machine wrote it, since people write names of programs too.
        names: of the files in an archive, by line.
    """
    begin = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    is_made = begin.startswith(_MACHINE_WRITTEN)
    for text in (names.encode("utf-8", "replace"), head if is_made else b""):
        found = next((source for source, sign in _SIGNS if sign.search(text)), "")
        if found:
            return found
    first = begin.partition(b"\n")[0]
    return next((source for source, sign in _SIGNS if source in _HEADED and sign.search(first)), "")
