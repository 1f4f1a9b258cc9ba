"""Filters the emoji of reactions: those of Unicode are shown, custom ones may hold a name.

Source: Unicode Technical Standard 51.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from egregora_assets.redaction.lexicon.word_files import read_lines

NEUTRAL_EMOJI = "\u2022"
"""Stands for a reaction that may hold a name: a custom emoji, or words."""
_MAX_LENGTH = 12
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
"""Blocks of emoji, without those of letters in circles and squares, which can spell a name."""
_MAX_PICTURES = 5


@cache
def _load_names() -> Mapping[str, str]:
    """Emoji by short name."""
    return dict(line.split() for line in read_lines("reaction_emoji"))


def filter_emoji(emoji: str) -> str:
    """A reaction's emoji, or that of a short name between colons, if it may be published; else `NEUTRAL_EMOJI`."""
    if emoji.startswith(":") and emoji.endswith(":"):
        name, *tone = emoji.strip(":").split("::")
        return _load_names().get(name, NEUTRAL_EMOJI) if not tone or tone[0].startswith("skin-tone") else NEUTRAL_EMOJI
    plain = unicodedata.normalize("NFC", emoji.strip())
    if _is_flag(plain) or _is_keycap(plain) or _is_picture(plain):
        return plain
    return NEUTRAL_EMOJI


def _is_flag(emoji: str) -> bool:
    return len(emoji) == 2 and all(_FLAG_LETTERS[0] <= c <= _FLAG_LETTERS[1] for c in emoji)


def _is_keycap(emoji: str) -> bool:
    return emoji.endswith(_KEYCAP) and emoji[0] in "0123456789#*" and emoji[1:-1] in ("", "\ufe0f")


def _is_picture(emoji: str) -> bool:
    """Whether a text is one emoji, or a few that are joined to one."""
    pictures = [c for c in emoji if c not in _JOINERS and not _SKINS[0] <= c <= _SKINS[1]]
    return (
        0 < len(pictures) <= _MAX_PICTURES
        and len(emoji) <= _MAX_LENGTH
        and emoji.count("\u200d") >= len(pictures) - 1
        and all(any(first <= c <= last for first, last in _BLOCKS) for c in pictures)
    )
