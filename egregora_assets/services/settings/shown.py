"""The settings as a person sees them: each with its value, where that comes from, and what it means."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egregora_assets.services.settings.declarations import DECLARED_SETTINGS, SettingsValues
from egregora_assets.services.settings.reading import SETTINGS_FILE, find_source, read_settings
from egregora_assets.services.settings.setting_types import RepositorySetting, Setting

PRIVATE = "(private)"
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WIDTH = 110


@dataclass(frozen=True)
class ShownSetting:
    """A setting of a deployment.

    Attributes:
        value: as it would stand in the file; what applies in words, where nothing sets it.
        source: the line of the file or the variable that sets it; empty = nothing does, so that the default applies.
        is_private: its value is not shown; it stands in the file.
    """

    name: str
    value: str
    source: str
    meaning: str
    is_private: bool


def list_settings(home: Path, environment: Mapping[str, str]) -> list[ShownSetting]:
    """All settings of a deployment, in the order of the documentation.

    Raises:
        SettingInvalid: one cannot be used.
    """
    values, path = read_settings(home, environment), home / SETTINGS_FILE
    content = path.read_bytes() if path.is_file() else b""
    sources = {name: find_source(name, content, environment) for name in DECLARED_SETTINGS}
    return [
        ShownSetting(
            name, _show(name, setting, values, sources[name]), sources[name], explain(setting), setting.is_private
        )
        for name, setting in DECLARED_SETTINGS.items()
    ]


def explain(setting: Setting) -> str:
    """What a setting means, as plain text."""
    return _LINK.sub(r"\1", setting.help)


def render_default(name: str) -> str:
    """The default value of a setting as it would stand in the file; empty where it is none, or words say it better."""
    value = SettingsValues.model_fields[name].default
    return "" if DECLARED_SETTINGS[name].unset or value in (None, ()) else _to_toml(value)


def render_template(given: Mapping[str, str]) -> str:
    """A file of settings with a comment for each; those that are given are set, the others stand as examples.

    Args:
        given: values of text, by name.
    """
    parts = [
        "# The settings of this deployment (docs/settings.md). Lines with # are examples: the defaults apply there.\n"
    ]
    for name, setting in DECLARED_SETTINGS.items():
        if name == "repositories":  # its tables would swallow what follows
            continue
        comment = "".join(f"# {line}\n" for line in _wrap(explain(setting)))
        default = SettingsValues.model_fields[name].default
        example = setting.example or _to_toml(default if default is not None else "")
        line = f"{name} = {_to_toml(given[name])}\n" if name in given else f"# {name} = {example}\n"
        parts.append(comment + line)
    return "\n".join(parts)


def _show(name: str, setting: Setting, values: SettingsValues, source: str) -> str:
    value: Any = getattr(values, name)
    if not source:
        return render_default(name) or setting.unset or "none"
    return PRIVATE if setting.is_private else _to_toml(value)


def _to_toml(value: Any) -> str:
    if isinstance(value, tuple):
        return json.dumps([v.name if isinstance(v, RepositorySetting) else v for v in value], ensure_ascii=False)
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text[:1].upper() + text[1:] + ".", _WIDTH)
