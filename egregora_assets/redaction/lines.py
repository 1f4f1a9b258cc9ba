"""Redaction of loose lines and objects, without a deployment or its key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from egregora_assets.contracts.identifiers import KEY_BYTES, DeploymentKey
from egregora_assets.errors import RedactInputRefused
from egregora_assets.language.detection import detect_language
from egregora_assets.language.files import get_main_code, load_languages
from egregora_assets.redaction.names.patterns import Person
from egregora_assets.redaction.pseudonyms import Identity, assign_pseudonyms
from egregora_assets.redaction.redactor import redact_texts

_NO_SECRET = DeploymentKey(bytes(KEY_BYTES))
"""Pseudonyms are drawn by a person's place in the roster here, so that they tell nothing of the name."""
_CHAT = "redact"


def redact_lines(lines: Iterable[str], *, roster: Sequence[str] = (), language: str | None = None) -> list[str]:
    """Lines without names and personal data, in their order; they are taken as one conversation.

    Args:
        roster: names of those who take part.
        language: ISO 639-1 code; None = it is detected.
    """
    texts = list(lines)
    people = _name_people(tuple(roster))
    return [found.text for found in redact_texts(texts, people, language=language or detect_language(texts))]


def redact_objects(lines: Iterable[str], *, roster: Sequence[str] = (), language: str | None = None) -> Iterator[str]:
    """The answer to each JSON object `{"id", "text", "roster": [...], "lang"}`, as a line of JSON, in their order.

    Each object is a conversation of its own; `text` alone is required. Blank lines are left out.

    Args:
        roster, language: for objects that name none.

    Raises:
        RedactInputRefused: a line cannot be used; the answers before it were given.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield json.dumps(_answer(number, line, roster, language), ensure_ascii=False)


def _answer(number: int, line: str, roster: Sequence[str], language: str | None) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise RedactInputRefused(f"Line {number} of the input is no JSON") from None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise RedactInputRefused(f'Line {number} of the input is no object with a "text"')
    names = given.get("roster", list(roster))
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RedactInputRefused(f'The "roster" of line {number} of the input is no list of names')
    lang = given.get("lang", language)
    if not (lang is None or isinstance(lang, str)):
        raise RedactInputRefused(f'The "lang" of line {number} of the input is no language')
    text = _replace_surrogates(given["text"])
    code = get_main_code(lang) if lang else detect_language([text])
    people = _name_people(tuple(map(_replace_surrogates, names)))
    (found,) = redact_texts([text], people, language=code if code in load_languages() else None)
    redactions = [{"kind": r.kind, "placeholder": r.placeholder} for r in found.redactions]
    return {**({"id": given["id"]} if "id" in given else {}), "text": found.text, "redactions": redactions}


@lru_cache(maxsize=256)
def _name_people(roster: tuple[str, ...]) -> tuple[Person, ...]:
    """Everybody in the roster, in its order, with a pseudonym."""
    identities = [Identity(f"{place:09d}", name) for place, name in enumerate(roster)]
    shown = assign_pseudonyms(_NO_SECRET, _CHAT, identities, {})
    return tuple(Person((i.display_name,), shown[i.author_id]) for i in identities)


def _replace_surrogates(text: str) -> str:
    """Half surrogates, which JSON can hold and no file of text can, as question marks."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text
