"""What the files of the languages lack: `python -m egregora_assets.language.report`."""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel import Locale, UnknownLocaleError

from egregora_assets.errors import LanguageFileInvalid
from egregora_assets.language.files import DEFAULT, build_language, list_codes, list_phrases, read_texts
from egregora_assets.language.model import PluralForms

_SAMPLE = range(1001)
"""Numbers that stand for all when plural forms are looked for; forms for a million (Spanish) may be left out."""
_LEAST_SENTENCES = 6
_PATTERNS = (
    "decisions", "greetings", "proposals", "objections", "endings", "thanks", "laments", "sensitive", "insults"
)  # fmt: skip
"""Lists of words that are regular expressions."""
_DATES = {
    "weekday_date": "{weekday} {day} {month}",
    "weekday_date_year": "{weekday} {day} {month} {year}",
    "first_of_month": "1",
}
"""Forms with the placeholders that each key of `dates` has."""


def find_gaps(code: str, texts: Mapping[str, Any], reference: Mapping[str, Any]) -> list[str]:
    """What is wrong with a language's file, a line each: keys, placeholders, plural forms, patterns, the locale.

    Args:
        texts: the tables of its file.
        reference: the tables of the English file, which says what every language must have.
    """
    phrases, wanted = _list_texts(texts), _list_texts(reference)
    try:
        build_language(code, texts, list_phrases(reference.get("site", {})))
    except LanguageFileInvalid as error:
        return list(error.problems)
    gaps = [line for key, phrase in phrases.items() for line in _check_phrase(key, phrase, wanted[key])]
    gaps += [
        line
        for key, form in texts.get("dates", {}).items()
        for line in _check_phrase(f"dates.{key}", form, _DATES[key])
    ]
    gaps += [line for key in _PATTERNS for line in _check_patterns(key, texts["words"][key])]
    gaps += [line for key, told in reference["story"].items() for line in _check_sentences(key, told, texts["story"])]
    return [*gaps, *_check_locale(code, texts["locale"], phrases)]


def _list_texts(texts: Mapping[str, Any]) -> dict[str, str | PluralForms]:
    """Phrases to be translated, by dotted key."""
    return list_phrases({key: table for key, table in texts.items() if key not in ("locale", "dates", "words")})


def _check_phrase(key: str, phrase: str | PluralForms, wanted: str | PluralForms) -> Iterator[str]:
    """Empty texts, and placeholders that differ from those in English."""
    if isinstance(phrase, str):
        needed = _list_placeholders(wanted) if isinstance(wanted, str) else {"n"}
        if not phrase.strip():
            yield f"{key} is empty"
        elif _list_placeholders(phrase) != needed:
            yield f"{key} must have {_show(needed)} and has {_show(_list_placeholders(phrase))}"
        return
    for form, text in phrase.items():
        found = _list_placeholders(text)
        if not text.strip():
            yield f"{key}.{form} is empty"
        elif found - {"n"} or (form == "other" and "n" not in found):
            yield f"{key}.{form} must have {{n}} and has {_show(found)}"


def _check_patterns(key: str, patterns: Sequence[str]) -> Iterator[str]:
    """Patterns that are none."""
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"words.{key} has a pattern that is none: {pattern} ({error})"


def _check_sentences(key: str, wanted: Any, story: Mapping[str, Any]) -> Iterator[str]:
    """Of a list of sentences too few, those that stand in another list too, and placeholders that differ."""
    if not isinstance(wanted, list):
        return
    needed = _list_placeholders(wanted[0])
    others = {text for other, told in story.items() if other != key and isinstance(told, list) for text in told}
    if len(set(story[key])) < _LEAST_SENTENCES:
        yield f"story.{key} must have {_LEAST_SENTENCES} sentences at least"
    for text in story[key]:
        if _list_placeholders(text) != needed:
            yield f"story.{key} must have {_show(needed)} and has {_show(_list_placeholders(text))}"
        if text in others:
            yield f"story.{key} has a sentence of another list: {text}"


def _list_placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {"a brace without its other half"}


def _show(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _check_locale(code: str, name: str, phrases: Mapping[str, str | PluralForms]) -> Iterator[str]:
    """Whether CLDR has the locale, and each counted noun the plural forms that the language needs."""
    try:
        locale = Locale.parse(name)
    except (ValueError, UnknownLocaleError):
        yield f"locale: CLDR has no {name}"
        return
    if locale.language != code:
        yield f"locale must be one of the language {code}"
    forms = {*locale.plural_form.tags, "other"}
    needed = {locale.plural_form(number) for number in _SAMPLE} | {"other"}
    for key, phrase in phrases.items():
        if not isinstance(phrase, str):
            yield from (f"{key}.{form} is missing" for form in sorted(needed - phrase.keys()))
            yield from (f"{key}.{form} is no plural form of {name}" for form in phrase.keys() - forms)


def list_untranslated(texts: Mapping[str, Any], reference: Mapping[str, Any]) -> list[str]:
    """The keys whose text is the same as in English: forgotten, or the same word in both languages."""
    wanted = _list_texts(reference)
    return [key for key, phrase in _list_texts(texts).items() if phrase == wanted.get(key)]


def write_report(codes: Sequence[str]) -> Iterator[str]:
    """Lines that say what languages lack, and what they have as in English."""
    reference = read_texts(DEFAULT)
    for code in codes:
        try:
            texts = read_texts(code)
            gaps = find_gaps(code, texts, reference)
        except LanguageFileInvalid as error:
            texts, gaps = {}, list(error.problems)
        yield f"{code}: {len(gaps)} to correct" if gaps else f"{code}: complete"
        yield from (f"  {gap}" for gap in gaps)
        same = list_untranslated(texts, reference) if code != DEFAULT else []
        if same:
            yield f"  as in English: {', '.join(same)}"


if __name__ == "__main__":
    for line in write_report(sys.argv[1:] or list_codes()):
        sys.stdout.write(line + "\n")
