"""Finds cues that announce a name, given names and impersonal phrases in the texts of a chat, with one automaton."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import ahocorasick_rs

from egregora_assets.language.aligned import fold_in_place
from egregora_assets.redaction.joined_texts import JoinedTexts
from egregora_assets.redaction.third_parties.word_classes import (
    list_impersonal_phrases,
    load_given_names,
    load_rare_names,
)

_CUE_KINDS = (
    *("titles", "own_titles", "relations", "called", "not_called", "honorifics", "farewells", "schools"),
    "school_endings",
)
_OWN = frozenset({"own_titles", "honorifics"})
"""Kinds of cues that hold in chats of their language alone."""
_MIN_FOREIGN = 5
"""Letters that a relation of another language must have: shorter ones are other words too often."""


@dataclass(frozen=True)
class Entry:
    """What a phrase of the automaton means.

    Args:
        is_name: a given name.
        is_impersonal: a phrase that names no private person.
        cues: kind of cue and language.
    """

    text: str
    is_name: bool
    is_impersonal: bool
    cues: tuple[tuple[str, str], ...]


class Hit(NamedTuple):
    """A phrase in a text: the number of the text, and the span in it."""

    text: int
    start: int
    end: int
    entry: Entry


def find_entries(folded: JoinedTexts) -> Iterator[Hit]:
    """Find cues, given names and impersonal phrases in folded texts, overlapping ones too, by end."""
    automaton, entries = _build_automaton()
    for number, start, end, place in folded.scan(automaton):
        yield Hit(number, start + 1, end - 1, entries[place])


@lru_cache(maxsize=4096)
def choose_cue(entry: Entry, language: str | None) -> str | None:
    """The kind of cue that a phrase is in a chat of a language; None where it is none there."""
    is_long = len(entry.text) >= _MIN_FOREIGN or language is None
    kinds = {
        kind
        for kind, own in entry.cues
        if own == language or (kind not in _OWN and (is_long or kind in ("titles", "not_called")))
    }
    return min(kinds, key=_CUE_KINDS.index, default=None)


@cache
def read_cues() -> Mapping[str, Mapping[str, Any]]:
    """The tables of `cues.toml` by language."""
    return tomllib.loads(resources.files(__package__).joinpath("cues.toml").read_text("utf-8"))


@cache
def load_cue_words() -> frozenset[str]:
    """The folded words that announce names, which name nobody themselves."""
    phrases = (p for table in read_cues().values() for kind in _CUE_KINDS for p in table.get(kind, "").split())
    return frozenset(word for phrase in phrases for word in fold_in_place(phrase).split()) - load_given_names()


@cache
def load_verbs() -> frozenset[str]:
    """Folded words that are never a name behind a cue."""
    return frozenset(w for table in read_cues().values() for w in fold_in_place(table.get("verbs", "")).split())


@lru_cache(maxsize=16)
def load_words_before_things(language: str | None) -> frozenset[str]:
    """Folded words after which a capital alone speaks for a place or a thing: `in Bristol`."""
    return frozenset(fold_in_place(read_cues().get(language or "en", {}).get("things", "")).split())


@dataclass(frozen=True)
class Script:
    """Writing without capitals: its first and last letter, patterns, and what their group `name` matches by mistake."""

    first: int
    last: int
    patterns: tuple[re.Pattern[str], ...]
    words: frozenset[str]


@cache
def list_scripts() -> tuple[Script, ...]:
    """The kinds of writing for which there are patterns."""
    tables = [table for table in read_cues().values() if "patterns" in table]
    return tuple(
        Script(int(t["first"], 16), int(t["last"], 16), _compile(t["patterns"]), frozenset(t["words"].split()))
        for t in tables
    )


def _compile(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


@cache
def _build_automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[Entry, ...]]:
    cues: dict[str, list[tuple[str, str]]] = {}
    for language, table in read_cues().items():
        for kind in _CUE_KINDS:
            for phrase in table.get(kind, "").split():
                text = " ".join(fold_in_place(phrase).split())
                cues.setdefault(text, []).append((kind, language))
                for particle in table.get("of", "").split() if kind == "relations" else ():
                    cues.setdefault(f"{text} {particle}", []).append((kind, language))
    names, impersonal = load_given_names() | load_rare_names(), frozenset(list_impersonal_phrases())
    texts = sorted({*cues, *names, *impersonal})
    entries = tuple(Entry(t, t in names, t in impersonal, tuple(cues.get(t, ()))) for t in texts)
    return ahocorasick_rs.AhoCorasick([f" {t} " for t in texts]), entries
