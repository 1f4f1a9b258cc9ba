"""`egregora redact`: what the anonymiser makes of a text, without a pipeline, a deployment or a key."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from egregora_assets.contracts.identifiers import KEY_BYTES, DeploymentKey
from egregora_assets.errors import RedactInputRefused
from egregora_assets.language.detection import detect_language
from egregora_assets.language.files import get_main_code, load_languages
from egregora_assets.redaction.names.people import Person
from egregora_assets.redaction.placeholders import RedactedText
from egregora_assets.redaction.pseudonyms import Identity, assign_pseudonyms
from egregora_assets.redaction.redactor import redact_texts

_NO_SECRET = DeploymentKey(bytes(KEY_BYTES))
"""Pseudonyms are drawn by a person's place in the roster here, so that they tell nothing of the name."""
_CHAT = "redact"


def redact_lines(options: argparse.Namespace) -> bool:
    """Reads standard input to its end and writes it redacted, line by line: text, or JSON with `--jsonl`.

    Returns: true.

    Raises:
        RedactInputRefused: a line or the file with the roster cannot be used; what came before it is written.
    """
    roster = _roster_of(options.roster)
    lines = _lines_of(sys.stdin.buffer)
    out = sys.stdout.buffer
    if options.jsonl:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                out.write(_encoded(json.dumps(_object_of(number, line, roster, options.lang), ensure_ascii=False)))
    else:
        texts = list(lines)
        for redacted in redact_texts(texts, _people_of(roster), language=options.lang or detect_language(texts)):
            out.write(_encoded(redacted.text))
    out.flush()
    return True


def _object_of(number: int, line: str, roster: Sequence[str], language: str | None) -> dict[str, Any]:
    """The answer to one object: each is a conversation of its own, so none tells anything of another."""
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
    text = _printable(given["text"])
    told = get_main_code(lang) if lang else detect_language([text])
    known = told if told in load_languages() else None
    (redacted,) = redact_texts([text], _people_of(tuple(map(_printable, names))), language=known)
    answer = {"id": given["id"]} if "id" in given else {}
    return answer | {"text": redacted.text, "redactions": _shown(redacted)}


def _shown(redacted: RedactedText) -> list[dict[str, str]]:
    return [{"kind": r.kind, "placeholder": r.placeholder} for r in redacted.redactions]


@lru_cache(maxsize=256)
def _people_of(roster: tuple[str, ...]) -> tuple[Person, ...]:
    """Everybody in the roster, in its order, with what is shown of them."""
    identities = [Identity(f"{place:09d}", name) for place, name in enumerate(roster)]
    shown = assign_pseudonyms(_NO_SECRET, _CHAT, identities, {})
    return tuple(Person((i.display_name,), shown[i.author_id]) for i in identities)


def _roster_of(path: Path | None) -> tuple[str, ...]:
    """The names in a file, one a line, without empty lines and repetitions."""
    if path is None:
        return ()
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        raise RedactInputRefused("The file with the roster cannot be read", str(path)) from None
    return tuple(dict.fromkeys(name.strip() for name in text.splitlines() if name.strip()))


def _lines_of(stream: IO[bytes]) -> Iterator[str]:
    lines: Iterable[bytes] = stream
    for place, line in enumerate(lines):
        text = line.decode("utf-8-sig" if place == 0 else "utf-8", "replace")
        yield text.removesuffix("\n").removesuffix("\r")


def _printable(text: str) -> str:
    """Half surrogates, which JSON can hold and no file of text can, as question marks."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text


def _encoded(line: str) -> bytes:
    return f"{line}\n".encode()
