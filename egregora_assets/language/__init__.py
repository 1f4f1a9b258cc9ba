"""All that depends on a language: files of texts, CLDR's forms, folding, and telling which language a text is in.

In: text, language codes. Out: text and values. Not here: which sentence is worth telling (`writing/`), what hides a
person (`redaction/`), tables. Knows nothing but `errors`.

Front door: `load_languages` and `find_language` give what `texts/<code>.toml` holds; `detect_language` and
`choose_language` tell which language texts are in. `formats` writes numbers, counts, lists and dates; it loads Babel,
so it is imported by itself. `folding` and `aligned` compare words, `words` has stop words and stems, `report` says what
the files lack.
"""

from egregora_assets.language.detection import choose_language, detect_language
from egregora_assets.language.files import DEFAULT, find_language, load_languages
from egregora_assets.language.model import Language

__all__ = ["DEFAULT", "Language", "choose_language", "detect_language", "find_language", "load_languages"]
