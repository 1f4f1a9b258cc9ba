"""The sentences of stories and the words that find their parts, in every language."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

import pytest

from egregora_assets.language.files import list_codes, load_languages, read_texts
from egregora_assets_tests.language.told_signs import SIGNS

_CODES = list_codes()
_ENGLISH: Mapping[str, list[str]] = {k: v for k, v in read_texts("en")["story"].items() if isinstance(v, list)}
_LEAST = 6
_LONG = 20_000
_WHOLE = "was_settled"
_GENDER = re.compile(r"\([ao]\)|\w/[aoe]\b|\bel/la\b|·e\b|\bele ou ela\b|\bhe or she\b|\w[*:]in\b", re.IGNORECASE)


def _list_sentences(code: str) -> Mapping[str, list[str]]:
    return {key: read_texts(code)["story"][key] for key in _ENGLISH if key != "sad_titles"}


def _list_placeholders(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@pytest.mark.parametrize("code", _CODES)
def test_each_list_has_enough_sentences_and_none_stands_twice(code: str) -> None:
    lists = [read_texts(code)["story"][key] for key in _ENGLISH]
    told = [sentence for sentences in lists for sentence in sentences]
    assert min(map(len, lists)) >= _LEAST
    assert len(told) == len({sentence.casefold() for sentence in told})


@pytest.mark.parametrize("code", _CODES)
def test_a_sentence_names_who_speaks_once_and_the_day_where_it_is_another(code: str) -> None:
    for key, sentences in _list_sentences(code).items():
        has_day = key.endswith("_later") or key.startswith("was_") or key == "resumed"
        wanted = ["day", "name"] if has_day else ["name"]
        assert [s for s in sentences if _list_placeholders(s) != wanted] == [], key


@pytest.mark.parametrize("code", _CODES)
def test_a_sentence_leads_into_words_or_is_whole(code: str) -> None:
    for key, sentences in _list_sentences(code).items():
        end = "." if key == _WHOLE else ":"
        assert [s for s in sentences if not s.endswith(end)] == [], key
        assert [s for s in sentences if s.count(":") > 1 or _GENDER.search(s)] == [], key


@pytest.mark.parametrize("code", _CODES)
def test_a_name_stands_after_no_word_that_would_merge_with_an_article(code: str) -> None:
    merged = re.compile(
        r"\b(do|no|na|ao|à|pelo|pela|del|al|du|au|zum|zur|vom|beim|dal|dalla|alla|l['’]|d['’])\s?\{name\}"
    )
    for sentences in _list_sentences(code).values():
        assert [s for s in sentences if merged.search(s)] == []


@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("sign", SIGNS["en"])
def test_the_words_of_a_list_find_what_people_write(code: str, sign: str) -> None:
    found, left = SIGNS[code][sign]
    patterns = [re.compile(p, re.IGNORECASE) for p in getattr(load_languages()[code].words, sign)]
    assert [line for line in found if not any(p.search(line) for p in patterns)] == []
    assert [line for line in left if any(p.search(line) for p in patterns)] == []


@pytest.mark.parametrize("code", _CODES)
def test_a_long_line_is_looked_through_once(code: str) -> None:
    """Whoever writes a pattern that goes back over what it read waits here for ever."""
    words = load_languages()[code].words
    for sign in SIGNS["en"]:
        for pattern in getattr(words, sign):
            for line in ("a" * _LONG, "não é 3 " * (_LONG // 8)):
                re.search(pattern, line, re.IGNORECASE)


@pytest.mark.parametrize("code", sorted(set(_CODES) - {"en"}))
def test_english_swearwords_are_no_words_of_another_language(code: str) -> None:
    """They are looked for in every chat: `dick` is thick in German, `retard` late in French, `er` he in German."""
    words = load_languages()["en"].words
    patterns = [re.compile(p, re.IGNORECASE) for p in (*words.sensitive, *words.insults)]
    innocent = _ORDINARY[code]
    assert [line for line in innocent if any(p.search(line) for p in patterns)] == []


_ORDINARY: Mapping[str, tuple[str, ...]] = {
    "de": ("er kommt mit einem dicken Buch", "die Suppe ist zu dick", "der Damm ist fertig", "das Fagott ist gestimmt"),
    "fr": ("le bus est en retard", "les pissenlits du jardin", "nous visitons le temple", "la date du dîner"),
    "es": ("vamos a retardar la cena", "la visa llega mañana", "una damnificada", "el pastor alemán come"),
    "it": ("i fagioli sono pronti", "la visita è alle tre", "abbiamo un ritardo", "la date a me"),
    "pt": ("sexta a gente vai", "uma fagulha", "vamos retardar o jantar", "o dicionário é meu"),
}
