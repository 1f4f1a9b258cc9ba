"""What a reader knows, as bytes: a later run goes on reading from there. Words of redacted texts, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from egregora_assets.language.files import load_languages
from egregora_assets.writing.reading.packing import PackedColumns, pack_columns
from egregora_assets.writing.reading.reader import Reader
from egregora_assets.writing.reading.texts import PHRASE_TABLE_SIZE


def save_reader(reader: Reader) -> bytes:
    """All that a reader has learnt; not its names, which belong to the conversation."""
    forms = reader.forms
    phrases = np.frombuffer(bytes(reader.phrase_counts), np.uint8)
    places = np.flatnonzero(phrases)
    spellings = [(surface, count) for known in forms.surfaces.values() for surface, count in known.items()]
    return pack_columns(
        {
            "read": np.array([reader.read_count]),
            "languages": [language.code for language in reader.languages],
            "clear_codes": list(reader.clear_words),
            "clear_counts": _count(reader.clear_words.values()),
            "terms": list(forms.surfaces),
            "holders": _count(reader.holders[term] for term in forms.surfaces),
            "spelling_counts": _count(map(len, forms.surfaces.values())),
            "spellings": [surface for surface, _ in spellings],
            "spelling_uses": _count(count for _, count in spellings),
            "stems": list(forms.occurrences),
            "occurrences": _count(forms.occurrences.values()),
            "articles": _count(forms.after_article[stem] for stem in forms.occurrences),
            "marks": _count(forms.after_infinitive_mark[stem] for stem in forms.occurrences),
            "codes": [forms.codes[stem] for stem in forms.occurrences],
            "phrases": places.astype(np.int32),
            "phrase_counts": phrases[places],
        }
    )


def restore_reader(reader: Reader, state: bytes) -> None:
    """Let a new reader of the same names know what `save_reader` saved."""
    packed = PackedColumns(state)
    reader.read_count = int(packed.numbers("read")[0])
    reader.clear_words = Counter(_pair(packed.texts("clear_codes"), packed.numbers("clear_counts")))
    terms = packed.texts("terms")
    reader.holders = Counter(_pair(terms, packed.numbers("holders")))
    stems = packed.texts("stems")
    forms = reader.forms
    spellings = iter(zip(packed.texts("spellings"), packed.numbers("spelling_uses").tolist(), strict=True))
    counts = packed.numbers("spelling_counts").tolist()
    forms.surfaces = {t: dict(next(spellings) for _ in range(n)) for t, n in zip(terms, counts, strict=True)}
    forms.occurrences = Counter(_pair(stems, packed.numbers("occurrences")))
    forms.after_article = Counter(_pair(stems, packed.numbers("articles")))
    forms.after_infinitive_mark = Counter(_pair(stems, packed.numbers("marks")))
    forms.codes = dict(zip(stems, packed.texts("codes"), strict=True))
    phrases = np.zeros(PHRASE_TABLE_SIZE, np.uint8)
    phrases[packed.numbers("phrases")] = packed.numbers("phrase_counts")
    reader.phrase_counts = bytearray(phrases.tobytes())
    known = load_languages()
    reader.set_languages(tuple(known[code] for code in packed.texts("languages")))


def _count(values: Iterable[int]) -> np.ndarray:
    return np.fromiter(values, np.int64)


def _pair(keys: list[str], counts: np.ndarray) -> Mapping[str, int]:
    return dict(zip(keys, counts.tolist(), strict=True))
