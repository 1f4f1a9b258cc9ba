"""The text that every site contains, whatever the conversation: a name that is also one of its words is no leak."""

from __future__ import annotations

from importlib import resources

from egregora_assets.language.files import load_languages
from egregora_assets.language.formats import list_calendar_names

_SOURCES = (
    ("egregora_assets.site", "templates"),
    ("egregora_assets.site", "static"),
    ("egregora_assets.language", "texts"),
)


def read_own_text() -> bytes:
    """Templates, style sheets, the texts of all languages, names of months and weekdays."""
    found = []
    for package, start in _SOURCES:
        for entry in sorted(resources.files(package).iterdir(), key=lambda e: e.name):
            if entry.name.startswith(start):
                files = sorted(entry.iterdir(), key=lambda e: e.name) if entry.is_dir() else [entry]
                found += [file.read_bytes() for file in files if file.is_file()]
    names = (name for language in load_languages().values() for name in sorted(list_calendar_names(language)))
    return b"\n".join([*found, *(name.encode() for name in names)])
