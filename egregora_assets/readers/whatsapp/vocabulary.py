"""The application's words in any language, from `phrases.toml`: one folded look-up over all languages, and stems.

Phrases are looked up as a whole. Stems decide about phrases that no language lists, but only where the layout proves
that the application wrote them (a mark in front, angle brackets around).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from egregora_assets.language.folding import fold_phrase

QUOTES = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "‘": "’"}
_SENTENCE_END = re.compile(r"(?:\S+ ){3}\S{2,}[.!?…] ?\w|。.")
_LEAST_WORDS, _LEAST_LETTERS = 5, 5


@dataclass(frozen=True)
class NoticeWords:
    """The words of notices of all languages, folded; `phrases.toml` says what each kind is."""

    verbs: frozenset[str]
    strong: frozenset[str]
    you: frozenset[str]
    deeds: frozenset[str]
    fillers: frozenset[str]
    heads: tuple[str, ...]
    sentences: tuple[str, ...]
    inside: re.Pattern[str]
    topics: re.Pattern[str]


@dataclass(frozen=True)
class Vocabulary:
    """The phrases of all languages, folded; `phrases.toml` says what each kind is.

    Args:
        omitted, attached, attached_ios, deleted, location, live_location, view_once: with the language that has them
            (the first, where several do).
        whole_bodies: bodies that are more than text without any mark or bracket, as written without a full stop.
        beginnings: of bodies that are more than text without any mark or bracket.
    """

    omitted: Mapping[str, str]
    attached: Mapping[str, str]
    attached_ios: Mapping[str, str]
    deleted: Mapping[str, str]
    location: Mapping[str, str]
    live_location: Mapping[str, str]
    view_once: Mapping[str, str]
    deleted_phrases: tuple[str, ...]
    deleted_by: tuple[str, ...]
    calls: frozenset[str]
    whole_bodies: tuple[str, ...]
    beginnings: tuple[str, ...]
    omitted_stem: re.Pattern[str]
    edited_stem: re.Pattern[str]
    call_stem: re.Pattern[str]
    encryption_stem: re.Pattern[str]
    file_stem: re.Pattern[str]
    omission_words: re.Pattern[str]
    notices: NoticeWords


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    tables = _read_file()
    deleted, live_location, view_once = map(_index_languages, ("deleted", "live_location", "view_once"))
    deleted_by = tuple(sorted(fold_phrase(p) for p, _ in list_phrases("deleted_by")))
    calls = frozenset(fold_phrase(p) for p, _ in list_phrases("calls"))
    return Vocabulary(
        omitted=_index_languages("omitted"),
        attached=_index_languages("attached"),
        attached_ios=_index_languages("attached_ios"),
        deleted=deleted,
        location=_index_languages("location"),
        live_location=live_location,
        view_once=view_once,
        deleted_phrases=tuple(deleted),
        deleted_by=deleted_by,
        calls=calls,
        whole_bodies=tuple(sorted({*_vary_bodies(), *(c[:1].upper() + c[1:] for c in calls), *calls})),
        beginnings=(*deleted_by, *(f"{call}," for call in sorted(calls))),
        **{f"{kind}_stem": _compile_stems(stems) for kind, stems in tables["stems"].items()},
        omission_words=re.compile(rf"(?:{_join_stems([*tables['stems']['omitted'], *tables['stems']['file']])})\w*"),
        encryption_stem=re.compile("|".join(tables["notices"]["encryption"])),
        notices=_read_notice_words(tables["notices"]),
    )


def _read_notice_words(tables: Mapping[str, Any]) -> NoticeWords:
    verbs, auxiliaries, participles = (
        frozenset(map(fold_phrase, tables[kind].split())) for kind in ("verbs", "auxiliaries", "participles")
    )
    return NoticeWords(
        verbs=verbs,
        strong=(verbs - auxiliaries) | participles,
        you=frozenset(map(fold_phrase, tables["you"])),
        deeds=frozenset(map(fold_phrase, tables["deeds"].split())),
        fillers=frozenset(tables["fillers"].split()),
        heads=tuple(map(fold_phrase, tables["heads"])),
        sentences=tuple(map(fold_phrase, tables["sentences"])),
        inside=_compile_stems(tables["inside"]),
        topics=_compile_stems(tables["topics"]),
    )


def list_phrases(kind: str) -> list[tuple[str, str]]:
    """The phrases of a kind as written, each with its language, in the order of the file."""
    return [(p, language) for language, kinds in _read_file()["phrases"].items() for p in kinds.get(kind, ())]


@cache
def _read_file() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("phrases.toml").read_text("utf-8"))


def _index_languages(kind: str) -> dict[str, str]:
    return {fold_phrase(phrase): language for phrase, language in reversed(list_phrases(kind))}


def _vary_bodies() -> Iterable[str]:
    """The phrases that are whole bodies, as written, in lower case and with a capital."""
    for kind in ("deleted", "live_location", "view_once"):
        for phrase, _ in list_phrases(kind):
            bare = phrase.rstrip(".")
            yield from (bare, bare.lower(), bare[:1].upper() + bare[1:])


def _compile_stems(stems: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_join_stems(stems))


def _join_stems(stems: Iterable[str]) -> str:
    """A pattern for any of the stems, at the beginnings of words and inside them as the file says."""
    alternatives = []
    for stem in stems:
        stem = unicodedata.normalize("NFC", stem)
        bare = stem.removeprefix("*")
        is_bound = bare == stem and bare[0] != bare[0].upper()
        alternatives.append(rf"\b{bare}" if is_bound else bare)
    return "|".join(alternatives)


def is_notice_text(text: str) -> bool:
    """Whether a line without a certain author reads like a notice: about encryption, or with a quotation left open.

    Args:
        text: what stands before the first ": ".
    """
    folded = fold_phrase(text)
    return len(text) > 100 or load_vocabulary().encryption_stem.search(folded) is not None or _has_open_quote(text)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence rather than a name: one ends in it, or it has a verb of notices."""
    words = text.split(" ")
    acts = (w for w in words[1:4] if len(w) >= _LEAST_LETTERS and w.casefold() in load_vocabulary().notices.verbs)
    return _SENTENCE_END.search(text) is not None or (len(words) >= _LEAST_WORDS and any(acts))


def _has_open_quote(text: str) -> bool:
    """Whether a quotation begins at a word and is not closed, so that the ": " stands inside it."""
    straight = re.findall(r'(?:(?<=^)|(?<=[\s(]))"', text)
    if straight and text.count('"') % 2:
        return True
    for opening, closing in QUOTES.items():
        at = text.rfind(opening)
        if at >= 0 and opening != "‘" and not any(c in text[at + 1 :] for c in closing):
            return True
    return False
