"""Signs that people put to messages: pictures that everybody has are shown, what people made or named is not."""

from __future__ import annotations

import unicodedata

NEUTRAL_EMOJI = "\u2022"
"""Stands for a sign that may hold a name: one that a group made itself, or words."""
_LONGEST = 12
_JOINERS = "\u200d\ufe0f\ufe0e"
_KEYCAP = "\u20e3"
_SKINS = ("\U0001f3fb", "\U0001f3ff")
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")
_BLOCKS = (
    ("\u203c", "\u203c"),
    ("\u2049", "\u2049"),
    ("\u2190", "\u21ff"),
    ("\u2300", "\u23ff"),
    ("\u25a0", "\u27bf"),
    ("\u2934", "\u2935"),
    ("\u2b00", "\u2bff"),
    ("\U0001f004", "\U0001f0ff"),
    ("\U0001f300", "\U0001faff"),
)
"""Blocks of pictures; those of letters in circles and squares, with which names can be spelt, are not among them."""
_MOST_PICTURES = 5
_NAMES = {
    "+1": "👍",
    "-1": "👎",
    "thumbsup": "👍",
    "thumbsdown": "👎",
    "heart": "❤️",
    "joy": "😂",
    "tada": "🎉",
    "pray": "🙏",
    "clap": "👏",
    "fire": "🔥",
    "eyes": "👀",
    "rocket": "🚀",
    "100": "💯",
    "white_check_mark": "✅",
    "heavy_check_mark": "✔️",
    "x": "❌",
    "wave": "👋",
    "raised_hands": "🙌",
    "muscle": "💪",
    "ok_hand": "👌",
    "thinking_face": "🤔",
    "slightly_smiling_face": "🙂",
    "smile": "😄",
    "grinning": "😀",
    "laughing": "😆",
    "rolling_on_the_floor_laughing": "🤣",
    "heart_eyes": "😍",
    "open_mouth": "😮",
    "cry": "😢",
    "sob": "😭",
    "rage": "😡",
    "sparkles": "✨",
    "star": "⭐",
    "point_up": "☝️",
    "hugging_face": "🤗",
    "saluting_face": "🫡",
    "bulb": "💡",
    "question": "❓",
    "exclamation": "❗",
    "coffee": "☕",
    "beers": "🍻",
}
"""Signs that some programs give by name; a group may name its own as it likes, but not with these."""


def filter_emoji(emoji: str) -> str:
    """A reaction's sign as it may be read: a picture of Unicode's, or the neutral sign.

    Args:
        emoji: the sign, or between colons the name that the program gives it.
    """
    if emoji.startswith(":") and emoji.endswith(":"):
        name, *tone = emoji.strip(":").split("::")
        return _NAMES.get(name, NEUTRAL_EMOJI) if not tone or tone[0].startswith("skin-tone") else NEUTRAL_EMOJI
    sign = unicodedata.normalize("NFC", emoji.strip())
    if _is_flag(sign) or _is_keycap(sign) or _is_picture(sign):
        return sign
    return NEUTRAL_EMOJI


def _is_flag(sign: str) -> bool:
    return len(sign) == 2 and all(_FLAG_LETTERS[0] <= c <= _FLAG_LETTERS[1] for c in sign)


def _is_keycap(sign: str) -> bool:
    return sign.endswith(_KEYCAP) and sign[0] in "0123456789#*" and sign[1:-1] in ("", "\ufe0f")


def _is_picture(sign: str) -> bool:
    """Whether it is one picture, or a few that are joined to one."""
    pictures = [c for c in sign if c not in _JOINERS and not _SKINS[0] <= c <= _SKINS[1]]
    return (
        0 < len(pictures) <= _MOST_PICTURES
        and len(sign) <= _LONGEST
        and sign.count("\u200d") >= len(pictures) - 1
        and all(any(first <= c <= last for first, last in _BLOCKS) for c in pictures)
    )
