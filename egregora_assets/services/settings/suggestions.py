"""What somebody may have meant who wrote a name that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from egregora_assets.contracts.time_zones import list_time_zones

_ALIKE = 0.7


def suggest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like another, whatever the case; empty where none is."""
    by_folded = {one.casefold(): one for one in sorted(known)}
    found = difflib.get_close_matches(name.casefold(), by_folded, 1, _ALIKE)
    return by_folded[found[0]] if found else ""


def suggest_time_zone(name: str) -> str:
    """The zone of a city (`Berlin`, `sao paulo`), else the one that is spelled most like a name; empty without one."""
    zones = list_time_zones()
    wanted = name.strip().replace(" ", "_").casefold()
    cities: dict[str, str] = {}
    for zone in zones:
        cities.setdefault(zone.rpartition("/")[2].casefold(), zone)
    if wanted in cities:
        return cities[wanted]
    return suggest(wanted, zones) or cities.get(suggest(wanted.rpartition("/")[2], cities), "")


def suggest_locale(name: str) -> str:
    """The locale of a language that was named in English or as its speakers call it; empty without one."""
    from babel import Locale
    from babel.core import get_global

    wanted = name.strip().casefold()
    names = dict(Locale("en").languages)
    by_name = {word.casefold(): code for code, word in names.items() if len(code) in (2, 3)}
    code = by_name.get(wanted) or next((c for c in sorted(names) if _is_own_name(c, wanted)), "")
    likely = str(get_global("likely_subtags").get(code, "")).split("_") if code else []
    return f"{code}_{likely[-1]}" if len(likely) > 1 else code


def _is_own_name(code: str, wanted: str) -> bool:
    from babel import Locale, UnknownLocaleError

    try:
        return (Locale.parse(code).get_language_name() or "").casefold() == wanted
    except (UnknownLocaleError, ValueError):
        return False
