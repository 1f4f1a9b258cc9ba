"""Settings are read from `egregora.toml` in the deployment's folder; `EGREGORA_<NAME>` in the environment wins."""

from __future__ import annotations

import os
import re
import tomllib
import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from egregora_assets.errors import RenamedWarning, SettingInvalid
from egregora_assets.services.settings.declarations import DECLARED_SETTINGS, SettingsValues
from egregora_assets.services.settings.folder import deployment_folder
from egregora_assets.services.settings.suggestions import suggest

SETTINGS_FILE = "egregora.toml"
_PREFIX = "EGREGORA_"
_FOLDERS = ("inbox", "processed_dir")


def read_settings(home: Path, environment: Mapping[str, str]) -> SettingsValues:
    """The settings of a folder, with overrides from an environment. A former name that is used warns (RenamedWarning).

    Raises:
        SettingInvalid: an unknown name, or a value that cannot be used.
    """
    path = home / SETTINGS_FILE
    content = path.read_bytes() if path.is_file() else b""
    variables = frozenset((name, value) for name, value in environment.items() if name.startswith(_PREFIX))
    return _read(home, content, variables)


class Settings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The deployment's settings, read whenever they are asked for.

    Attributes:
        home: the deployment's folder; empty = `EGREGORA_HOME`, else `egregora_home` beside `DAGSTER_HOME`.
    """

    home: str = ""

    def values(self) -> SettingsValues:
        """All settings, from the file and the environment.

        Raises:
            SettingInvalid: an unknown name, or a value that cannot be used; names the setting.
            DagsterHomeUnset: neither the folder nor DAGSTER_HOME is given.
            DeploymentMissing: DAGSTER_HOME was moved without the deployment beside it.
        """
        return read_settings(deployment_folder(self.home, os.environ), os.environ)


@lru_cache(maxsize=64)
def _read(home: Path, content: bytes, variables: frozenset[tuple[str, str]]) -> SettingsValues:
    """Settings are asked for at every turn, and pydantic takes 3 ms for them: equal sources are read once."""
    sources: dict[str, Any] = {"home": home, "file": _from_file(content), "variables": _from_variables(dict(variables))}
    try:
        return _DeploymentSettings(**sources)
    except ValidationError as error:
        problem = _translate(error.errors(include_url=False, include_input=False))
    except SettingInvalid as error:
        problem = error
    # Outside of the handler, so that pydantic's message, which may quote a value, does not travel as the context.
    raise problem.at(find_source(problem.setting, content, dict(variables))) from None


def find_source(name: str, content: bytes, variables: Mapping[str, str]) -> str:
    """Where a setting comes from: a variable of the environment, a line of the file; empty where nothing sets it."""
    setting = DECLARED_SETTINGS.get(name)
    names = [name, *([setting.formerly] if setting and setting.formerly else [])]
    if setting and not setting.is_file_only:
        for variable in (f"{_PREFIX}{one.upper()}" for one in names):
            if variables.get(variable):
                return f"variable {variable}"
    text = content.decode("utf-8", "replace")
    for one in names:
        key = rf"""(?:{re.escape(one)}|"{re.escape(one)}"|'{re.escape(one)}')"""
        found = re.search(rf"^[ \t]*(?:{key}[ \t]*=[ \t]*|\[\[?[ \t]*{key}[ \t]*\]|{key}[ \t]*\.)", text, re.MULTILINE)
        if found:
            line_start = text.rfind("\n", 0, found.end()) + 1
            line = text.count("\n", 0, found.end()) + 1
            return f"{SETTINGS_FILE}, line {line}, column {found.end() - line_start + 1}"
    return ""


def check_settings(home: Path, content: bytes) -> None:
    """Does nothing where a file of settings can be used.

    Raises:
        SettingInvalid: it cannot.
    """
    _read(home, content, frozenset())


class _DeploymentSettings(BaseSettings, SettingsValues):
    """The values of a deployment, from its two sources."""

    model_config = SettingsConfigDict(validate_default=False)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003  reads lists as JSON, and what may stand in files alone
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment comes before the file."""
        given = init_settings()
        values = ({"home": given["home"]}, given["variables"], given["file"])
        return tuple(InitSettingsSource(settings_cls, source) for source in values)


def _from_file(content: bytes) -> dict[str, Any]:
    try:
        return _use_present_names(tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError:
        raise SettingInvalid(SETTINGS_FILE, "it is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingInvalid(SETTINGS_FILE, f"it is not TOML{describe_position(str(error))}") from None


def describe_position(message: str) -> str:
    """The line and column that a message of a TOML reader names; nothing else of it, since it may quote a value."""
    found = re.search(r"line (\d+),? col(?:umn)? (\d+)", message)
    return f" at line {found[1]}, column {found[2]}" if found else " at its end" if "end of doc" in message else ""


def _from_variables(variables: Mapping[str, str]) -> dict[str, Any]:
    """The values of variables that name a setting and are not empty; other programs' variables are left alone."""
    names = [n for name, s in DECLARED_SETTINGS.items() if not s.is_file_only for n in (name, s.formerly)]
    return _use_present_names({n: value for n in names if (value := variables.get(f"{_PREFIX}{n.upper()}"))})


def _use_present_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values under the present names of their settings; folders that are set to nothing are left out."""
    present = {s.formerly: name for name, s in DECLARED_SETTINGS.items() if s.formerly}
    found = {name: value for name, value in values.items() if name not in present}
    for former in sorted(present.keys() & values.keys()):
        name = present[former]
        notice = f"The setting {former} is now called {name}; the next version will not know the former name."
        warnings.warn(notice, RenamedWarning, stacklevel=2)
        found.setdefault(name, values[former])
    return {name: value for name, value in found.items() if value != "" or name not in _FOLDERS}


def _translate(details: Sequence[Mapping[str, Any]]) -> SettingInvalid:
    """The first problem as an error of ours: which setting, and what its value must be, never the value."""
    unknown = sorted(str(d["loc"][0]) for d in details if d["type"] == "extra_forbidden" and len(d["loc"]) == 1)
    if unknown:
        return SettingInvalid(unknown[0], "there is no setting of that name", suggest(unknown[0], DECLARED_SETTINGS))
    place, kind = details[0]["loc"], details[0]["type"]
    name = str(place[0])
    if name == "repositories":
        return SettingInvalid(name, "each needs name and path, and may have branch and address")
    if kind == "greater_than_equal":
        return SettingInvalid(name, f"it must be at least {details[0]['ctx']['ge']:g}")
    if kind.startswith(("int_", "float_")):
        return SettingInvalid(name, "it must be a whole number" if kind == "int_from_float" else "it must be a number")
    if kind == "tuple_type" or len(place) > 1:
        return SettingInvalid(name, "it must be a list of texts")
    return SettingInvalid(name, "it must be text")
