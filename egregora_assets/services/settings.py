"""Settings of a deployment: `egregora.toml` in its folder, overridden by environment variables `EGREGORA_<NAME>`."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import dagster as dg

from egregora_assets.contracts.conversation import CHOSEN_KINDS
from egregora_assets.contracts.outside import SERVICES
from egregora_assets.contracts.time_zones import zone_named
from egregora_assets.errors import DagsterHomeUnset, SettingInvalid, TimeZoneUnknown

SETTINGS_FILE = "egregora.toml"
HOME_VARIABLE = "EGREGORA_HOME"
_FOLDER_BESIDE_DAGSTER = "egregora_home"


@dataclass(frozen=True)
class RepositorySetting:
    """A git repository that messages may refer to: its name, its folder, the branch that questions are asked of."""

    name: str
    path: str
    branch: str = "main"


@dataclass(frozen=True)
class SettingsValues:
    """Every setting, checked. docs/settings.md describes each."""

    home: Path
    inbox: Path
    is_inbox_configured: bool = False
    inbox_done: Path | None = None
    time_zone: str = "UTC"
    locale: str | None = None
    chat_label: str | None = None
    site_title: str | None = None
    site_language: str | None = None
    site_url: str | None = None
    repositories: tuple[RepositorySetting, ...] = ()
    services: tuple[str, ...] = ()
    minimum_window_messages: int = 20
    default_phone_regions: tuple[str, ...] = ()
    redact_types: tuple[str, ...] = ()
    always_redact: tuple[str, ...] = field(default=(), repr=False)
    never_redact: tuple[str, ...] = field(default=(), repr=False)
    stable_seconds: float = 2.0
    cache_cap_bytes: int = 2_000_000_000
    cache_ttl_days: int = 90
    memory_limit: str = ""
    wait_seconds: float = 60.0
    snapshot_count: int = 7
    migration_copy_count: int = 3
    minimum_free_bytes: int = 1 << 30

    def canonical(self) -> str:
        """What decides results, as text in a fixed order; folders, limits and the private label stay out."""
        names = sorted(f.name for f in fields(self) if f.name not in _NOT_PART_OF_RESULTS)
        return "\n".join(f"{name}={getattr(self, name)!r}" for name in names)

    def configuration(self) -> dict[str, Any]:
        """Every setting that a run is recorded with; the private label and places on this machine stay out."""
        kept = {name: value for name, value in asdict(self).items() if name not in _NOT_RECORDED}
        kept["repositories"] = [{"name": r.name, "branch": r.branch} for r in self.repositories]
        return kept


_NOT_PART_OF_RESULTS = frozenset(
    {
        "home",
        "inbox",
        "is_inbox_configured",
        "inbox_done",
        "stable_seconds",
        "memory_limit",
        "wait_seconds",
        "snapshot_count",
        "migration_copy_count",
        "minimum_free_bytes",
        "chat_label",
        "repositories",
        "services",
        "always_redact",
        "never_redact",
    }
)
_NOT_RECORDED = frozenset({"home", "inbox", "inbox_done", "chat_label", "always_redact", "never_redact"})
_NUMBERS: Mapping[str, tuple[type[int] | type[float], float]] = {
    "minimum_window_messages": (int, 1),
    "stable_seconds": (float, 0),
    "cache_cap_bytes": (int, 0),
    "cache_ttl_days": (int, 1),
    "wait_seconds": (float, 0),
    "snapshot_count": (int, 0),
    "migration_copy_count": (int, 1),
    "minimum_free_bytes": (int, 0),
}
_TEXTS = ("time_zone", "locale", "chat_label", "site_title", "site_language", "site_url", "memory_limit")
_WORDS = ("always_redact", "never_redact")
"""Lists of private words: in the file alone, since an environment is seen by other programs."""
_LISTS = ("repositories", "default_phone_regions", "services", "redact_types")
_KNOWN = frozenset({*_NUMBERS, *_TEXTS, "inbox", "inbox_done", *_LISTS, *_WORDS})


class Settings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The deployment's settings, read when they are asked for.

    Attributes:
        home: the deployment's folder; empty = `EGREGORA_HOME`, else `egregora_home` beside `DAGSTER_HOME`.
    """

    home: str = ""

    def values(self) -> SettingsValues:
        """All settings, from the file and the environment.

        Raises:
            SettingInvalid: an unknown name, or a value that cannot be used; names the setting.
            DagsterHomeUnset: neither the folder nor DAGSTER_HOME is given.
        """
        return read_settings(deployment_folder(self.home, os.environ), os.environ)


def deployment_folder(home: str, environment: Mapping[str, str]) -> Path:
    """The deployment's folder, absolute.

    Raises:
        DagsterHomeUnset: nothing says where it is.
    """
    named = home or environment.get(HOME_VARIABLE, "")
    if named:
        return Path(named).expanduser().resolve()
    dagster_home = environment.get("DAGSTER_HOME", "")
    if not dagster_home:
        raise DagsterHomeUnset()
    return Path(dagster_home).expanduser().resolve().parent / _FOLDER_BESIDE_DAGSTER


def read_settings(home: Path, environment: Mapping[str, str]) -> SettingsValues:
    """The settings of a folder, with overrides from an environment.

    Raises:
        SettingInvalid: an unknown name, or a value that cannot be used.
    """
    given = {**_from_file(home / SETTINGS_FILE), **_from_environment(environment)}
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        raise SettingInvalid(unknown[0], "there is no setting of that name")
    inbox = str(given.get("inbox", ""))
    scalars: dict[str, Any] = {n: _scalar(n, given[n]) for n in (*_NUMBERS, *_TEXTS) if n in given}
    values = SettingsValues(
        home=home,
        inbox=(home / Path(inbox).expanduser()).resolve() if inbox else home / "inbox",
        is_inbox_configured=bool(inbox),
        inbox_done=_done_folder(home, str(given.get("inbox_done", "")), inbox),
        repositories=_repositories(given.get("repositories", [])),
        default_phone_regions=_regions(given.get("default_phone_regions", ())),
        services=_services(given.get("services", ())),
        redact_types=_types(given.get("redact_types", ())),
        always_redact=_words("always_redact", given.get("always_redact", ())),
        never_redact=_words("never_redact", given.get("never_redact", ())),
        **scalars,
    )
    _check_zone(values.time_zone)
    return values


def _done_folder(home: Path, named: str, inbox: str) -> Path | None:
    """The folder for what was read; None where nothing is to be moved.

    Raises:
        SettingInvalid: it is where exports are looked for, or what others may see.
    """
    if not named:
        return None
    done = (home / Path(named).expanduser()).resolve()
    around = (home / Path(inbox or "inbox").expanduser()).resolve()
    if done.is_relative_to(around) or around.is_relative_to(done):
        raise SettingInvalid("inbox_done", "it must lie outside the inbox")
    if done.is_relative_to(home / "site"):
        raise SettingInvalid("inbox_done", "it must lie outside the site")
    return done


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingInvalid(SETTINGS_FILE, f"it is not TOML ({type(error).__name__})") from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    names = _KNOWN - {"repositories", *_WORDS}
    return {n: environment[f"EGREGORA_{n.upper()}"] for n in sorted(names) if environment.get(f"EGREGORA_{n.upper()}")}


def _scalar(name: str, value: Any) -> str | int | float:
    if name in _TEXTS:
        if not isinstance(value, str):
            raise SettingInvalid(name, "it must be text")
        return value
    kind, least = _NUMBERS[name]
    try:
        number = kind(value)
    except (TypeError, ValueError):
        raise SettingInvalid(name, "it must be a number") from None
    if number < least:
        raise SettingInvalid(name, f"it must be at least {least:g}")
    return number


def _repositories(entries: Any) -> tuple[RepositorySetting, ...]:
    try:
        found = tuple(RepositorySetting(**entry) for entry in entries)
    except TypeError:
        raise SettingInvalid("repositories", "each needs name and path, and may have branch") from None
    if len({r.name for r in found}) != len(found):
        raise SettingInvalid("repositories", "two have the same name")
    return found


def _regions(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(str(p).strip().upper() for p in parts if str(p).strip())


def _services(value: Any) -> tuple[str, ...]:
    """The services outside that are switched on, each named; nothing stands for several."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise SettingInvalid("services", "it must be a list of names")
    named = sorted({str(p).strip() for p in parts} - {""})
    if not set(named) <= set(SERVICES):
        raise SettingInvalid("services", f"it may name {', '.join(SERVICES)}")
    return tuple(named)


def _types(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise SettingInvalid("redact_types", "it must be a list")
    types = tuple(sorted({str(p).strip().lower() for p in parts if str(p).strip()}))
    if not set(types) <= set(CHOSEN_KINDS):
        raise SettingInvalid("redact_types", f"the types are {', '.join(CHOSEN_KINDS)}")
    return types


def _words(name: str, value: Any) -> tuple[str, ...]:
    """A list of private words; what is wrong with it is said without them."""
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
        raise SettingInvalid(name, "it must be a list of texts")
    return tuple(word for word in value if word.strip())


def _check_zone(name: str) -> None:
    try:
        zone_named(name)
    except TimeZoneUnknown:
        raise SettingInvalid("time_zone", "it is not an IANA zone such as Europe/Lisbon") from None
