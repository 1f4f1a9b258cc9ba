"""Given names and their short and pet forms, as far as they are listed rather than made by rule."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from egregora_assets.language.folding import fold_words
from egregora_assets.redaction.lexicon.word_files import read_lines

_NO_NAMES: frozenset[str] = frozenset()


def find_family(name: str) -> frozenset[str]:
    """The folded names that people use for a folded given name, and that name for them; empty if none is known."""
    return _load_families().get(name, _NO_NAMES)


def find_pet_names(name: str) -> frozenset[str]:
    """What bearers of a folded given name are called, in addition to its family; empty if nothing is known."""
    return _load_pet_names().get(name, _NO_NAMES)


def is_given_name(name: str) -> bool:
    """Whether a folded word is a listed given name."""
    return name in _load_families() or name in _load_pet_names()


def list_known_names() -> frozenset[str]:
    """Every folded name that has a family or pet names."""
    return frozenset(_load_families()) | frozenset(_load_pet_names())


@cache
def _load_families() -> Mapping[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for line in read_lines("name_families"):
        family = set(line.split())
        for name in family:
            known.setdefault(name, set()).update(family - {name})
    return {name: frozenset(others) for name, others in known.items()}


@cache
def _load_pet_names() -> Mapping[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for line in read_lines("pet_names"):
        name, *others = line.split()
        known.setdefault("".join(fold_words(name)), set()).update(others)
    return {name: frozenset(others) for name, others in known.items()}
