"""Prefilter: one pass over all texts of a chat tells which detectors can find anything in which text.

A text that no detector could match costs no regular expression. Cue words that a detector starts from must stand in
`cue_words.toml` or `announcing_words.toml`, too, or it is never run.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

import ahocorasick_rs

from egregora_assets.language.aligned import asciify, fold_in_place
from egregora_assets.redaction.detectors.cues import NOTHING, list_patterns, read_entries
from egregora_assets.redaction.joined_texts import JoinedTexts


class Trigger:
    """What a text must hold for a family of detectors to run, as bits (an `IntFlag` costs ten times more)."""

    NONE = 0
    DIGIT = 1
    MAIL_SIGN = 2
    SPELLED_MAIL = 4
    LINK = 8
    HANDLE = 16
    SECRET = 32
    STREET_BEFORE = 64
    PASSWORD = 128
    ANNOUNCED = 256
    PHONE = 4096
    CONTACT_CARD = 16384
    STREET_AFTER = 65536
    STREET_INSIDE = 131072
    HOME = 262144
    SPOKEN = 524288
    FOREIGN_STREET = 512
    MANY_DIGITS = 32768
    """Eight digits or more."""
    STREET = STREET_BEFORE | STREET_AFTER | STREET_INSIDE


_WITHOUT_DIGITS = frozenset(("secret", "code", "booking"))
"""Kinds of announced values that may hold no digit."""
_ASCII_DIGIT = re.compile(r"[0-9]")
_MANY = 8
_LAST_ASCII = 0x7F


@cache
def read_cue_words() -> list[tuple[int, str, str]]:
    """The cue words of `cue_words.toml`: trigger, word, and whether a word of the text begins or ends with it."""
    tables = tomllib.loads(resources.files(__package__).joinpath("cue_words.toml").read_text("utf-8"))
    listed = ((place, *row) for place, triggers in tables.items() for row in triggers.items())
    return [(getattr(Trigger, name.upper()), word, place) for place, name, words in listed for word in words.split()]


@cache
def _build_automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[int, ...]]:
    patterns: dict[str, int] = {}
    for trigger, word, place in read_cue_words():
        folded = fold_in_place(word.replace("_", " "))
        pattern = f" {folded}" if place == "beginnings" else f"{folded} "
        patterns[pattern] = patterns.get(pattern, Trigger.NONE) | trigger
    for entry in read_entries():
        for pattern in list_patterns(entry) if entry.kind != NOTHING else ():
            trigger = Trigger.PASSWORD if entry.kind in _WITHOUT_DIGITS else Trigger.ANNOUNCED
            patterns[pattern] = patterns.get(pattern, Trigger.NONE) | trigger
    return ahocorasick_rs.AhoCorasick(list(patterns)), tuple(patterns.values())


def find_triggers(texts: Sequence[str], folded: JoinedTexts) -> list[int]:
    """Find the triggers of each text, given as exported, and once more folded and joined.

    Returns: bits of `Trigger`, one value a text, in order.
    """
    flags = _find_ascii_signs(texts, JoinedTexts(texts))
    automaton, meanings = _build_automaton()
    for number, _, _, pattern in folded.scan(automaton):
        flags[number] |= meanings[pattern]
    return flags


def _find_ascii_signs(texts: Sequence[str], joined: JoinedTexts) -> list[int]:
    """As `_find_sign_triggers`, by array operations over all texts; those beyond ASCII are read one by one."""
    codes = joined.code_points()
    digits = joined.count_in_texts((codes >= ord("0")) & (codes <= ord("9")))
    flags = (digits > 0) * Trigger.DIGIT | (digits >= _MANY) * Trigger.MANY_DIGITS
    flags |= (joined.count_in_texts(codes == ord("@")) > 0) * (Trigger.MAIL_SIGN | Trigger.HANDLE)
    flags |= (joined.count_in_texts(codes == ord("/")) > 0) * Trigger.LINK
    found: list[int] = flags.tolist()
    for number in joined.find_texts(codes > _LAST_ASCII):
        found[number] = _find_sign_triggers(texts[number])
    return found


def _find_sign_triggers(text: str) -> int:
    flags = 0
    if "@" in text or "\uff20" in text:
        flags |= Trigger.MAIL_SIGN | Trigger.HANDLE
    if "/" in text or "\uff0f" in text:
        flags |= Trigger.LINK
    digits = len(_ASCII_DIGIT.findall(asciify(text)))
    if digits:
        flags |= Trigger.DIGIT | (Trigger.MANY_DIGITS if digits >= _MANY else 0)
    return flags
