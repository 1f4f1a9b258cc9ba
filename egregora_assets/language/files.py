"""Reads the files of the languages, `texts/<code>.toml`. A language is known because its file is there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from importlib import resources
from typing import Any, get_type_hints

from egregora_assets.errors import LanguageFileInvalid
from egregora_assets.language.model import Language, PluralForms

DEFAULT = "en"
"""The language of what nobody asked for in another one; its file says which phrases the site has."""
_ENDING = ".toml"


@cache
def load_languages() -> Mapping[str, Language]:
    """All languages by code, in the order that decides between two of them.

    Raises:
        LanguageFileInvalid: a file is no TOML, lacks a key or has one too many.
    """
    reference = list_phrases(read_texts(DEFAULT).get("site", {}))
    found = [build_language(code, read_texts(code), reference) for code in list_codes()]
    return {language.code: language for language in sorted(found, key=lambda x: (x.order, x.code))}


def find_language(code: str | None) -> Language | None:
    """The language of a code such as `pt`, `pt_BR` or `PT-br`; None for no code or one without a file.

    Raises:
        LanguageFileInvalid: as for `load_languages`.
    """
    return load_languages().get(get_main_code(code))


def get_main_code(code: str | None) -> str:
    """The language part of a code, lower case: `pt` of `pt_BR`; empty for None."""
    return re.split("[-_]", (code or "").strip().lower())[0]


@cache
def read_texts(code: str) -> dict[str, Any]:
    """The tables of a language's file.

    Raises:
        LanguageFileInvalid: it is no TOML.
    """
    try:
        return tomllib.loads((resources.files(__package__) / "texts" / (code + _ENDING)).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LanguageFileInvalid(code, [str(error)]) from error


def list_codes() -> list[str]:
    """The codes of all languages, in alphabetical order."""
    names = sorted(entry.name for entry in (resources.files(__package__) / "texts").iterdir())
    return [name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)]


def list_phrases(tables: Mapping[str, Any], before: str = "") -> dict[str, str | PluralForms]:
    """Texts and plural forms of nested tables by their dotted keys; lists, numbers and words are not among them."""
    found: dict[str, str | PluralForms] = {}
    for key, value in tables.items():
        if isinstance(value, dict) and "other" not in value:
            found |= list_phrases(value, f"{before}{key}.")
        elif isinstance(value, str | dict):
            found[before + key] = value
    return found


def build_language(code: str, texts: Mapping[str, Any], reference: Mapping[str, Any]) -> Language:
    """A language from the tables of its file.

    Args:
        reference: whose keys are the phrases of the site, dotted.

    Raises:
        LanguageFileInvalid: with every key that is missing, unknown or of another type than it must be.
    """
    problems: list[str] = []
    texts = {**texts, "code": code, "site": list_phrases(texts.get("site", {}))}
    problems += [f"site.{key} is missing" for key in reference if key not in texts["site"]]
    problems += [f"site.{key} is unknown" for key in texts["site"] if key not in reference]
    language: Language = _build(Language, texts, "", problems)
    if problems:
        raise LanguageFileInvalid(code, problems)
    return language


def _build(kind: Any, table: Any, before: str, problems: list[str]) -> Any:
    """A dataclass from a table with the same keys; None where something is wrong with it."""
    if not isinstance(table, Mapping):
        problems.append(f"{before.rstrip('.')} must be a table")
        return None
    types, values = get_type_hints(kind), {}
    problems += [f"{before}{key} is unknown" for key in table if key not in types]
    for entry in fields(kind):
        key = before + entry.name
        if entry.name in table:
            values[entry.name] = _convert(types[entry.name], table[entry.name], key, problems)
        elif entry.default is MISSING and entry.default_factory is MISSING:
            problems.append(f"{key} is missing")
    return None if problems else kind(**values)


def _convert(kind: Any, value: Any, key: str, problems: list[str]) -> Any:
    """A value of the file as its field has it."""
    if is_dataclass(kind):
        return _build(kind, value, key + ".", problems)
    if kind in (str, int, bool):
        return _checked(value, type(value) is kind, f"{key} must be a {_NAMES[kind]}", problems)
    if kind == Mapping[str, str]:
        is_fit = isinstance(value, dict) and all(isinstance(v, str) or key == "site" for v in value.values())
        return _checked(value, is_fit, f"{key} must be a table of texts", problems)
    items = value.split() if isinstance(value, str) else value
    is_fit = isinstance(items, list) and all(isinstance(item, str) for item in items)
    _checked(items, is_fit, f"{key} must be words or a list of texts", problems)
    return (frozenset if kind == frozenset[str] else tuple)(items if is_fit else ())


_NAMES: Mapping[type, str] = {str: "text", int: "number", bool: "true or false"}


def _checked(value: Any, is_fit: bool, problem: str, problems: list[str]) -> Any:
    if not is_fit:
        problems.append(problem)
    return value
